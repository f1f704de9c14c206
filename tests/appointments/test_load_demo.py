"""The commands that fill an empty house."""

import io
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from stdnum import luhn

from appointments.models import Booking
from claims import community, filing, invariants, review
from claims.demo import CLAIMS
from claims.demo.lives import LIVES
from claims.errors import SamePerson
from claims.models import (
    Award,
    Claim,
    CorrectionItem,
    LedgerEntry,
    Page,
    Parcel,
    Payout,
    Stay,
)
from claims.states import Status
from members import demo, identity, vault
from members.models import Coverage, EnrolmentBatch, Member, Message, Scheme, User, Workday
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    return Path(tmp_path)


def load(**options):
    """Load the demo; without claims, which take their time, unless they are asked for."""
    out = io.StringIO()
    call_command("load_demo", stdout=out, stderr=io.StringIO(), **{"claims": 0} | options)
    return out.getvalue()


@pytest.fixture
def told():
    return load(claims=CLAIMS)


def test_the_demo_has_members_covered_today_and_an_account_for_each_role(var):
    told = load()

    today = timezone.localdate()
    assert Coverage.objects.on(today).count() == 30
    assert Coverage.objects.on(today + timedelta(days=300)).count() == 0
    newcomer = User.objects.get(phone_index="13900000002")
    assert newcomer.roles == [Role.MEMBER]
    office = User.objects.filter(username__in=demo.STAFF)
    assert {role for user in office for role in user.roles} == OFFICE_ROLES
    assert (var / "demo-accounts.txt").read_text() == told
    assert (var / "demo-accounts.txt").stat().st_mode & 0o777 == 0o600


def test_no_invariant_is_broken_and_no_message_waits(told):
    assert invariants.all_breaks() == []
    assert not Message.objects.to_send().exists()


def test_the_passwords_it_tells_are_long_and_let_in():
    lines = [line.split() for line in load().splitlines() if line]
    passwords = {words[0]: words[1] for words in lines if words[0] in demo.STAFF}

    assert len(passwords) == len(demo.STAFF)
    for username, password in passwords.items():
        assert len(password) >= 15
        assert Client().login(username=username, password=password)


def test_there_is_something_for_the_cashier_to_do():
    load()

    waiting = EnrolmentBatch.objects.get(status=EnrolmentBatch.Status.CONFIRMED)
    assert (waiting.rows, waiting.good_rows) == (4, 3)


@pytest.mark.slow
def test_a_claim_stands_at_every_stage(told):
    assert Counter(Claim.objects.values_list("status", flat=True)) == {
        Status.SUBMITTED: 3,
        Status.IN_REVIEW: 1,
        Status.CORRECTION: 1,
        Status.PASSED: 3,
        Status.RECEIVED: 1,
        Status.ACCEPTED: 1,
        Status.FIRST_CHECK: 1,
        Status.SECOND_CHECK: 1,
        Status.APPROVED: 7,
        Status.REFUSED: 1,
    }
    assert Counter(Payout.objects.values_list("state", flat=True)) == {
        Payout.State.PAID: 3,
        Payout.State.RETURNED: 1,
        Payout.State.QUEUED: 2,
    }
    assert Award.objects.filter(outcome=Award.Outcome.ZERO).count() == 1
    assert Parcel.objects.under_way().count() == 1
    assert Booking.objects.live().count() == 1


@pytest.mark.slow
def test_the_first_member_is_new_and_the_second_has_something_to_correct(told):
    newcomer, other = (
        Member.objects.get(user__phone_index=phone) for phone in ("13900000002", "13900000003")
    )

    assert not newcomer.claims.exists()
    assert "13900000002" in told
    assert {claim.status for claim in other.claims.all()} == {Status.CORRECTION, Status.APPROVED}
    items = CorrectionItem.objects.filter(correction__claim__member=other)
    assert [item.done_at for item in items] == [None, None]


@pytest.mark.slow
def test_an_objection_finds_somebody_else(told):
    claim = Claim.objects.get(status=Status.REFUSED)
    filing.object_(claim.pk, "参保凭证在单位。", by=claim.applicant)

    with pytest.raises(SamePerson):
        review.reopen(claim.pk, by=User.objects.get(username="yushen"))

    other = User.objects.get(username="yushen2")
    assert review.reopen(claim.pk, by=other).reviewer == other


