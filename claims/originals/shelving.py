"""The originals in the archive: a place on the shelf, lent out and back, given back at the end.

Every verb locks the claim, so that its file is in one place at a time. Rows are only ever added or
ended: the database refuses any other change.
"""

import re
from datetime import date
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from claims import notices
from claims.errors import Incomplete
from claims.models import Claim, Handback, Loan, Shelving
from claims.originals import receiving
from claims.states import Status
from claims.transitions import locked
from members.identity import canonical
from members.models import User
from members.roles import Role

S = Status
ENDED: Final = frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN, S.CLOSED_LATE})
"""Where originals may be given back."""
PLACE: Final = re.compile(r"(?P<rack>[A-Z])-?(?P<box>[0-9]{2})-?(?P<slot>[0-9]{2})")
LAST: Final = 99
"""Boxes on a rack, and files in a box."""


def place_of(text: str) -> str:
    """Read a place however it was typed: a0312 is A-03-12. Incomplete for anything else."""
    if read := PLACE.fullmatch(canonical(text)):
        return f"{read['rack']}-{read['box']}-{read['slot']}"
    raise Incomplete({"place": "档案位置写作“架-盒-号”，例如A-03-12。"})


def next_place() -> str:
    """The place after the one that was filled last, for the next file; the first where none is."""
    last = Shelving.objects.order_by("-put_at").values_list("place", flat=True).first()
    if last is None:
        return "A-01-01"
    taken = set(Shelving.objects.open().filter(place__gte=last).values_list("place", flat=True))
    place = _after(last)
    while place in taken:
        place = _after(place)
    return place


@transaction.atomic
def shelve(claim_id: UUID, place: str, *, by: User) -> Shelving:
    """Put the originals into a place; from another place they are moved.

    Incomplete while they are not here or not accepted, are lent out, or the place is taken.
    """
    claim, place = _kept(claim_id, by), place_of(place)
    before = claim.shelvings.open().first()
    if before is not None and before.loans.open().exists():
        raise Incomplete({"place": "原件已借出，归还后才能移库。"})
    holder = Shelving.objects.open().filter(place=place).select_related("claim").first()
    if holder is not None:
        raise Incomplete({"place": f"{place}已存放申请{holder.claim.number}的原件，请换一个位置。"})
    if before is not None:
        _end(before, Shelving.End.MOVED, by)
    return Shelving.objects.create(claim=claim, place=place, put_by=by)


@transaction.atomic
def lend(claim_id: UUID, *, lent_to: str, reason: str, due_on: date, by: User) -> Loan:
    """Lend the originals out of their place. Incomplete where they do not lie in one."""
    claim = _kept(claim_id, by)
    shelving = claim.shelvings.open().first()
    problems = {}
    if shelving is None:
        problems["place"] = "原件还没有上架，不能借出。"
    elif shelving.loans.open().exists():
        problems["place"] = "原件已经借出，尚未归还。"
    if due_on < timezone.localdate():
        problems["due_on"] = "应归还日期不能早于今天。"
    if problems or shelving is None:
        raise Incomplete(problems)
    return Loan.objects.create(
        shelving=shelving,
        lent_to=lent_to.strip(),
        reason=reason.strip(),
        due_on=due_on,
        lent_by=by,
    )


@transaction.atomic
def bring_back(claim_id: UUID, *, by: User) -> Loan:
    """Note that what was lent lies in its place again."""
    claim = _kept(claim_id, by)
    loan = Loan.objects.open().filter(shelving__claim=claim).first()
    if loan is None:
        raise Incomplete({"place": "原件没有借出。"})
    loan.returned_at, loan.returned_by = timezone.now(), by
    loan.save(update_fields=["returned_at", "returned_by"])
    return loan


@transaction.atomic
def hand_back(
    claim_id: UUID, *, way: str, courier: str = "", number: str = "", by: User
) -> Handback:
    """Give the originals back to the member, who is told; their place is free again.

    Incomplete before the claim has ended, or while they are lent out.
    """
    claim = _kept(claim_id, by)
    posted = way == Handback.Way.POSTED
    problems = {}
    if claim.status not in ENDED:
        problems["way"] = "申请还在办理，办结后才能退还原件。"
    if Loan.objects.open().filter(shelving__claim=claim).exists():
        problems["place"] = "原件已借出，归还后才能退还。"
    if posted and not (courier and number):
        problems["number"] = "邮寄退还的，请填写快递公司和运单号。"
    if problems:
        raise Incomplete(problems)
    for shelving in claim.shelvings.open():
        _end(shelving, Shelving.End.HANDED_BACK, by)
    handback = Handback.objects.create(
        claim=claim,
        way=way,
        courier=courier if posted else "",
        number=number if posted else "",
        by=by,
    )
    notices.handed_back(claim, handback)
    return handback


def in_house(claim: Claim) -> bool:
    """Whether the originals are here and through with being compared."""
    last = receiving.received(claim)
    if last is None or claim.status in {S.PASSED, S.MISMATCH, S.RECEIVED}:
        return False
    return not claim.handbacks.filter(at__gte=last.received_at).exists()


def _kept(claim_id: UUID, by: User) -> Claim:
    """Lock a claim whose originals are here."""
    if not by.has_role(Role.TELLER):
        raise PermissionDenied
    claim = locked(claim_id)
    if not in_house(claim):
        raise Incomplete({"place": "这份申请的原件不在服务中心，或者还没有受理。"})
    return claim


def _end(shelving: Shelving, why: Shelving.End, by: User) -> None:
    shelving.taken_at, shelving.taken_by, shelving.ended = timezone.now(), by, why
    shelving.save(update_fields=["taken_at", "taken_by", "ended"])


def _after(place: str) -> str:
    """The next place: slots, then boxes, then racks; after the last rack the first again."""
    rack, box, slot = place[0], int(place[2:4]), int(place[5:7])
    if slot < LAST:
        return f"{rack}-{box:02}-{slot + 1:02}"
    if box < LAST:
        return f"{rack}-{box + 1:02}-01"
    return f"{chr(ord(rack) + 1) if rack < 'Z' else 'A'}-01-01"
