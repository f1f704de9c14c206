"""Numbers that people read, write down and read out: dated, in sequence, with a check digit.

A number names a claim and opens nothing: pages are found by their unguessable key.
"""

from datetime import date

from django.db import connection
from django.utils import timezone
from stdnum import luhn


def claim_number() -> str:
    """Give the next claim number, e.g. YBH-20230705-0001236; the last digit checks the rest."""
    return f"YBH-{_numbered('claims_claim_number')}"


def acceptance_number() -> str:
    """Give the next acceptance number, e.g. SL-20230712-0000893."""
    return f"SL-{_numbered('claims_acceptance_number')}"


def batch_number() -> str:
    """Give the next number of a batch of payouts, e.g. PB-20230720-0000018."""
    return f"PB-{_numbered('claims_batch_number')}"


def payout_reference() -> str:
    """Give what the bank knows the next payout by, e.g. HZ230720000000125: no dividers."""
    return bank_reference(timezone.localdate(), _next("claims_payout_number"))


def bank_reference(day: date, serial: int) -> str:
    digits = f"{day:%y%m%d}{serial:08d}"
    return f"HZ{digits}{luhn.calc_check_digit(digits)}"


def dated(day: date, serial: int) -> str:
    """Give what follows the letters of a number: its day, its serial and a digit to check them."""
    digits, serial_digits = f"{day:%Y%m%d}", f"{serial:06d}"
    return f"{digits}-{serial_digits}{luhn.calc_check_digit(digits + serial_digits)}"


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        number: int = cursor.fetchone()[0]
    return number


def _numbered(sequence: str) -> str:
    return dated(timezone.localdate(), _next(sequence))
