from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    def open(self) -> Self:
        """Those that found a break which two people have not cleared yet."""
        return self.exclude(breaks=[]).filter(cleared_at=None)


class Reconciliation(models.Model):
    """One nightly look at all the invariants, and what two people said of what it found.

    While one is open no batch is sealed: a trigger of the migration says so.
    """

    PERSONAL: Final = ()

    at = models.DateTimeField("时间", default=timezone.now)
    breaks = models.JSONField("差异", default=list)
    """Each as {"invariant", "what"}; nothing that was cleared before."""
    known = models.PositiveIntegerField("此前已核销的差异", default=0)
    late = models.JSONField("超期支付", default=list)
    """References of the payouts that were past their promise: the alarm, on record."""
    explanation = models.CharField("说明", max_length=500, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="说明人",
        null=True,
        blank=True,
        related_name="+",
    )
    explained_at = models.DateTimeField("说明时间", null=True, blank=True)
    clearance = models.CharField("核销意见", max_length=500, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="核销人",
        null=True,
        blank=True,
        related_name="+",
    )
    cleared_at = models.DateTimeField("核销时间", null=True, blank=True)

    objects: ClassVar[models.Manager["Reconciliation"]] = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "每日对账"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="reconciliation_four_eyes",
                condition=Q(cleared_by=None) | ~Q(cleared_by=F("explained_by")),
            ),
            models.CheckConstraint(
                name="reconciliation_explained_whole",
                condition=Q(explained_by=None, explained_at=None, explanation="")
                | (Q(explained_by__isnull=False, explained_at__isnull=False) & ~Q(explanation="")),
            ),
            models.CheckConstraint(
                name="reconciliation_cleared_whole",
                condition=Q(cleared_by=None, cleared_at=None, clearance="")
                | (
                    Q(
                        cleared_by__isnull=False,
                        cleared_at__isnull=False,
                        explained_by__isnull=False,
                    )
                    & ~Q(clearance="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @property
    def open(self) -> bool:
        return bool(self.breaks) and self.cleared_at is None
