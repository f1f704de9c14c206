from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.fields import SealedField
from members.identity import mask_id
from members.keys import new_key


class NumberCorrection(models.Model):
    """That a unit asks to put the ID number of one of its people right, and what came of it."""

    class Status(models.TextChoices):
        ASKED = "asked", "待审核"
        APPROVED = "approved", "已更正"
        DECLINED = "declined", "未同意"

    PERSONAL: Final = ("member", "old_number", "new_number", "words")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    unit = models.ForeignKey("members.Unit", models.PROTECT, verbose_name="单位")
    member = models.ForeignKey(
        "members.Member", models.PROTECT, verbose_name="职工", related_name="number_corrections"
    )
    old_number = SealedField("原证件号码")
    new_number = SealedField("更正后的证件号码")
    words = models.CharField("说明", max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+"
    )
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASKED)
    reason = models.CharField("审核意见", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", null=True, related_name="+"
    )
    decided_at = models.DateTimeField("审核时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "证件号码更正"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], name="number_correction_one_open", condition=Q(status="asked")
            ),
            models.CheckConstraint(
                name="number_correction_decided_by_somebody_else",
                condition=Q(status="asked", decided_by=None, decided_at=None)
                | (
                    ~Q(status="asked")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="number_correction_declined_with_reason",
                condition=~Q(status="declined", reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.asked_at:%Y-%m-%d}"

    @property
    def masked_old(self) -> str:
        return mask_id(self.old_number)

    @property
    def masked_new(self) -> str:
        return mask_id(self.new_number)
