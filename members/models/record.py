"""What is kept beside people: consents, messages owed, who looked at what, sign-in codes, days."""

from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.fields import BlindIndexField, SealedField
from members.keys import new_key


class Consent(models.Model):
    """A separate consent: to what, in which words, when and through which channel."""

    class Purpose(models.TextChoices):
        SENSITIVE = "sensitive", "处理医疗健康、金融账户等敏感个人信息"

    PERSONAL: Final = ("member",)

    member = models.ForeignKey(
        "members.Member", models.PROTECT, verbose_name="职工", related_name="consents"
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人")
    purpose = models.CharField("用途", max_length=20, choices=Purpose)
    version = models.CharField("文本版本", max_length=20)
    text_sha256 = models.CharField("文本摘要", max_length=64)
    channel = models.CharField("渠道", max_length=20, default="web")
    given_at = models.DateTimeField("同意时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "单独同意"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.version}"


class MessageQuerySet(models.QuerySet["Message"]):
    def to_send(self) -> Self:
        """Owed and not too late, oldest first."""
        return self.filter(sms_state=Message.SmsState.OWED, expires_at__gt=timezone.now()).order_by(
            "created_at"
        )


class Message(models.Model):
    """One message owed to somebody: always shown on the site, and sent by SMS where asked.

    The row is written in the transaction of what it tells, so neither can be without the other.
    """

    class SmsState(models.TextChoices):
        NONE = "none", "不发短信"
        OWED = "owed", "待发送"
        TAKEN = "taken", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "未送达"

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
    sms_state = models.CharField("短信", max_length=8, choices=SmsState, default=SmsState.NONE)
    taken_at = models.DateTimeField("取走时间", null=True)
    expires_at = models.DateTimeField("过期时间", help_text="过了这个时间，短信不再发送。")

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["created_at"], name="message_owed", condition=Q(sms_state="owed")),
        ]

    def __str__(self) -> str:
        return self.text


class AccessLog(models.Model):
    """Who looked at whose papers or unmasked whose data, when and why. Append-only."""

    PERSONAL: Final = ("by",)

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="查看人", related_name="+"
    )
    what = models.CharField("对象", max_length=40)
    object_id = models.CharField("编号", max_length=40)
    reason = models.CharField("理由", max_length=200, blank=True)
    address = models.GenericIPAddressField("网络地址", null=True)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        indexes = [models.Index(fields=["what", "object_id"], name="access_log_object")]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"


class SignInCode(models.Model):
    """A code sent to a phone: bound to the phone and the browser, five tries, five minutes."""

    PERSONAL: Final = ("phone",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    phone = SealedField("手机号码")
    phone_index = BlindIndexField(source="phone", db_index=True)
    browser = models.CharField("浏览器标记", max_length=64)
    code_hash = models.CharField("验证码摘要", max_length=200)
    address = models.GenericIPAddressField("网络地址", null=True)
    sent_at = models.DateTimeField("发送时间", default=timezone.now, db_index=True)
    expires_at = models.DateTimeField("过期时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"


class Workday(models.Model):
    """Whether a day is worked, by the State Council's calendar with its moved workdays (调休)."""

    PERSONAL: Final = ()

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("工作日")
    note = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'工作日' if self.works else '休息日'}"
