from typing import Final

from django.db import models
from django.utils import timezone

from members.models.coverage import Coverage


class Certificate(models.Model):
    """The code by which anybody can check that a coverage is as a sheet of paper says."""

    PERSONAL: Final = ("coverage",)

    code = models.CharField("验证码", max_length=16, primary_key=True)
    coverage = models.OneToOneField(
        Coverage, models.PROTECT, verbose_name="保障期限", related_name="certificate"
    )
    issued_at = models.DateTimeField("出具时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "保障凭证"

    def __str__(self) -> str:
        return self.code


class MissedCode(models.Model):
    """That somebody at an address asked for a code that there is not; kept to slow them down."""

    PERSONAL: Final = ("address",)

    address = models.GenericIPAddressField("网络地址")
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "未查到的验证码"
        indexes = [models.Index(fields=["address", "at"], name="missed_code_address")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
