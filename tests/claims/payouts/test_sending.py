"""By which of the office's days a batch has to go to the bank."""

from datetime import date

import pytest

from claims.payouts import sending

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        (["1", "2", "3", "4", "5"], date(2026, 11, 25)),
        (["2", "4"], date(2026, 11, 24)),
        (["5"], date(2026, 11, 20)),
        ([], None),
    ],
)
def test_a_batch_goes_by_the_last_of_its_days_that_leaves_the_bank_its_own(
    weekdays, expected, settings
) -> None:
    settings.BATCH_WEEKDAYS = weekdays

    assert sending.last_day(date(2026, 11, 27)) == expected
