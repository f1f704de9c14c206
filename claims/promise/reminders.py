"""Reminds members of what waits for them, some days before it is closed, by the sweep."""

from datetime import date, timedelta
from typing import Final

from claims import notices
from claims.models import Claim
from claims.states import MOVES, Action, Status
from members import days
from members.models import Message

BEFORE: Final = (23, 15, 5, 1)
"""Days left at which a member is reminded: after a week, halfway, and near the end. Defaults."""

WHAT: Final = {
    Status.CORRECTION: "还有材料没有补正",
    Status.PASSED: "还没有收到材料原件",
    Status.MISMATCH: "还没有收到补交的原件",
}


def remind(today: date) -> int:
    """Owe the reminders of today; give how many were new. Harmless to run twice or a day late.

    A run that was missed is made up for by the next mark that still holds, never by two at once.
    """
    waiting = Claim.objects.filter(
        status__in=MOVES[Action.CLOSE].sources,
        answer_by__range=(today, today + timedelta(days=BEFORE[0])),
    ).select_related("applicant", "agency", "member__user")
    keyed = {_key(claim, today): claim for claim in waiting}
    known = set(Message.objects.filter(key__in=keyed).values_list("key", flat=True))
    owed = {key: claim for key, claim in keyed.items() if key not in known}
    for key, claim in owed.items():
        on = claim.answer_by
        assert on is not None  # noqa: S101 - the range says so
        notices.reminded(
            claim,
            key,
            f"您的申请（{claim.number}）{WHAT[Status(claim.status)]}，"
            f"请于{days.short(on)}前办理，逾期将关闭。已上传的内容都已保存。",
        )
    return len(owed)


def _key(claim: Claim, today: date) -> str:
    """The same for all days between two marks, another for each request."""
    assert claim.answer_by is not None  # noqa: S101 - the caller's range says so
    left = (claim.answer_by - today).days
    mark = min(mark for mark in BEFORE if mark >= left)
    return f"claim-reminder:{claim.pk}:{claim.answer_by.isoformat()}:{mark}"
