from typing import ClassVar, Final, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.award import Award
from members.keys import new_key


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def proposed(self) -> Self:
        """Nobody confirmed them yet."""
        return self.filter(confirmed_at=None)

    def owed(self) -> Self:
        """Confirmed, and the money is not back."""
        return self.filter(confirmed_at__isnull=False, received_at=None, unpaid=False)


class Recovery(models.Model):
    """What was wrongly granted is taken back: proposed by one person, confirmed by another.

    A person owes back what was paid; what was not paid yet is simply not paid any more. The award
    stays as it was approved; nights and lump sum given back are free to be paid again. A trigger of
    the migration refuses any change of a confirmed one but the note that it came in.
    """

    class Reason(models.TextChoices):
        OVERPAID = "overpaid", "多付"
        NOT_TRUE = "not_true", "材料不真实"
        NOT_ENTITLED = "not_entitled", "不符合补助条件"
        WRONG_PERSON = "wrong_person", "付给了他人"

    PERSONAL: Final = ("words",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    award = models.OneToOneField(
        Award, models.PROTECT, verbose_name="核定", related_name="recovery"
    )
    reason = models.CharField("原因", max_length=16, choices=Reason)
    words = models.CharField("说明", max_length=300)
    """Inner words: the member reads the reason."""
    unpaid = models.BooleanField("未付撤销", default=False, db_default=False)
    """It was confirmed before any money had arrived: nobody owes anything."""
    amount_fen = models.PositiveBigIntegerField("应追回（分）")
    nights = ArrayField(models.DateField(), verbose_name="退回的补助日", default=list, blank=True)
    """Those of the award that no longer count against the cap."""
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+"
    )
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="确认人",
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="登记人",
        null=True,
        blank=True,
        related_name="+",
    )
    received_at = models.DateTimeField("到账时间", null=True, blank=True)
    receipt = models.CharField("到账凭证号", max_length=40, blank=True)

    objects: ClassVar[models.Manager["Recovery"]] = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "追回"
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(name="recovery_above_zero", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="recovery_four_eyes",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="recovery_confirmed_whole",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_received_whole",
                condition=Q(received_by=None, received_at=None, receipt="")
                | (
                    Q(
                        received_by__isnull=False,
                        received_at__isnull=False,
                        confirmed_at__isnull=False,
                    )
                    & ~Q(receipt="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award.claim} {self.get_reason_display()}"

    @property
    def whole(self) -> bool:
        """Whether all of the award is taken back."""
        return self.amount_fen == self.award.amount_fen
