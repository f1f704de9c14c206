"""The piles of pre-review: oldest first, page by page without a gap, in four queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims import community, queues
from claims.models import Claim
from members.roles import Role
from tests.claims.admin.steps import page, signed_in
from tests.factories.claims import in_review, staff, submitted
from tests.factories.members import StationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> list[Claim]:
    """Seven that wait, three of them sent in at the same moment."""
    claims = [submitted() for _ in range(7)]
    now = timezone.now()
    for n, claim in enumerate(claims):
        at = now - timedelta(hours=7 - max(n - 2, 0))
        Claim.objects.filter(pk=claim.pk).update(submitted_at=at)
    return list(Claim.objects.order_by("submitted_at", "pk"))


def test_page_after_page_gives_every_claim_once_in_order(client, waiting) -> None:
    person = signed_in(client, Role.PRE_REVIEWER)
    found: list[Claim] = []
    after = None
    while rows := list(queues.pile("waiting", person, after=after)[:2]):
        found += rows
        after = queues.Place.read(str(queues.place_of(rows[-1])))

    assert found == waiting


@pytest.mark.parametrize("text", ["", "~", "2026-01-01~x", "2026-01-01T00:00~nope", "x~y~z"])
def test_a_place_that_says_nothing_begins_at_the_front(client, waiting, text: str) -> None:
    signed_in(client, Role.PRE_REVIEWER)
    rows = client.get(page("queue"), {"after": text}).context["rows"]
    assert [row.pk for row in rows] == [claim.pk for claim in waiting]


def test_what_is_late_or_left_lying_has_a_pile_of_its_own(client) -> None:
    person = signed_in(client, Role.PRE_REVIEWER)
    late, _fresh, lying, _held = submitted(), submitted(), in_review(), in_review()
    yesterday = timezone.localdate() - timedelta(days=1)
    Claim.objects.filter(pk=late.pk).update(review_by=yesterday)
    Claim.objects.filter(pk=lying.pk).update(held_until=timezone.now())

    assert list(queues.pile("late", person)) == [late]
    assert list(queues.pile("idle", person)) == [lying]
    assert queues.sizes(person) == {"mine": 0, "waiting": 2, "late": 1, "idle": 1}


def test_what_is_counted_of_a_pile_is_what_stands_in_it(client) -> None:
    person = signed_in(client, Role.PRE_REVIEWER)
    mine, lying, held = in_review(), in_review(), in_review()
    station = StationFactory.create(
        level="street", reviews_first=True, parent=StationFactory.create()
    )
    with_station, without = submitted(community=station), submitted(community=station)
    Claim.objects.filter(pk=mine.pk).update(reviewer=person)
    Claim.objects.filter(pk=lying.pk).update(held_until=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    Claim.objects.filter(pk=without.pk).update(community_until=yesterday, review_by=yesterday)

    stand = {code: set(queues.pile(code, person)) for code in queues.PILES}

    assert {code: len(claims) for code, claims in stand.items()} == queues.sizes(person)
    assert stand == {"mine": {mine}, "waiting": {without}, "late": {without}, "idle": {lying}}
    assert not {held, with_station} & set.union(*stand.values())


def test_what_a_station_found_complete_is_marked_and_may_be_shown_alone(client) -> None:
    signed_in(client, Role.PRE_REVIEWER)
    station = StationFactory.create(
        level="street", reviews_first=True, parent=StationFactory.create()
    )
    reviewer = staff(Role.STATION_REVIEWER, station=station)
    vouched, plain = submitted(community=station), submitted()
    assert "社区初审通过</span>" not in client.get(page("queue")).text
    community.vouch(vouched.pk, by=reviewer)

    shown = client.get(page("queue"))
    assert {row.pk for row in shown.context["rows"]} == {vouched.pk, plain.pk}
    assert shown.text.count("社区初审通过</span>") == 1
    alone = client.get(page("queue") + shown.context["of_vouched"])
    assert [row.pk for row in alone.context["rows"]] == [vouched.pk]
    assert "通过，材料齐全" in client.get(page("desk", vouched)).text
    assert "材料齐全" not in client.get(page("desk", plain)).text


def test_no_pile_is_counted_further_than_its_bound(client, waiting, monkeypatch) -> None:
    monkeypatch.setattr(queues, "COUNTED", 3)
    person = signed_in(client, Role.PRE_REVIEWER)

    assert queues.sizes(person)["waiting"] == 4


def test_the_queue_is_four_queries_however_much_waits(
    client, waiting, django_assert_num_queries
) -> None:
    signed_in(client, Role.PRE_REVIEWER)
    with django_assert_num_queries(4):
        client.get(page("queue"))
