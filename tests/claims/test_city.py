"""A city drawn from a seed: the same again, whole by the rules of the tables, of this very day."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import AutoField, Count, Sum
from django.utils import timezone

from claims import checking, demo, facts, invariants
from claims.city import building
from claims.models import (
    Award,
    Claim,
    ClaimEvent,
    LedgerEntry,
    PaidDay,
    Payout,
    PayoutBatch,
    Stay,
)
from claims.payouts import batches
from claims.states import MOVES, Action, Status
from members.identity import id_number
from members.models import Coverage, Member, Message, Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE, CLAIMS = 250, 300
RANDOM = {"file_key", "original_key", "picture_key", "thumb_key"}
"""Keys of the vault, which are drawn when a file is put there."""


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR_DIR, settings.VAULT_ROOT = tmp_path, tmp_path / "vault"


def build(seed: int = 7) -> None:
    building.build(members=PEOPLE, claims=CLAIMS, seed=seed, say=lambda *_: None)


@pytest.fixture
def city():
    call_command("load_demo", claims=0, stdout=io.StringIO(), stderr=io.StringIO())
    build()


GUARDS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated::text
  FROM pg_constraint
UNION ALL SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text, ''
  FROM pg_trigger WHERE NOT tgisinternal
 ORDER BY 1, 2, 3
"""


def guards() -> list[tuple[str, ...]]:
    """All that the tables hold by themselves; a predicate read anew has its casts elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        return [
            tuple(re.sub(r"::[a-z ]+(\[\])?|[()]", "", word) for word in row)
            for row in cursor.fetchall()
        ]


def content() -> Iterator[tuple[str, ...]]:
    """Every row that the city has, opened, in one order."""
    for table in building.ALL:
        fields = [
            field.attname
            for field in table.model._meta.concrete_fields
            if field.attname not in RANDOM and not isinstance(field, AutoField)
        ]
        rows = [
            tuple(str(getattr(row, name)) for name in fields)
            for row in table.model._default_manager.all()
        ]
        yield from ((table.name, *row) for row in sorted(rows))


def test_the_same_seed_gives_the_same_city_and_another_one_another():
    call_command("load_demo", claims=0, stdout=io.StringIO(), stderr=io.StringIO())
    before, cities = set(content()), []
    with connection.cursor() as cursor:
        starts = {name: building._last(cursor, name) for name in building.SEQUENCES}
    for seed in (7, 7, 8):
        with transaction.atomic():
            with connection.cursor() as cursor:  # a sequence is not rolled back
                for name, start in starts.items():
                    building._advance(cursor, name, start)
            build(seed)
            cities.append([row[1:] for row in content() if row not in before])
            transaction.set_rollback(True)

    assert len(cities[0]) > 10 * CLAIMS
    assert cities[0] == cities[1]
    assert cities[0] != cities[2]


def test_every_guard_stands_afterwards_as_before():
    before = guards()
    call_command("load_demo", claims=0, stdout=io.StringIO(), stderr=io.StringIO())
    build()

    assert guards() == before


def test_there_are_as_many_as_were_asked_for(city):
    today = timezone.localdate()

    assert Claim.objects.count() == CLAIMS
    assert Coverage.objects.on(today).count() == 30 + PEOPLE
    assert Unit.objects.filter(credit_code__startswith="91350200MB").count() == PEOPLE // 20
    for member in Member.objects.all():
        found = id_number(member.id_number, today=today)
        assert (found.sex.value, found.born_on) == (member.sex, member.born_on)
        assert found.born_on < today - timedelta(days=18 * 365)


def test_every_claim_has_its_papers(city):
    brought = Claim.objects.annotate(brought=Count("pages")).values_list("brought", flat=True)

    assert set(brought) == {len(demo.papers_of("1"))} == {4}


def test_no_invariant_is_broken_and_everybody_was_told(city):
    assert invariants.all_breaks() == []
    assert (
        Message.objects.filter(text__contains="请查收").count()
        == Payout.objects.filter(state=Payout.State.PAID).count()
    )


def test_who_claimed_can_sign_in_and_finds_the_claims(city):
    claim = Claim.objects.filter(status=Status.APPROVED).first()

    user = User.objects.get(phone_index=claim.applicant.phone)
    assert (user, user.pk) == (claim.applicant, claim.member.user_id)
    assert claim in Claim.objects.of(user)


def test_claims_end_in_every_way_and_each_move_is_one_of_the_table(city):
    statuses = set(Claim.objects.values_list("status", flat=True))
    assert {Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.CLOSED_LATE} <= statuses
    for claim in Claim.objects.prefetch_related("events"):
        status, at = Status.DRAFT, claim.opened_at
        for event in claim.events.all():
            assert status in MOVES[Action(event.action)].sources
            assert event.status_before == status
            assert event.at >= at
            status, at = Status(event.status_after), event.at
        assert (claim.status, claim.since) == (status, at)


def test_what_happened_is_spread_over_the_years_up_to_yesterday(city):
    years = set(ClaimEvent.objects.values_list("at__year", flat=True))

    assert len(years) >= 4
    assert not ClaimEvent.objects.filter(at__gt=timezone.now()).exists()


def test_each_award_is_what_the_rules_give(city):
    for award in Award.objects.filter(approved_at__isnull=False).select_related("claim"):
        days = PaidDay.objects.filter(award=award).count()
        assert (award.days, award.amount_fen > 0) == (days, days > 0)
        stay = Stay.objects.get(claim=award.claim)
        nights = max((stay.discharged_on - stay.admitted_on).days, 1)
        assert days <= nights


def test_a_proposal_can_be_confirmed_by_hand(city):
    """Its fingerprint is that of the facts as they stand."""
    for claim in Claim.objects.filter(status=Status.SECOND_CHECK):
        covers = facts.covers(facts.coverages_of(claim))
        award = claim.awards.live().get()
        assert award.input_hash == facts.digest(claim, facts.facts_of(claim), covers)
        assert checking.preview(claim).fen == award.amount_fen


def test_the_money_is_in_the_books_and_in_the_files(city):
    sent = Payout.objects.exclude(state=Payout.State.QUEUED)
    cashier = User.objects.get(username="zhidan")
    posted = LedgerEntry.objects.filter(account="bank").aggregate(fen=-Sum("fen"))["fen"]

    assert sent.exists()
    assert posted == Payout.objects.filter(state="paid").aggregate(fen=Sum("amount_fen"))["fen"]
    assert not LedgerEntry.objects.values("posting").annotate(n=Count("pk")).exclude(n=2).exists()
    for batch in PayoutBatch.objects.all():
        assert len(batches.file(batch.pk, by=cashier).splitlines()) == batch.count + 1


def test_it_is_built_once(city):
    with pytest.raises(Exception, match="already"):
        call_command("load_demo", members=1000, stdout=io.StringIO(), stderr=io.StringIO())


def test_the_chain_that_it_brings_along_is_looked_after(city):
    with connection.cursor() as cursor:
        cursor.execute(building.BROKEN_CHAIN)
        assert cursor.fetchone() is None
        cursor.execute(
            "ALTER TABLE claims_claimevent DISABLE TRIGGER claims_claimevent_append_only"
        )
        cursor.execute("UPDATE claims_claimevent SET note = 'x' WHERE seq = 2")
        cursor.execute(building.BROKEN_CHAIN)
        assert cursor.fetchone() is not None
