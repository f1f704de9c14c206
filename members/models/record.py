"""What is kept beside people: consents, who looked at what, sign-in codes, days."""

from typing import Final

from django.conf import settings
from django.db import models
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
    network = models.CharField("网段", max_length=50, blank=True)
    """The addresses next to it: /24, or /64 of IPv6. See members.signin."""
    sent_at = models.DateTimeField("发送时间", default=timezone.now, db_index=True)
    expires_at = models.DateTimeField("过期时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"
        indexes = [
            models.Index(fields=["address", "-sent_at"], name="sign_in_code_address"),
            models.Index(fields=["network", "-sent_at"], name="sign_in_code_network"),
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"


class SpentQuestion(models.Model):
    """A question of members.human that was answered, rightly or not: there is one try."""

    PERSONAL: Final = ()

    nonce = models.CharField("标记", max_length=32, primary_key=True)
    at = models.DateTimeField("时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已答算术题"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


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
