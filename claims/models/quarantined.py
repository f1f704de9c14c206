from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.models.claim import Claim
from members.keys import new_key


class Quarantined(models.Model):
    """A file in which the scanner found something: kept sealed, opened by nobody, never a page."""

    PERSONAL: Final = ("key",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.ForeignKey(
        Claim, models.SET_NULL, verbose_name="申请", null=True, related_name="+"
    )
    material = models.CharField("材料", max_length=24)
    found = models.CharField("检出", max_length=200)
    """The scanner's own name of it."""
    sha256 = models.CharField("文件摘要", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")
    key = models.CharField("封存的文件", max_length=80, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    added_at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "隔离的文件"
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "sha256"], name="quarantined_once_a_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.found} {self.added_at:%Y-%m-%d}"
