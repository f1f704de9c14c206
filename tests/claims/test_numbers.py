"""Numbers of claims, drawn by many in one moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from stdnum import luhn

from claims import numbers

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE, EACH = 10, 10


def drawn_at_once(draw) -> list[str]:
    ready = threading.Barrier(AT_ONCE)

    def some(_nth: int) -> list[str]:
        connection.ensure_connection()
        ready.wait(10)
        try:
            return [draw() for _ in range(EACH)]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [number for found in pool.map(some, range(AT_ONCE)) for number in found]


def test_a_hundred_numbers_drawn_at_once_are_a_hundred() -> None:
    found = drawn_at_once(numbers.claim_number)

    assert len(set(found)) == AT_ONCE * EACH
    for number in found:
        assert luhn.is_valid(number.removeprefix("YBH-").replace("-", ""))


def test_counted_up_from_the_last_one_they_would_not_be() -> None:
    def last_and_one() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value + 1 FROM claims_claim_number")
            return str(cursor.fetchone()[0])

    assert len(set(drawn_at_once(last_and_one))) < AT_ONCE * EACH
