"""What a scanner read, and whose originals it means: a cover sheet, a claim, a parcel.

A cover sheet's code is ten characters of thirty, 49 bits: nobody outside can ask for it, and
inside only who may see claims.
"""

import re
import secrets
from typing import Final

from django.db.models import QuerySet

from claims.models import Claim, CoverSheet, Parcel
from members.identity import canonical

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are misread for one another."""
LENGTH: Final = 10
CODE: Final = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def cover_sheet(claim: Claim) -> CoverSheet:
    """Give the cover sheet of a claim, always the same."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    sheet, _new = CoverSheet.objects.get_or_create(claim=claim, defaults={"code": code})
    return sheet


def spaced(code: str) -> str:
    """Word a code for people: K7M2Q-8ZT4X."""
    return f"{code[:5]}-{code[5:]}"


def code_of(text: str) -> str | None:
    """The code of a cover sheet as it was scanned or typed; None for what cannot be one."""
    code = canonical(text).replace("-", "")
    return code if CODE.fullmatch(code) else None


def fitting(scanned: str) -> QuerySet[Claim]:
    """The claims that what was scanned stands for: one by its sheet or number, else those whose
    parcel with this courier's number is under way."""
    claims = Claim.objects.seen_by_office().select_related("member", "station")
    number = canonical(scanned)
    code = code_of(scanned)
    if code and (found := claims.filter(cover_sheet__code=code)):
        return found
    if found := claims.filter(number=number):
        return found
    under_way = Parcel.objects.under_way().filter(number=number.replace("-", ""))
    return claims.filter(pk__in=under_way.values("claim")).order_by("submitted_at")
