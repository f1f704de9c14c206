"""Inpatient days: what holds of any stays in any order."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claims.benefits import Cover, Inpatient, Stay, assess, assess_in_order
from tests.claims.benefits.people import C0, C1, C2, P18, day, used

DAYS = st.dates(date(2022, 1, 1), date(2025, 12, 31))
STAYS = st.builds(
    lambda first, length: Stay(first, first + timedelta(length)), DAYS, st.integers(0, 60)
)
CLAIMS = st.lists(
    st.builds(lambda many: Inpatient(tuple(many)), st.lists(STAYS, min_size=1, max_size=4)),
    max_size=6,
)


@given(CLAIMS, st.integers(0, 60))
def test_no_order_of_claims_pays_over_a_cap_or_a_night_twice(claims, before):
    covers = [replace(C0, used=used(before)), C1, C2]

    awards = list(assess_in_order(claims, covers))

    paid_days = [day for award in awards for day in award.days]
    assert len(paid_days) == len(set(paid_days))
    for cover, cap in zip(covers, [30, 45, 45], strict=True):
        inside = [day for day in paid_days if cover.starts_on <= day <= cover.ends_on]
        assert len(inside) <= max(cap - cover.used.days, 0)


@given(CLAIMS)
def test_the_parts_sum_to_the_total(claims):
    for award in assess_in_order(claims, [C0, C1, C2]):
        assert award.fen == sum(line.fen for line in award.lines)
        assert award.fen == sum(5000 if day <= C0.ends_on else 8000 for day in award.days)


@given(STAYS, DAYS)
def test_a_coverage_cut_in_two_pays_no_night_less_and_none_twice(stay, cut):
    whole = Cover(P18, date(2021, 1, 1), date(2026, 12, 31))
    first = replace(whole, ends_on=cut)
    second = replace(whole, starts_on=cut + timedelta(1))

    one = assess(Inpatient((stay,)), [whole])
    two = assess(Inpatient((stay,)), [first, second])

    assert set(one.days) <= set(two.days)
    assert len(two.days) == len(set(two.days)) <= len(stay.nights)


@given(CLAIMS)
def test_the_order_of_coverages_handed_in_does_not_matter(claims):
    forth = [award.fen for award in assess_in_order(claims, [C0, C1, C2])]

    assert forth == [award.fen for award in assess_in_order(claims, [C2, C0, C1])]


def counted_by_hand(claims, covers):
    """The rule once more, as slowly and plainly as it can be said: a set of nights and a loop."""
    paid: set[date] = set()
    for claim in claims:
        amount = 0
        for stay in sorted(claim.stays, key=lambda stay: stay.admitted_on):
            count = max((stay.discharged_on - stay.admitted_on).days, 1)
            for night in (stay.admitted_on + timedelta(i) for i in range(count)):
                for cover, rate, cap in zip(covers, [50, 80, 80], [30, 45, 45], strict=True):
                    inside = cover.starts_on <= night <= cover.ends_on
                    held = sum(cover.starts_on <= day <= cover.ends_on for day in paid)
                    if inside and night not in paid and held < cap:
                        paid.add(night)
                        amount += rate * 100
        yield amount


@given(CLAIMS)
def test_the_rule_agrees_with_counting_by_hand(claims):
    covers = [C0, C1, replace(C2, starts_on=day("2024-03-20"))]

    awards = assess_in_order(claims, covers)

    assert [award.fen for award in awards] == list(counted_by_hand(claims, covers))
