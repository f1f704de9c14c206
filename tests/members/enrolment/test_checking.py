"""Rosters are checked in the background, once, whatever happens to whoever checks them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from members.enrolment import checking, enrol
from members.enrolment.kept import kept
from members.errors import AskedTooMuch, BatchMoved, FileSeen
from members.models import Coverage, EnrolmentBatch
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    SchemeFactory,
    id_number_of,
)
from tests.members.enrolment.test_enrol import checked, people, received, xlsx

Status = EnrolmentBatch.Status


@pytest.fixture
def cadre(db):
    return CadreFactory.create()


@pytest.fixture
def waiting(cadre):
    return enrol.receive(cadre.unit, SchemeFactory.create(), xlsx(*people(3)), by=cadre.user)


def taken_up():
    """A batch that a worker has begun with."""
    batch = checking._take()
    assert batch
    return batch


def covered_elsewhere(count):
    today = timezone.localdate()
    members = [MemberFactory.create(id_number=id_number_of(n)) for n in range(count)]
    for member in members:
        CoverageFactory.create(member=member, starts_on=today, ends_on=today + timedelta(days=9))
    return [("测试甲", member.id_number) for member in members]


def test_what_was_found_is_kept_as_it_was_found(cadre):
    batch = received(cadre, *people(2), ("测试乙", "1"))

    found = kept(batch)
    assert [entry.row.name for entry in found.entries] == ["测试甲", "测试甲"]
    assert found.entries[0].row.born_on.isoformat() == "1990-03-07"
    assert [problem.code for problem in found.problems] == ["ID_LENGTH"]
    assert found.cells[4][3] == "1"
    assert (batch.rows, batch.good_rows, batch.bad_rows) == (3, 2, 1)


def test_a_roster_waits_until_somebody_checks_it_and_is_checked_once(waiting):
    assert waiting.status == Status.WAITING
    with pytest.raises(BatchMoved):
        enrol.recheck(waiting.pk, by=waiting.uploaded_by)

    assert [checking.check_waiting(), checking.check_waiting()] == [1, 0]


def test_one_whose_worker_died_is_taken_up_again_when_it_counts_as_lost(waiting):
    taken = taken_up()
    assert checking.check_waiting() == 0

    long_ago = timezone.now() - checking.LOST_AFTER - timedelta(seconds=1)
    EnrolmentBatch.objects.filter(pk=taken.pk).update(taken_at=long_ago)

    assert checking.check_waiting() == 1
    assert checking._write(taken, checking._checked(taken)) == 0
    waiting.refresh_from_db()
    assert (waiting.status, waiting.takes) == (Status.CHECKED, 2)


def test_one_that_brings_its_workers_down_is_refused(waiting):
    EnrolmentBatch.objects.filter(pk=waiting.pk).update(takes=checking.MOST_TAKES)

    assert checked(waiting).status == Status.REFUSED


def test_one_given_up_meanwhile_stays_given_up(waiting):
    taken = taken_up()
    enrol.abandon(waiting.pk, by=waiting.uploaded_by)

    assert checking._write(taken, checking._checked(taken)) == 0
    waiting.refresh_from_db()
    assert waiting.status == Status.ABANDONED


def test_a_file_that_is_no_roster_is_refused_with_its_reason_and_may_come_again(cadre):
    scheme, content = SchemeFactory.create(), b"PK\x03\x04 and nothing more"

    for _ in range(2):
        batch = checked(enrol.receive(cadre.unit, scheme, content, by=cadre.user))
        assert batch.status == Status.REFUSED
        assert "已损坏" in kept(batch).problems[0].message


@pytest.mark.django_db(transaction=True)
def test_one_file_sent_four_times_at_once_is_there_once():
    cadre, scheme, content = CadreFactory.create(), SchemeFactory.create(), xlsx(*people(2))

    def send(_):
        try:
            return enrol.receive(cadre.unit, scheme, content, by=cadre.user).pk
        except FileSeen as seen:
            return seen.batch_id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert EnrolmentBatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_check_a_roster_once():
    cadre = CadreFactory.create()
    enrol.receive(cadre.unit, SchemeFactory.create(), xlsx(*people(2)), by=cadre.user)

    def sweep(_):
        try:
            return checking.check_waiting()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(sweep, range(3))) == [0, 0, 1]
    assert EnrolmentBatch.objects.get().takes == 1


def test_a_few_people_of_other_units_are_told_row_by_row_and_neutrally(cadre):
    batch = received(cadre, *covered_elsewhere(3), *people(2, first=400))

    found = kept(batch)
    assert [p.code for p in found.problems] == ["ALREADY_COVERED"] * 3
    names = Coverage.objects.values_list("unit__name", flat=True)
    assert not any(name in problem.message for problem in found.problems for name in names)
    assert "人工核验" in found.problems[0].message
    assert (batch.elsewhere, batch.good_rows) == (3, 2)


def test_a_roster_full_of_other_units_people_is_refused_without_saying_who(cadre, caplog):
    batch = received(cadre, *covered_elsewhere(checking.MOST_ELSEWHERE + 1))

    [problem] = kept(batch).problems
    assert (batch.status, problem.row) == (Status.REFUSED, 0)
    assert "roster_asks_about_strangers" in caplog.messages


def test_an_account_may_ask_so_much_a_day_and_again_tomorrow(cadre, settings):
    received(cadre, *people(1))
    EnrolmentBatch.objects.update(elsewhere=enrol.MOST_ELSEWHERE_A_DAY + 1)

    with pytest.raises(AskedTooMuch):
        received(cadre, *people(2))

    EnrolmentBatch.objects.update(uploaded_at=timezone.now() - timedelta(days=1))
    assert received(cadre, *people(2)).good_rows == 2
