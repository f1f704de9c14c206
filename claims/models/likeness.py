from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.paper import Page


class Marks(models.Model):
    """That a page was looked at for its like elsewhere, and the coarse marks it is found by."""

    PERSONAL: Final = ()

    page = models.OneToOneField(
        Page, models.CASCADE, verbose_name="页", primary_key=True, related_name="marks"
    )
    bands = ArrayField(models.IntegerField(), verbose_name="粗略特征")
    """Empty for a page whose bytes are gone."""

    class Meta:
        verbose_name = verbose_name_plural = "材料特征"
        indexes = [GinIndex(fields=["bands"], name="marks_bands", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.page)


class Retaken(models.Model):
    """That two pages of different claims look like the same paper: for the office alone."""

    PERSONAL: Final = ()

    page = models.ForeignKey(Page, models.CASCADE, verbose_name="页", related_name="+")
    other = models.ForeignKey(Page, models.CASCADE, verbose_name="另一页", related_name="+")
    found_at = models.DateTimeField("发现时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "疑似同一份材料"
        constraints = [
            models.UniqueConstraint(fields=["page", "other"], name="retaken_once_a_pair"),
            models.CheckConstraint(name="retaken_of_two", condition=~Q(page=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.other_id}"
