from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claim import Claim
from members.keys import new_key


class Control(models.TextChoices):
    """What internal control looks for; the first draws, the others warn. Stored: never rename."""

    SAMPLE = "sample", "抽查已支付的申请"
    ACCOUNT = "account", "同一账户收取多名职工的补助"
    STAY = "stay", "同一医院同日入院的申请集中"
    AMOUNT = "amount", "金额接近终审标准"
    DAYS = "days", "补助天数接近上限"


class ControlSetting(models.Model):
    """How a control was set by somebody, and why; the last row of each is in force.

    Append-only: the rows are the history.
    """

    PERSONAL: Final = ()

    control = models.CharField("规则", max_length=8, choices=Control)
    on = models.BooleanField("启用")
    number = models.PositiveSmallIntegerField("数值")
    """What it means differs: see claims.control.settings."""
    words = models.CharField("理由", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="设置人", related_name="+"
    )
    at = models.DateTimeField("设置时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "稽核设置"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="control_setting_says_why", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.get_control_display()


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> Self:
        """Those that nobody has looked into yet."""
        return self.filter(cleared_at=None)


class Flag(models.Model):
    """A claim that a rule noticed, with its grounds, until a person says in words what it is.

    While one is open two people are not enough to approve. Kept for ever: a trigger sees to it.
    """

    PERSONAL: Final = ("grounds",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name="申请", related_name="flags")
    control = models.CharField("规则", max_length=8, choices=Control)
    key = models.CharField("依据标识", max_length=120)
    """What was noticed, so that the same is not raised again once it is cleared."""
    grounds = models.JSONField("依据")
    raised_at = models.DateTimeField("提示时间", default=timezone.now)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="核查人",
        null=True,
        blank=True,
        related_name="+",
    )
    cleared_at = models.DateTimeField("核查时间", null=True, blank=True)
    words = models.CharField("核查结论", max_length=300, blank=True)

    objects: ClassVar[models.Manager["Flag"]] = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预警"
        ordering = ["-raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "control", "key"], name="flag_raised_once"),
            models.CheckConstraint(
                name="flag_cleared_whole",
                condition=Q(cleared_by=None, cleared_at=None, words="")
                | (Q(cleared_by__isnull=False, cleared_at__isnull=False) & ~Q(words="")),
            ),
        ]
        indexes = [
            models.Index(fields=["raised_at"], name="flag_open", condition=Q(cleared_at=None)),
        ]

    def __str__(self) -> str:
        return self.get_control_display()
