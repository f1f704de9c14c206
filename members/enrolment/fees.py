"""The fee of a roster: registered when exactly what is due has arrived, on a voucher of its own."""

from datetime import date
from uuid import UUID

from django.db import transaction

from members.enrolment import enrol
from members.errors import FeeDiffers, VoucherUsed
from members.models import EnrolmentBatch, User


@transaction.atomic
def register(batch_id: UUID, *, received_fen: int, paid_on: date, voucher: str, by: User) -> int:
    """Register that the fee arrived; everybody confirmed is covered with that. Give how many.

    FeeDiffers unless it is what is due; VoucherUsed when the voucher stands on another roster; and
    what members.enrolment.enrol.take_effect refuses.
    """
    batch = EnrolmentBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if received_fen != batch.due_fen:
        raise FeeDiffers(batch.due_fen, received_fen)
    others = EnrolmentBatch.objects.exclude(pk=batch_id).select_related("unit")
    if used := others.filter(voucher=voucher).first():
        raise VoucherUsed(used.unit.name, used.paid_on)
    return enrol.take_effect(batch_id, paid_on=paid_on, by=by, voucher=voucher)


def reference_of(batch: EnrolmentBatch) -> str:
    """Give what a payer writes beside a transfer and the office finds the roster by."""
    return batch.pk.hex[-8:].upper()
