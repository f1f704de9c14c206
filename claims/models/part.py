from typing import ClassVar, Final, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.claim import Claim
from members.keys import new_key


class UploadPartQuerySet(models.QuerySet["UploadPart"]):
    def waiting(self) -> Self:
        """Those that have arrived whole and are no pages yet: the scanner could not say."""
        return self.filter(received=F("size")).exclude(chunks=[])


class UploadPart(models.Model):
    """A file of which a part has arrived: the phone goes on where the connection broke.

    Each stretch of bytes lies sealed in the vault under a key of its own. Once all are there they
    become pages and the stretches are let go; what was never finished is swept after a day.
    """

    PERSONAL: Final = ("chunks",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name="申请", related_name="parts")
    material = models.CharField("材料", max_length=24)
    client_key = models.UUIDField("上传标记", editable=False)
    replaces = models.UUIDField("替换的页", null=True, editable=False)
    size = models.PositiveIntegerField("文件大小（字节）")
    received = models.PositiveIntegerField("已收到（字节）", default=0)
    chunks = ArrayField(models.CharField(max_length=80), verbose_name="片段", default=list)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="上传人", related_name="+"
    )
    added_at = models.DateTimeField("开始时间", default=timezone.now)

    objects: ClassVar[models.Manager["UploadPart"]] = UploadPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "未传完的文件"
        constraints = [
            models.UniqueConstraint(fields=["claim", "client_key"], name="upload_part_begun_once"),
            models.CheckConstraint(
                name="upload_part_within_its_size", condition=Q(received__lte=F("size"))
            ),
        ]
        indexes = [models.Index(fields=["added_at"], name="upload_part_age")]

    def __str__(self) -> str:
        return f"{self.received}/{self.size}"
