"""What an award used of a coverage: the tables hold each night, number and lump sum once."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import LumpSum, PaidDay
from tests.factories.claims import approved, award_of
from tests.factories.members import CoverageFactory

pytestmark = pytest.mark.django_db


def day(award, **fields) -> PaidDay:
    coverage = award.claim.member.coverages.get()
    defaults = {"day": date(2023, 8, 1), "slot": 20, "most_days": coverage.most_days}
    paid = PaidDay.objects.create(coverage=coverage, award=award, **defaults | fields)
    connection.check_constraints()
    return paid


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"day": date(2023, 6, 1)}, "paid_day_night_once"),
        ({"slot": 1}, "paid_day_slot_once"),
        ({"slot": 46}, "paid_day_within_cap"),
        ({"slot": 46, "most_days": 46}, "paid_day_cap_is_the_coverages"),
        ({"slot": 0}, "paid_day_within_cap"),
    ],
)
def test_the_table_holds_no_night_twice_and_none_above_the_cap(fields, constraint) -> None:
    award = award_of(approved())

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        day(award, **fields)

    assert day(award).pk


def test_a_death_is_paid_once_and_any_lump_sum_once_a_coverage() -> None:
    award = award_of(approved())
    other = award_of(approved())
    member = award.claim.member
    coverage = member.coverages.get()
    later = CoverageFactory.create(
        member=member, starts_on=date(2024, 3, 16), ends_on=date(2025, 3, 15)
    )
    for kind in ("critical_illness", "death"):
        paid = LumpSum.objects.create(coverage=coverage, member=member, kind=kind, award=award)
        with pytest.raises(IntegrityError, match="lump_sum_once_a_coverage"), transaction.atomic():
            LumpSum.objects.create(coverage=coverage, member=member, kind=kind, award=other)
        paid.award = award_of(approved())
        paid.save()

    with pytest.raises(IntegrityError, match="lump_sum_death_once"), transaction.atomic():
        LumpSum.objects.create(coverage=later, member=member, kind="death", award=other)
    assert LumpSum.objects.create(
        coverage=later, member=member, kind="critical_illness", award=other
    ).pk
