"""A share of what was paid is looked at a second time, by somebody who had no part in it.

The sweep draws a month once it has ended. Its seed is made in that moment, so that nobody knows
beforehand what will be drawn, and is kept, so that anybody can draw it again.
"""

import secrets
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.control import settings
from claims.control.apart import took_part
from claims.control.drawing import digest, drawn
from claims.control.errors import Missing, TookPart
from claims.models import Control, Draw, Payout, Sample, SampleResult
from claims.promise.payments import start
from members.models import User
from members.roles import Role


@transaction.atomic
def draw(today: date) -> Draw | None:
    """Draw from the month that ended last; None when that was done, is off, or nothing was paid.

    Twice at once draws once: the month is the key of the draw.
    """
    end = today.replace(day=1)
    month = (end - timedelta(days=1)).replace(day=1)
    setting = settings.in_force()[Control.SAMPLE]
    if not setting.on or Draw.objects.filter(month=month).exists():
        return None
    paid = Payout.objects.filter(
        state=Payout.State.PAID, settled_at__gte=start(month), settled_at__lt=start(end)
    )
    keys = dict(paid.order_by().values_list("bank_ref", "pk"))
    if not keys:
        return None
    made, new = Draw.objects.get_or_create(
        month=month,
        defaults={
            "seed": secrets.token_hex(32),
            "percent": setting.number,
            "population": len(keys),
            "sha256": digest(keys),
        },
    )
    if not new:
        return None
    Sample.objects.bulk_create(
        Sample(draw=made, place=place, payout_id=keys[reference])
        for place, reference in enumerate(drawn(keys, made.seed, made.percent), start=1)
    )
    return made


@transaction.atomic
def review(sample_id: UUID, *, outcome: str, words: str, by: User) -> SampleResult:
    """Say what was found of a drawn claim. TookPart; Missing with all that was not said.

    A second result is another row: the first stays as it was.
    """
    if not by.has_role(Role.AUDITOR):
        raise PermissionDenied
    rows = Sample.objects.select_for_update(of=["self"])
    sample = rows.select_related("payout__award__claim__member").get(pk=sample_id)
    if took_part(sample.payout.award.claim, by):
        raise TookPart
    problems = {}
    if outcome not in SampleResult.Outcome.values:
        problems["outcome"] = "请选择结论。"
    if not words.strip():
        problems["words"] = "请写明复查了什么、结论的依据。"
    if problems:
        raise Missing(problems)
    return SampleResult.objects.create(sample=sample, outcome=outcome, words=words.strip(), by=by)
