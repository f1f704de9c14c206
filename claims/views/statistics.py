"""How the promise of payment is kept, told to everybody. One row is read, and nobody is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import dropwhile
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.models import Kind, Publication, Rating
from claims.promise.deadlines import PAID_WITHIN
from claims.promise.keeping import step_names
from claims.statistics.discretion import Shown
from claims.statistics.publication import months_to

WIDE: Final = 100
"""The longest bar of a chart."""
PROMISED_BEFORE: Final = 20
"""Working days, before the promise was shortened."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: its words, its figure, and how long its bar is."""

    name: str
    figure: Any
    wide: int = 0
    count: Shown = None
    ends: str = ""
    """What is reached with this row, like the promise of seven days."""


def statistics(request: HttpRequest) -> HttpResponse:
    """Show the last figures published; before there are any, say when there will be."""
    told = Publication.objects.first()
    context: dict[str, Any] = {"promised": PAID_WITHIN, "before": PROMISED_BEFORE, "told": told}
    if told is not None:
        context |= {
            "figures": told.figures,
            "since": date.fromisoformat(told.figures["since"]),
            "months": _months(told.figures["months"]),
            "ratings": _ratings(told.figures.get("ratings", [])),
            "days": _days(told.figures["days"]),
            "kinds": [{**each, "kind": Kind(each["kind"]).label} for each in told.figures["kinds"]],
            "year": months_to(told.until)[-1].year,
        }
    return render(request, "claims/statistics.html", context)


def _months(months: Iterable[Mapping[str, Any]]) -> list[Bar]:
    """The newest first, back to the first promise: how many of a hundred were kept."""
    told = list(dropwhile(lambda each: each["due"] == 0, months))
    return [
        Bar(
            name=f"{each['month'][:4]}年{int(each['month'][5:])}月",
            figure=each["percent"],
            wide=int(Decimal(each["percent"] or 0)),
            count=each["due"],
        )
        for each in reversed(told)
    ]


def _days(days: Sequence[Mapping[str, Any]]) -> list[Bar]:
    ends = {PAID_WITHIN: "promised", PROMISED_BEFORE: "before"}
    told = [each["payments"] for each in days]
    return [
        Bar(name, count, wide, ends=ends.get(each["upto"], ""))
        for name, each, count, wide in zip(step_names(), days, told, _wide(told), strict=True)
    ]


def _ratings(grades: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """None while nobody rated anything, and in what was published before there were ratings."""
    told = [each["count"] for each in grades]
    if not any(told):
        return []
    names = [Rating.Grade(each["grade"]).label for each in grades]
    return [Bar(*row) for row in zip(names, told, _wide(told), strict=True)]


def _wide(counts: Sequence[Shown]) -> list[int]:
    """How long each bar is beside the longest; nothing for what is not told."""
    known = [count if isinstance(count, int) else 0 for count in counts]
    most = max(known, default=0)
    return [count * WIDE // most if most else 0 for count in known]
