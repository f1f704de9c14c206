"""A return file is taken up once, however often and by however many it is sent."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from claims.models import BankReturn, BankReturnLine, LedgerEntry, PayoutBatch
from claims.payouts import returns
from claims.payouts.errors import (
    AlreadyReceived,
    Fault,
    PayoutError,
    ReturnMismatch,
)
from members.models import Message
from tests.claims.payouts.steps import answer, cashier, sealed

pytestmark = pytest.mark.django_db


def take_up(batch: PayoutBatch, text: str) -> BankReturn:
    return returns.take_up(batch.pk, text.encode("gb18030"), by=cashier())


def states(batch: PayoutBatch) -> list[str]:
    return list(batch.payouts.order_by("line_no").values_list("state", flat=True))


def written() -> tuple[int, ...]:
    """Count all that taking up a file writes."""
    settled = LedgerEntry.objects.filter(kind__in=["paid", "returned"])
    rows = (BankReturn, BankReturnLine, Message)
    return (*(model.objects.count() for model in rows), settled.count())


def shuffled(text: str) -> str:
    header, *lines = text.splitlines()
    return "\r\n".join([header, *reversed(lines)])


def test_the_very_same_file_is_received_once() -> None:
    batch = sealed()
    take_up(batch, answer(batch))
    before = written()

    with pytest.raises(AlreadyReceived):
        take_up(batch, answer(batch))

    assert written() == before


@pytest.mark.parametrize(
    "saved_again",
    [
        pytest.param(lambda text: text.replace("\r\n", "\n"), id="other line ends"),
        pytest.param(shuffled, id="other order"),
        pytest.param(lambda text: text.replace("成功", "OK"), id="other words"),
        pytest.param(lambda text: text.replace("E031|户名不符", "0000|成功"), id="other outcome"),
    ],
)
def test_the_same_answers_in_another_file_change_nothing(
    saved_again: Callable[[str], str],
) -> None:
    batch = sealed(2)
    text = answer(batch, failed={2})
    take_up(batch, text)
    before = written()

    with pytest.raises(ReturnMismatch) as refused:
        take_up(batch, saved_again(text))

    assert {problem.fault for problem in refused.value.problems} == {Fault.ALREADY_ANSWERED}
    assert (written(), states(batch)) == (before, ["paid", "returned"])


def test_settling_twice_changes_nothing() -> None:
    batch = sealed()
    received = take_up(batch, answer(batch))
    before = written()

    assert returns.settle(received.pk) == 0

    assert written() == before


@pytest.mark.django_db(transaction=True)
def test_one_file_settled_by_many_at_once_is_settled_once() -> None:
    batch = sealed(5)
    received = returns.receive(batch.pk, answer(batch).encode(), by=cashier())
    ready = threading.Barrier(4)

    def settle(_: int) -> int:
        ready.wait()
        try:
            return returns.settle(received.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(settle, range(4))) == [0, 0, 0, 5]

    assert written() == (1, 5, 5, 10)


@pytest.mark.django_db(transaction=True)
def test_one_file_uploaded_by_two_at_once_is_received_once() -> None:
    batch, by = sealed(3), cashier()
    content, ready = answer(batch).encode(), threading.Barrier(2)

    def upload(_: int) -> bool:
        ready.wait()
        try:
            returns.take_up(batch.pk, content, by=by)
        except PayoutError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(upload, range(2))) == [False, True]

    assert written() == (1, 3, 3, 6)
