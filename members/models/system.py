from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.keys import new_key
from members.models.organisation import Unit


class UnitSystemQuerySet(models.QuerySet["UnitSystem"]):
    def alive(self) -> Self:
        """Those that wait for an answer or may call."""
        return self.filter(status__in=[UnitSystem.Status.ASKED, UnitSystem.Status.APPROVED])


class UnitSystem(models.Model):
    """A personnel system that calls for a unit: asked for by its cadre, approved by the office.

    It shows a token, of which only the hash is kept, and acts as the cadre who took the token.
    """

    class Status(models.TextChoices):
        ASKED = "asked", "待审核"
        APPROVED = "approved", "已同意"
        DECLINED = "declined", "未同意"
        REVOKED = "revoked", "已停用"

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="systems")
    name = models.CharField("系统名称", max_length=60)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+"
    )
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", null=True, related_name="+"
    )
    decided_at = models.DateTimeField("审核时间", null=True)
    reason = models.CharField("审核意见", max_length=200, blank=True)
    token_hash = models.CharField(  # noqa: DJ001 - unique once handed out
        "令牌摘要", max_length=64, unique=True, null=True, editable=False
    )
    acts_as = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="领取令牌的经办人",
        null=True,
        related_name="+",
    )
    handed_at = models.DateTimeField("令牌领取时间", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="停用人", null=True, related_name="+"
    )
    revoked_at = models.DateTimeField("停用时间", null=True)

    objects: ClassVar[models.Manager["UnitSystem"]] = UnitSystemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位系统对接"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="unit_system_once",
                condition=Q(status__in=["asked", "approved"]),
            ),
            models.CheckConstraint(
                name="unit_system_decided_by_somebody_else",
                condition=Q(status="asked", decided_by=None)
                | Q(status="revoked")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="unit_system_token_while_approved",
                condition=Q(token_hash=None) | Q(status="approved", acts_as__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.name}"


class SystemCall(models.Model):
    """One call that writes, by its Idempotency-Key: what was sent, and what was answered."""

    PERSONAL: Final = ()

    id = models.BigAutoField(primary_key=True)
    system = models.ForeignKey(UnitSystem, models.CASCADE, verbose_name="系统")
    key = models.CharField("幂等键", max_length=64)
    sha256 = models.CharField("请求摘要", max_length=64)
    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    answered = models.PositiveSmallIntegerField("答复状态", null=True)
    """Of HTTP; None while the first call is at work."""
    reply = models.TextField("答复", blank=True)
    """JSON, letter by letter as it was answered."""

    class Meta:
        verbose_name = verbose_name_plural = "接口调用"
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="system_call_once"),
        ]

    def __str__(self) -> str:
        return self.key


class SystemMinute(models.Model):
    """How often a system called in one minute."""

    PERSONAL: Final = ()

    id = models.BigAutoField(primary_key=True)
    system = models.ForeignKey(UnitSystem, models.CASCADE, verbose_name="系统")
    minute = models.DateTimeField("分钟", db_index=True)
    calls = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "接口调用次数"
        constraints = [
            models.UniqueConstraint(fields=["system", "minute"], name="system_minute_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M}"
