"""What is told to everybody: how the promise of payment is kept, and whom it helped.

Published once a month, of the twelve months to its end, so that no two days' figures can be held
against each other to tell what one person got. What is kept is what is shown, small counts hidden:
see claims.statistics.discretion and docs/reference/statistics.md.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median_low
from typing import Any, Final

from django.db.models import Count

from claims.models import Kind, Publication, Rating
from claims.promise.keeping import (
    STEPS,
    Attempt,
    Payment,
    days_taken,
    firsts,
    seconds,
    spread,
    tally,
)
from claims.promise.payments import payments, start, worked
from claims.statistics.discretion import LEAST, hide, one

MONTHS: Final = 12
ONE_DAY: Final = timedelta(days=1)
Part = dict[str, Any]


def publish(today: date) -> Publication | None:
    """Publish the months to the last one that ended, once; None when that was done, or when there
    is nothing to tell yet. CalendarUnknown where the working days of the time are not known.
    """
    until = today.replace(day=1) - ONE_DAY
    if Publication.objects.filter(until=until).exists():
        return None
    found = payments(months_to(until)[0], until)
    if not found:
        return None
    began = min(attempt.since for payment in found for attempt in payment.attempts)
    told = figures(found, until, worked(began, until)) | {"ratings": _by_grade(until)}
    row, new = Publication.objects.get_or_create(until=until, defaults={"figures": told})
    return row if new else None


def figures(found: Sequence[Payment], until: date, calendar: Sequence[date]) -> Part:
    """Work out all that is published, from payments and working days; what is hidden is None."""
    months = months_to(until)
    since, year = months[0], until.replace(month=1, day=1)
    paid = [payment for payment in found if _paid_within(payment.paid, since, until)]
    straight = [payment.attempts[0] for payment in paid if payment.attempts[0].paid_on]
    taken = [days_taken(attempt, calendar) for attempt in straight]
    people = {payment.person for payment in paid}
    return {
        "since": since.isoformat(),
        "year": _kept(firsts(found, year, until), until),
        "all": _kept(firsts(found, since, until), until),
        "second": _kept(seconds(found, since, until), until),
        "months": _by_month(found, months, until),
        "payments": one(len(taken)),
        "middle": median_low(taken) if len(taken) >= LEAST else None,
        "days": [
            {"upto": upto, "payments": count}
            for upto, count in zip((*STEPS, None), hide(spread(taken)), strict=True)
        ],
        "people": one(len(people)),
        "wan": _wan(paid) if len(people) >= LEAST else None,
        "kinds": _by_kind(paid),
    }


def months_to(until: date) -> list[date]:
    """The first days of the twelve months that end with `until`, in their order."""
    last = until.year * 12 + until.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(last - MONTHS + 1, last + 1)]


def _paid_within(attempt: Attempt | None, since: date, until: date) -> bool:
    return bool(attempt and attempt.paid_on and since <= attempt.paid_on <= until)


def _kept(attempts: Iterable[Attempt], until: date) -> Part:
    """How many promises fell due and how many of a hundred were kept, by the end of the time."""
    found = tally(attempts, until + ONE_DAY)
    percent = str(found.percent) if found.of >= LEAST else None
    return {"due": one(found.of), "percent": percent}


def _by_month(found: Sequence[Payment], months: Sequence[date], until: date) -> list[Part]:
    ends = [*(month - ONE_DAY for month in months[1:]), until]
    spans = zip(months, ends, strict=True)
    kept = [tally(firsts(found, *span), until + ONE_DAY) for span in spans]
    return [
        {
            "month": f"{month:%Y-%m}",
            "due": of,
            "percent": str(each.percent) if of == each.of and of else None,
        }
        for month, each, of in zip(months, kept, hide([each.of for each in kept]), strict=True)
    ]


def _by_kind(paid: Sequence[Payment]) -> list[Part]:
    """How many people each kind helped and with how much; all kinds, also those nobody got."""
    of: dict[str, list[Payment]] = {kind: [] for kind in Kind.values}
    for payment in paid:
        of[payment.kind].append(payment)
    shown = hide([len({payment.person for payment in each}) for each in of.values()])
    return [
        {"kind": kind, "people": people, "wan": _wan(each) if isinstance(people, int) else None}
        for (kind, each), people in zip(of.items(), shown, strict=True)
    ]


def _by_grade(until: date) -> list[Part]:
    """How many rated the service how, from the best grade to the worst."""
    span = start(months_to(until)[0]), start(until + ONE_DAY) - timedelta(microseconds=1)
    given = Rating.objects.filter(given_at__range=span).order_by().values_list("grade")
    found = dict(given.annotate(count=Count("pk")))
    counts = hide([found.get(grade, 0) for grade in Rating.Grade.values])
    return [
        {"grade": grade, "count": count}
        for grade, count in zip(Rating.Grade.values, counts, strict=True)
    ]


def _wan(paid: Iterable[Payment]) -> str:
    """Sum in ten thousands of yuan with one place: coarse on purpose."""
    fen = sum(payment.fen for payment in paid)
    return str((Decimal(fen) / 1_000_000).quantize(Decimal("0.1")))
