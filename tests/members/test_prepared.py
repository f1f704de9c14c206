"""A read whose SQL is made once says what it would have said made anew."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from members.models import Coverage, Member
from members.prepared import prepared
from tests.factories.members import CoverageFactory, MemberFactory

pytestmark = pytest.mark.django_db

ASKED: list[object] = []


@prepared
def _covered(member_id: UUID, name: str) -> QuerySet[Member]:
    ASKED.append(member_id)
    covered = Exists(Coverage.objects.filter(member=OuterRef("pk")))
    found = Member.objects.filter(name=name, pk=member_id).select_related("user")
    return found.annotate(covered=covered)


@prepared
def _names(member_id: UUID) -> QuerySet[Member, tuple[str]]:
    return Member.objects.filter(pk=member_id).values_list("name")


@prepared
def _locked(member_id: UUID) -> QuerySet[Member]:
    return Member.objects.filter(pk=member_id).select_for_update()


def test_each_call_gives_the_rows_of_its_own_values_whole(django_assert_num_queries) -> None:
    bound, other = MemberFactory.create(bound=True), MemberFactory.create()
    CoverageFactory.create(member=bound)

    with django_assert_num_queries(2):
        [first], [second] = _covered(bound.pk, bound.name), _covered(other.pk, other.name)
        assert (first, first.user, first.id_number) == (bound, bound.user, bound.id_number)
    assert (second, second.user, second.id_number) == (other, None, other.id_number)
    assert (vars(first)["covered"], vars(second)["covered"]) == (True, False)
    assert _covered(bound.pk, "无此人") == []


def test_the_function_is_called_once_with_places_and_never_with_values() -> None:
    member = MemberFactory.create()
    _covered(member.pk, member.name)
    before = len(ASKED)

    _covered(member.pk, member.name)

    assert len(ASKED) == before == 1
    assert member.pk not in ASKED


def test_values_come_as_they_would() -> None:
    member = MemberFactory.create()

    assert _names(member.pk) == [(member.name,)]


def test_what_a_value_says_is_no_sql() -> None:
    member = MemberFactory.create(name="'; DROP TABLE 1 --%s")

    [found] = _covered(member.pk, member.name)

    assert found == member


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_outside_a_transaction() -> None:
    member = MemberFactory.create()

    with pytest.raises(TransactionManagementError):
        _locked(member.pk)
    with transaction.atomic():
        assert _locked(member.pk) == [member]
    with pytest.raises(TransactionManagementError):
        _locked(member.pk)


@pytest.mark.django_db(transaction=True)
def test_a_thread_asks_by_a_connection_of_its_own() -> None:
    member = MemberFactory.create()

    def asked() -> tuple[list[tuple[str]], int]:
        with CaptureQueriesContext(connection) as here:
            names = _names(member.pk)
        connection.close()
        return names, len(here)

    with ThreadPoolExecutor(2) as pool:
        for thread in [pool.submit(asked) for _ in range(2)]:
            assert thread.result() == ([(member.name,)], 1)
