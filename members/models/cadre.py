"""Who acts for a unit, and who asks to."""

from datetime import date
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.keys import new_key
from members.models.organisation import Unit


class CadreQuerySet(models.QuerySet["Cadre"]):
    def on(self, day: date) -> Self:
        """Those who act for their unit on `day`."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Cadre(models.Model):
    """That an account acts for a unit, and since when; handing over ends it."""

    PERSONAL: Final = ()

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="posts"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="cadres")
    since = models.DateField("自")
    until = models.DateField("止", null=True, blank=True, help_text="自这一天起不再经办。")

    objects: ClassVar[models.Manager["Cadre"]] = CadreQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位工会经办人"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"], name="cadre_once_a_unit", condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="cadre_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.user}"


class CadreRequest(models.Model):
    """That somebody asks to act for a unit, in their own words, and what the office answered.

    The unit is named by code: whether it is known here is not told to whoever asks.
    """

    class Status(models.TextChoices):
        ASKED = "asked", "待审核"
        APPROVED = "approved", "已同意"
        DECLINED = "declined", "未同意"

    PERSONAL: Final = ("user", "name", "words")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="申请账户",
        related_name="cadre_requests",
    )
    unit_name = models.CharField("单位名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("申请人姓名", max_length=64)
    words = models.CharField("说明", max_length=300, blank=True)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASKED)
    replaces = models.BooleanField("接替原经办人", default=False)
    reason = models.CharField("审核意见", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", null=True, related_name="+"
    )
    decided_at = models.DateTimeField("审核时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "经办申请"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "credit_code"],
                name="cadre_request_one_open",
                condition=Q(status="asked"),
            ),
            models.CheckConstraint(
                name="cadre_request_decided_by_somebody_else",
                condition=Q(status="asked", decided_by=None, decided_at=None)
                | (
                    ~Q(status="asked")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("user"))
                ),
            ),
            models.CheckConstraint(
                name="cadre_request_declined_with_reason",
                condition=~Q(status="declined", reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}：{self.name}"
