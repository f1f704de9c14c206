"""How the fee of a roster is recognised. members.enrolment.enrol.take_effect registers it."""

from members.models import EnrolmentBatch


def reference_of(batch: EnrolmentBatch) -> str:
    """Give what a payer writes beside a transfer and the office finds the roster by."""
    return batch.pk.hex[-8:].upper()
