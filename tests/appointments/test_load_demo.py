"""The commands that fill an empty house."""

import io
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from members import demo
from members.models import Coverage, EnrolmentBatch, Scheme, User
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    return Path(tmp_path)


def load(**options):
    out = io.StringIO()
    call_command("load_demo", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_the_demo_has_members_covered_today_and_an_account_for_each_role(var):
    told = load()

    today = timezone.localdate()
    assert Coverage.objects.on(today).count() == 12
    assert Coverage.objects.on(today + timedelta(days=300)).count() == 0
    bound = User.objects.filter(phone_index__in=demo.MEMBER_PHONES, member__isnull=False)
    assert [user.roles for user in bound] == [[Role.MEMBER]] * 2
    office = User.objects.filter(username__in=demo.STAFF)
    assert {role for user in office for role in user.roles} == OFFICE_ROLES
    assert (var / "demo-accounts.txt").read_text() == told
    assert (var / "demo-accounts.txt").stat().st_mode & 0o777 == 0o600


def test_the_passwords_it_tells_are_long_and_let_in():
    lines = [line.split() for line in load().splitlines()]
    passwords = {words[0]: words[1] for words in lines if words[0] in demo.STAFF}

    assert len(passwords) == len(demo.STAFF)
    for username, password in passwords.items():
        assert len(password) >= 15
        assert Client().login(username=username, password=password)


def test_there_is_something_for_the_cashier_to_do():
    load()

    waiting = EnrolmentBatch.objects.get(status=EnrolmentBatch.Status.CONFIRMED)
    assert (waiting.rows, waiting.good_rows) == (4, 3)


def test_the_same_seed_gives_the_same_people():
    people = [list(demo._people(Random(seed), 12)) for seed in (7, 7, 8)]  # noqa: S311

    assert people[0] == people[1] != people[2]


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
