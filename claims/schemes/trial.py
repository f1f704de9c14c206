"""What an amount can be tried by: a published period, or one's own coverages with what is used.

Nothing is kept of a trial, and nothing of a person is in it but one's own days, shown to oneself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final, Self

from claims import benefits, facts
from claims.benefits import Outcome, Sheet
from claims.models import Kind
from claims.working import COSTS, REASONS, Working, lines_of, working
from members.enrolment.dates import cover_dates
from members.errors import PeriodOver
from members.models import Member, Scheme

OWN: Final = "own"
NAMES: Final[Mapping[str, str]] = {**{str(kind): str(kind.label) for kind in Kind}, **COSTS}
"""Every kind that a sheet can know, in the order they are offered."""

Terms = benefits.PerDay | benefits.Lump | benefits.GradedLump | benefits.Share


@dataclass(frozen=True)
class Rules:
    """A period, or (by the code OWN) the coverages of whoever is signed in."""

    code: str
    name: str
    texts: tuple[str, ...] = ()
    own: tuple[benefits.Cover, ...] = ()

    @cached_property
    def sheets(self) -> list[Sheet]:
        return [cover.sheet for cover in self.own] or list(map(benefits.read_sheet, self.texts))

    @property
    def kinds(self) -> dict[str, str]:
        """The kinds of which anything is known, by code, with their names."""
        return {kind: name for kind, name in NAMES.items() if self.terms(kind)}

    def terms(self, kind: str) -> Terms | None:
        """What the first sheet that knows the kind says of it; its codes are a sheet's own keys."""
        found: list[Terms | None] = [getattr(sheet, kind) for sheet in self.sheets]
        return next((terms for terms in found if terms), None)

    def supposed(
        self,
        first_day: date,
        *,
        starts_on: date | None,
        ends_on: date | None,
        used: benefits.Used,
        first_enrolment: bool,
    ) -> benefits.Cover:
        """Suppose a coverage: as it is told, or the whole year of the period or from a day on."""
        sheet = self.sheets[0]
        year = sheet.calendar_year
        if starts_on is None and year is not None:
            starts_on = date(year, 1, 1)
        eve = (starts_on or first_day) - timedelta(days=1)
        try:
            first, last = cover_dates(eve, eve, calendar_year=year)
        except PeriodOver:  # told to begin after its year: then as any other
            first, last = cover_dates(eve, eve)
        return benefits.Cover(sheet, starts_on or first, ends_on or last, used, first_enrolment)


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a trial, as people read it."""

    outcome: str
    amount: Decimal | None
    working: list[Working]
    notes: list[str]

    @classmethod
    def of(cls, found: benefits.Assessment) -> Self:
        return cls(
            outcome=str(found.outcome),
            amount=None if found.outcome is Outcome.MANUAL else benefits.yuan(found.fen or 0),
            working=working(lines_of(found)),
            notes=[REASONS[reason] for reason in found.reasons],
        )


def offered(member: Member | None) -> list[Rules]:
    """Give one's own coverages first, if there are any, then the published periods, newest first.

    One query for the periods, one for a member's coverages and what is used of them.
    """
    published = Scheme.objects.filter(status=Scheme.Status.PUBLISHED)
    newest = published.order_by("-published_at", "-code").values_list("code", "name", "sheet")
    periods = (Rules(code, name, (sheet,)) for code, name, sheet in newest)
    return [rules for rules in (*_own(member), *periods) if rules.kinds]


def _own(member: Member | None) -> list[Rules]:
    coverages = facts.held_by(member.pk) if member else []
    if not coverages:
        return []
    return [Rules(OWN, "我的保障", own=tuple(facts.covers(coverages)))]
