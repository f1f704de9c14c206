"""Telling that a cover is about to end: each member once a date, each cadre once a date and unit.

Rows alone: the outbox sends. Whoever is covered beyond that day already is not told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from members import days
from members.models import Cadre, Coverage, Message

DAYS_BEFORE: Final = (30, 7)
"""When people are told, the earlier first; default, not sourced."""
MOST: Final = 100_000
"""Messages of one run; the rest is for the next."""
AT_ONCE: Final = 1000
TO_MEMBER: Final = "您的职工医疗互助保障将于{day}结束。续保由单位统一办理，请留意单位工会通知。"
TO_CADRE: Final = (
    "{unit}有{people}人的互助保障将于{day}结束，还没有续保。请及时上传名册，以免保障中断。"
)


def remind(today: date) -> int:
    """Owe the messages that are due today; give how many. Harmless to run twice."""
    told = 0
    # Each date's window reaches to the next date's, so that a day without a run loses nobody.
    for before, after in zip(DAYS_BEFORE, (*DAYS_BEFORE[1:], -1), strict=True):
        ending = _ending(today + timedelta(days=after), today + timedelta(days=before))
        told += _owe(_to_cadres(ending, today, before, after))
        told += _owe(_to_members(ending, before, after))
    return told


def _ending(after: date, until: date) -> "QuerySet[Coverage]":
    later = Coverage.objects.live().filter(
        member=OuterRef("member"), ends_on__gt=OuterRef("ends_on")
    )
    ending = Coverage.objects.live().filter(ends_on__gt=after, ends_on__lte=until)
    return ending.filter(~Exists(later))


def _to_members(ending: "QuerySet[Coverage]", before: int, after: int) -> Iterator[Message]:
    key = Concat(Value("cover-ending:"), Cast("pk", CharField()), Value(f":{before}"))
    told = Message.objects.filter(key=OuterRef("key"))
    rows = ending.exclude(member__user=None).annotate(key=key).filter(~Exists(told))
    for key_, user, ends_on in rows.values_list("key", "member__user", "ends_on")[:MOST].iterator():
        text = TO_MEMBER.format(day=days.long(ends_on))
        yield _message(key_, user, text, "", ends_on - timedelta(days=after))


def _to_cadres(
    ending: "QuerySet[Coverage]", today: date, before: int, after: int
) -> Iterator[Message]:
    units = ending.exclude(unit=None).values("unit", "ends_on").annotate(people=Count("pk"))
    found = defaultdict(list)
    for row in units:
        found[row["unit"]].append(row)
    for post in Cadre.objects.on(today).filter(unit__in=found).select_related("unit"):
        for row in found[post.unit_id]:
            expires_on = row["ends_on"] - timedelta(days=after)
            key = f"covers-ending:{post.pk}:{row['ends_on']}:{before}"
            text = TO_CADRE.format(
                unit=post.unit, people=row["people"], day=days.long(row["ends_on"])
            )
            yield _message(key, post.user_id, text, "/unit/", expires_on)


def _message(key: str, user: UUID, text: str, link: str, expires_on: date) -> Message:
    """Word a message that is too late from the beginning of a day on."""
    return Message(
        key=key,
        user_id=user,
        text=text,
        link=link,
        sms_state=Message.SmsState.OWED,
        expires_at=timezone.make_aware(datetime.combine(expires_on, time())),
    )


def _owe(messages: Iterable[Message]) -> int:
    owed, coming = 0, iter(messages)
    while chunk := list(islice(coming, AT_ONCE)):
        known = set(
            Message.objects.filter(key__in=[m.key for m in chunk]).values_list("key", flat=True)
        )
        new = [message for message in chunk if message.key not in known]
        Message.objects.bulk_create(new, ignore_conflicts=True)
        owed += len(new)
    return owed
