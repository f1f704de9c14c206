"""What is owed to people in words, and how much texting a day may cost."""

from datetime import timedelta
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.keys import new_key

TAKEN_FOR: Final = timedelta(minutes=10)
"""A partner answers within seconds: what was taken longer ago was left by a worker that died."""


class MessageQuerySet(models.QuerySet["Message"]):
    def to_send(self) -> Self:
        """Owed and not too late, oldest first."""
        return self.filter(sms_state=Message.SmsState.OWED, expires_at__gt=timezone.now()).order_by(
            "created_at"
        )

    def stuck(self) -> Self:
        """Not handed over, though it is not too late yet: a person decides whether once more."""
        now = timezone.now()
        left = Q(sms_state=Message.SmsState.TAKEN, taken_at__lte=now - TAKEN_FOR)
        failed = Q(sms_state=Message.SmsState.FAILED)
        return self.filter(left | failed, expires_at__gt=now)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Message(models.Model):
    """One message owed to somebody: always shown on the site, and sent where asked.

    The row is written in the transaction of what it tells, so neither can be without the other.
    """

    class Way(models.TextChoices):
        SMS = "sms", "短信"
        WECHAT = "wechat", "微信"

    class SmsState(models.TextChoices):
        NONE = "none", "不发送"
        OWED = "owed", "待发送"
        TAKEN = "taken", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "未送达"
        LAPSED = "lapsed", "过期未发"

    PERSONAL: Final = ("user", "text")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="收件人", related_name="messages"
    )
    key = models.CharField("去重键", max_length=120, unique=True)
    """What it tells, once: `claim-event:123` and the like."""
    text = models.CharField("内容", max_length=500)
    link = models.CharField("链接", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True)
    way = models.CharField("发送方式", max_length=8, choices=Way, default=Way.SMS)
    sms_state = models.CharField("发送状态", max_length=8, choices=SmsState, default=SmsState.NONE)
    """Whether it went out, by SMS or by WeChat; the site shows it in any case."""
    taken_at = models.DateTimeField("取走时间", null=True)
    failure = models.CharField("未送达原因", max_length=60, blank=True)
    """The partner's own word."""
    expires_at = models.DateTimeField("过期时间", help_text="过了这个时间，不再发送。")

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["created_at"], name="message_owed", condition=Q(sms_state="owed")),
            models.Index(
                fields=["created_at"],
                name="message_undelivered",
                condition=Q(sms_state__in=["taken", "failed", "lapsed"]),
            ),
            models.Index(
                fields=["user", "-created_at"], name="message_unread", condition=Q(read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.key.partition(":")[0]

    @property
    def stuck(self) -> bool:
        """As the QuerySet says it."""
        now = timezone.now()
        left = self.taken_at is not None and self.taken_at <= now - TAKEN_FOR
        taken = self.sms_state == self.SmsState.TAKEN and left
        return (taken or self.sms_state == self.SmsState.FAILED) and self.expires_at > now


class SmsDay(models.Model):
    """How many texts went out on a day: counted before they are sent, up to the day's budget."""

    PERSONAL: Final = ()

    day = models.DateField("日期", primary_key=True)
    codes = models.PositiveIntegerField("验证码", default=0)
    notices = models.PositiveIntegerField("通知", default=0)
    alarmed_at = models.DateTimeField("用量过半", null=True)
    exhausted_at = models.DateTimeField("用尽", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信用量"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.codes + self.notices}条"
