"""Certificates of cover: a code that nobody can guess, and what it tells whoever has it.

Behind a code stand no more than the scheme, the days, whether it holds, and the first character of
a name. 16 characters of 32 are 80 bits; misses are counted by address all the same.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils import timezone

from members.errors import CodeUnknown, TooManyMisses
from members.identity import canonical
from members.models import Certificate, Coverage, MissedCode

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread or spell words."""
LENGTH: Final = 16
MISREAD: Final = str.maketrans("ILO", "110", "-")
MOST_MISSES: Final = 30
"""Of one address in an hour; default, not sourced."""
MISSES_KEPT: Final = timedelta(days=1)


class Standing(StrEnum):
    VALID = "有效"
    COMING = "尚未开始"
    EXPIRED = "已到期"
    VOID = "已作废"


@dataclass(frozen=True, slots=True)
class Told:
    """What anybody may know by a code."""

    standing: Standing
    scheme: str
    starts_on: date
    ends_on: date
    holder: str


def issue(coverage: Coverage) -> Certificate:
    """Give the certificate of a coverage, always the same."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    certificate, _new = Certificate.objects.get_or_create(
        coverage=coverage, defaults={"code": code}
    )
    return certificate


def verify(text: str, *, address: str | None) -> Told:
    """Tell what a code stands for, however it was typed. CodeUnknown, TooManyMisses."""
    since = timezone.now() - timedelta(hours=1)
    missed = MissedCode.objects.filter(address=address, at__gt=since)
    if address and missed.count() >= MOST_MISSES:
        raise TooManyMisses
    code = canonical(text).translate(MISREAD)
    found = Coverage.objects.filter(certificate__code=code).select_related("member", "scheme")
    coverage = found.first()
    if coverage is None:
        if address:
            MissedCode.objects.create(address=address)
        raise CodeUnknown
    return Told(
        standing=standing_of(coverage, timezone.localdate()),
        scheme=coverage.scheme.name,
        starts_on=coverage.starts_on,
        ends_on=coverage.ends_on,
        holder=f"{coverage.member.name[:1]}**",
    )


def standing_of(coverage: Coverage, day: date) -> Standing:
    if coverage.voided:
        return Standing.VOID
    if day < coverage.starts_on:
        return Standing.COMING
    return Standing.VALID if day <= coverage.ends_on else Standing.EXPIRED


def spaced(code: str) -> str:
    """Word a code for people: 4F7K-0000-0000-0000."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def forget_misses() -> int:
    """Remove the misses that are counted no more; give how many."""
    count, _by_model = MissedCode.objects.filter(at__lt=timezone.now() - MISSES_KEPT).delete()
    return count
