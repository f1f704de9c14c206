"""A page is owed a reading, read by the sweep, and given up after three attempts."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Reading
from claims.photographs import attachments
from claims.reading import owed, reader
from claims.reading.papers import Field
from claims.tasks import read_papers
from members import vault
from tests.claims.files import photo
from tests.claims.reading.pages import DISCHARGE
from tests.factories.claims import ClaimFactory, PageFactory

pytestmark = pytest.mark.django_db
State = Reading.State
LINES = json.dumps(
    [[one.text, one.spot.x, one.spot.y, one.spot.w, one.spot.h] for one in DISCHARGE]
).encode()


@pytest.fixture(autouse=True)
def reads(monkeypatch, settings):
    settings.OCR = True
    monkeypatch.setattr(reader, "CHILD", "tests.claims.reading.stand_in")


def page(says=LINES, **fields):
    made = PageFactory.create(picture_key=vault.put(says), **fields)
    owed.owe([made])
    return made


def let_time_pass():
    Reading.objects.update(taken_at=timezone.now() - owed.AGAIN_AFTER - timedelta(seconds=1))


def test_a_page_is_owed_as_it_comes_in():
    claim = ClaimFactory.create()
    for material in ("discharge_record", "id_card"):
        attachments.attach(
            claim.pk, material, photo("invoice.png"), client_key=uuid4(), by=claim.applicant
        )
    reading = Reading.objects.get()
    assert (reading.page.material, reading.state) == ("discharge_record", State.OWED)


def test_nothing_is_owed_where_nothing_is_read(settings):
    settings.OCR = False
    page()
    assert not Reading.objects.exists()


def test_what_a_page_says_is_kept_sealed():
    read = page().reading
    read_papers()
    read.refresh_from_db()
    assert (read.state, read.attempts) == (State.READ, 1)
    assert read.found[Field.HOSPITAL].value == "鹭江市第一医院"
    assert read.found[Field.ADMITTED_ON].value == "2026-05-05"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM claims_reading")
        assert "鹭江".encode() not in bytes(cursor.fetchone()[0])


def test_a_sweep_run_twice_reads_once():
    page()
    assert [owed.read_owed(), owed.read_owed()] == [1, 0]


def test_a_page_that_says_nothing_is_read_all_the_same():
    read = page(b"[]").reading
    assert owed.read_owed() == 1
    read.refresh_from_db()
    assert (read.state, read.found) == (State.READ, {})


@pytest.mark.parametrize("says", [b"broken", None], ids=["the child fails", "the bytes are gone"])
def test_a_page_that_cannot_be_read_is_tried_three_times_and_keeps_nobody_waiting(says):
    lost = page(says or b"").reading
    if says is None:
        vault.remove(lost.page.picture_key)
    other = page().reading
    assert owed.read_owed() == 1
    other.refresh_from_db()
    assert other.state == State.READ
    assert owed.read_owed() == 0
    for attempts in (2, 3):
        let_time_pass()
        owed.read_owed()
        lost.refresh_from_db()
        assert (lost.attempts, lost.state) == (attempts, State.OWED)
    let_time_pass()
    owed.read_owed()
    lost.refresh_from_db()
    assert (lost.attempts, lost.state, lost.found) == (3, State.GIVEN_UP, {})


def test_a_page_that_our_rules_trip_over_keeps_nobody_waiting(monkeypatch, caplog):
    def trip(_material, _lines):
        raise ValueError("黄丽华")

    first, second = page().reading, page().reading
    with monkeypatch.context() as broken:
        broken.setattr("claims.reading.papers.read", trip)
        assert owed.read_owed() == 0
    assert "黄丽华" not in caplog.text
    let_time_pass()
    assert owed.read_owed() == 2
    for reading in (first, second):
        reading.refresh_from_db()
        assert (reading.state, reading.attempts) == (State.READ, 2)


def test_one_process_reads_at_a_time(django_db_blocker):
    page()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [owed.READER])
            assert owed.read_owed() == 0
            cursor.execute("SELECT pg_advisory_unlock(%s)", [owed.READER])
        assert owed.read_owed() == 1
    finally:
        other.close()


def test_a_page_thrown_away_while_it_was_read_leaves_nothing():
    made = page()
    taken = owed._take()
    made.delete()
    taken.found = {}
    assert owed._keep(taken) is False
    assert not Reading.objects.exists()


@pytest.mark.slow
def test_a_photograph_is_read_from_end_to_end(monkeypatch):
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    monkeypatch.setattr(reader, "CHILD", "claims.reading.child")
    claim = ClaimFactory.create()
    [made] = attachments.attach(
        claim.pk,
        "discharge_record",
        photo("discharge.jpg"),
        client_key=uuid4(),
        by=claim.applicant,
    )
    assert owed.read_owed() == 1
    found = Reading.objects.get(page=made).found
    assert {field: one.value for field, one in found.items()} == {
        Field.NAME: "黄丽华",
        Field.HOSPITAL: "鹭江市第一医院",
        Field.ADMITTED_ON: "2026-05-05",
        Field.DISCHARGED_ON: "2026-05-17",
        Field.DAYS: "12",
    }
