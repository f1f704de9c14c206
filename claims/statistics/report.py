"""A month of the office: what came in, what was approved, what was paid and how much of it on time.

One way to find it out, for the page, its tables to take away, and `manage.py audit_extract`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Count, QuerySet
from django.utils import timezone

from claims.models import Award, Claim, Kind
from claims.promise.keeping import (
    Attempt,
    Payment,
    Tally,
    days_taken,
    firsts,
    seconds,
    spread,
    step_names,
    tally,
)
from claims.promise.payments import NOWHERE, payments, start, worked
from claims.states import Status
from claims.tables import Cell, Table

ONE_DAY: Final = timedelta(days=1)
HEAD: Final = (
    "提交（件）",
    "核准（件）",
    "不予补助（件）",
    "支付（笔）",
    "支付金额（元）",
    "到期承诺（笔）",
    "按期（笔）",
    "按期率（%）",
)
TOTAL: Final = "合计"
Place = tuple[str, str]
"""A kind and a station."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the month, or all of it."""

    name: str
    filed: int
    approved: int
    refused: int
    paid: int
    fen: int
    promises: Tally

    def cells(self) -> tuple[Cell, ...]:
        percent = self.promises.percent
        return (
            self.name,
            self.filed,
            self.approved,
            self.refused,
            self.paid,
            Decimal(self.fen) / 100,
            self.promises.of,
            self.promises.kept,
            "" if percent is None else percent,
        )


@dataclass(frozen=True, slots=True)
class Report:
    first: date
    total: Group
    kinds: Sequence[Group]
    stations: Sequence[Group]
    days: Sequence[int]
    """Payments by the steps of claims.promise.keeping."""
    second: Tally
    """The promises after corrected accounts."""
    people: int
    """Who was paid."""


@dataclass(frozen=True, slots=True)
class _Month:
    """All that groups are made of, by place."""

    filed: Counter[Place]
    approved: Counter[Place]
    refused: Counter[Place]
    found: Sequence[Payment]
    first: date
    last: date

    def group(self, name: str, within: Callable[[Place], bool]) -> Group:
        found = [each for each in self.found if within((each.kind, each.station))]
        paid = [each for each in found if self.arrived(each.paid)]

        def count(counter: Counter[Place]) -> int:
            return sum(number for place, number in counter.items() if within(place))

        return Group(
            name,
            filed=count(self.filed),
            approved=count(self.approved),
            refused=count(self.refused),
            paid=len(paid),
            fen=sum(each.fen for each in paid),
            promises=tally(firsts(found, self.first, self.last), timezone.localdate()),
        )

    def arrived(self, attempt: Attempt | None) -> bool:
        return bool(attempt and attempt.paid_on and self.first <= attempt.paid_on <= self.last)


def month(first: date) -> Report:
    """Report the month that begins on a day. Six queries, however much there is.

    CalendarUnknown where the working days of the time are not known.
    """
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    span = (start(first), start(last + ONE_DAY) - timedelta(microseconds=1))
    made = _Month(
        filed=_count(Claim.objects.filter(submitted_at__range=span), ""),
        approved=_count(Award.objects.filter(voided=False, approved_at__range=span), "claim__"),
        refused=_count(Claim.objects.filter(status=Status.REFUSED, since__range=span), ""),
        found=payments(first, last),
        first=first,
        last=last,
    )
    places = {*made.filed, *made.approved, *made.refused}
    places |= {(each.kind, each.station) for each in made.found}
    straight = [each.attempts[0] for each in made.found if made.arrived(each.attempts[0])]
    known = worked(min(each.since for each in straight), last) if straight else []
    return Report(
        first=first,
        total=made.group(TOTAL, lambda place: True),
        kinds=[
            made.group(str(Kind(kind).label), _at(0, kind))
            for kind in Kind.values
            if any(map(_at(0, kind), places))
        ],
        stations=[
            made.group(name, _at(1, name)) for name in sorted({place[1] for place in places})
        ],
        days=spread(days_taken(each, known) for each in straight),
        second=tally(seconds(made.found, first, last), timezone.localdate()),
        people=len({each.person for each in made.found if made.arrived(each.paid)}),
    )


def tables(report: Report) -> list[Table]:
    """Everything that the page shows."""
    total = [report.total.cells()]
    return [
        Table("按项目", ("项目", *HEAD), [*(g.cells() for g in report.kinds), *total]),
        Table("按服务站", ("服务站", *HEAD), [*(g.cells() for g in report.stations), *total]),
        Table(
            "支付用时",
            ("审核通过到支付（工作日）", "支付（笔）"),
            list(zip(step_names(), report.days, strict=True)),
        ),
        Table(
            "账户更正后重新支付",
            ("到期承诺（笔）", "按期（笔）", "按期率（%）"),
            [(report.second.of, report.second.kept, report.second.percent or "")],
        ),
    ]


def _at(part: int, name: str) -> Callable[[Place], bool]:
    return lambda place: place[part] == name


def _count(rows: QuerySet[Claim] | QuerySet[Award], claim: str) -> Counter[Place]:
    keys = f"{claim}kind", f"{claim}station__name"
    counted: Iterable[tuple[str, str | None, int]] = (
        rows.order_by().values_list(*keys).annotate(Count("pk"))
    )
    return Counter({(kind, station or NOWHERE): number for kind, station, number in counted})
