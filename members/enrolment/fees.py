"""How a fee is recognised when it comes, and the receipt of one that came. Verbs: enrol, alone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from members.enrolment.terms import terms_of
from members.models import EnrolmentBatch, Scheme, SelfEnrolment


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a payer shows for what was paid."""

    number: str
    payer: str
    credit_code: str
    """Empty of a person."""
    scheme: Scheme
    people: int
    starts_on: date
    ends_on: date
    fen: int
    paid_on: date
    voucher: str

    @property
    def amount(self) -> Decimal:
        """Yuan."""
        return Decimal(self.fen) / 100


def reference_of(owing: EnrolmentBatch | SelfEnrolment) -> str:
    """Give what a payer writes beside a transfer and the office finds the fee by."""
    return owing.pk.hex[-8:].upper()


def receipt_of_roster(batch: EnrolmentBatch) -> Receipt | None:
    """None before the fee is registered, and of a gift, which costs nothing."""
    if batch.gift or batch.status != batch.Status.EFFECTIVE:
        return None
    assert batch.papers_on and batch.paid_on  # noqa: S101, PT018 - for the types: effective
    starts_on, ends_on = terms_of(batch.scheme).cover_dates(batch.papers_on, batch.paid_on)
    return Receipt(
        number=_number(batch, batch.paid_on),
        payer=batch.unit.name,
        credit_code=batch.unit.credit_code,
        scheme=batch.scheme,
        people=batch.good_rows,
        starts_on=starts_on,
        ends_on=ends_on,
        fen=batch.due_fen,
        paid_on=batch.paid_on,
        voucher=batch.voucher,
    )


def receipt_of_joining(asked: SelfEnrolment) -> Receipt | None:
    """None before the fee is registered."""
    if asked.coverage is None or asked.paid_on is None:
        return None
    return Receipt(
        number=_number(asked, asked.paid_on),
        payer=asked.name,
        credit_code="",
        scheme=asked.scheme,
        people=1,
        starts_on=asked.coverage.starts_on,
        ends_on=asked.coverage.ends_on,
        fen=asked.due_fen,
        paid_on=asked.paid_on,
        voucher=asked.voucher,
    )


def _number(owing: EnrolmentBatch | SelfEnrolment, paid_on: date) -> str:
    return f"{paid_on:%Y%m%d}-{reference_of(owing)}"