@pytest.mark.slow
def test_a_station_has_one_to_look_at_first(told):
    claim = community.waiting(User.objects.get(username="shequ")).get()
    assert claim.community_until is not None
    assert claim.community_until >= timezone.localdate()


@pytest.mark.slow
def test_its_pages_can_be_looked_at(told):
    page = Page.objects.filter(material="discharge_record").first()

    assert vault.get(page.picture_key).startswith(b"\xff\xd8\xff")
    assert (Page.objects.count(), page.advice) == (4 * CLAIMS, "")


@pytest.mark.slow
def test_its_books_balance_and_its_numbers_are_valid(told):
    sums = LedgerEntry.objects.values("posting").annotate(fen=Sum("fen"))
    numbers = [
        *Claim.objects.values_list("number", flat=True),
        *Claim.objects.values_list("acceptance_number", flat=True),
        *Payout.objects.values_list("bank_ref", flat=True),
    ]

    assert {row["fen"] for row in sums} == {0}
    assert all(luhn.is_valid(re.sub(r"\D", "", number)) for number in numbers if number)
    assert all(luhn.is_valid(payout.payee_account) for payout in Payout.objects.all())
    for member in Member.objects.all():
        assert identity.id_number(member.id_number, today=timezone.localdate())


@pytest.mark.slow
def test_as_many_claims_as_asked_for_get_as_many_members_as_they_need():
    load(members=1, claims=CLAIMS + 3)

    assert Claim.objects.count() == CLAIMS + 3
    assert Member.objects.filter(claims__isnull=False).distinct().count() > len(LIVES)


@pytest.mark.slow
def test_beyond_the_working_calendar_nothing_is_promised():
    Workday.objects.filter(day__gt=timezone.localdate()).delete()

    load(claims=5)

    assert not Claim.objects.filter(status=Status.APPROVED).exists()
    assert Claim.objects.filter(status=Status.SECOND_CHECK).count() == 3


@pytest.mark.slow
def test_the_same_seed_gives_the_same_people_and_stays():
    cities = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            load(seed=seed, claims=3)
            people = [(m.name, m.id_number) for m in Member.objects.order_by("id_number_index")]
            cities.append((people, list(Stay.objects.values_list("admitted_on", "discharged_on"))))
            transaction.set_rollback(True)

    assert cities[0] == cities[1]
    assert all(here != there for here, there in zip(cities[0], cities[2], strict=True))


def test_it_is_loaded_once():
    load()

    with pytest.raises(CommandError, match="already"):
        load()


def test_it_never_goes_among_real_people(settings):
    settings.DEMO = False
    StaffFactory.create()

    with pytest.raises(CommandError, match="empty"):
        load()
    assert User.objects.count() == 1


def test_the_shipped_schemes_are_published_once_and_never_exchanged():
    for _ in range(2):
        call_command("load_schemes", stderr=io.StringIO())

    published = Scheme.objects.filter(status=Scheme.Status.PUBLISHED, shipped=True)
    assert {"xiamen-17", "xiamen-18"} <= set(published.values_list("code", flat=True))


def test_a_scheme_of_the_same_code_and_another_text_is_told():
    Scheme.objects.create(code="xiamen-18", name="另一份", sheet="")

    with pytest.raises(CommandError, match="xiamen-18"):
        call_command("load_schemes", stderr=io.StringIO())


@pytest.mark.parametrize(
    ("password", "made"), [("fifteen letters at least", True), ("short", False), ("", False)]
)
def test_the_first_administrator_is_made_by_command(monkeypatch, password, made):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    arguments = ["add_staff", "root1", "--name", "管理员", "--role", "administrator"]
    try:
        call_command(*arguments, stderr=io.StringIO())
    except CommandError:
        assert not made

    assert User.objects.filter(username="root1", roles=[Role.ADMINISTRATOR]).exists() == made
    assert Client().login(username="root1", password=password) == made
