"""Numbers that people read, write down and read out: dated, in sequence, with a check digit.

A number names a claim and opens nothing: pages are found by their unguessable key.
"""

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
    digits = f"{timezone.localdate():%y%m%d}{_next('claims_payout_number'):08d}"
    return f"HZ{digits}{luhn.calc_check_digit(digits)}"


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        number: int = cursor.fetchone()[0]
    return number


def _numbered(sequence: str) -> str:
    today = f"{timezone.localdate():%Y%m%d}"
    serial = f"{_next(sequence):06d}"
    return f"{today}-{serial}{luhn.calc_check_digit(today + serial)}"
