from typing import ClassVar, Final

from django.db import models
from django.utils import timezone


class Publication(models.Model):
    """What is published of a time that ended with `until`: finished figures and nothing finer.

    Written once, by a sweep; a trigger keeps it. See docs/reference/statistics.md.
    """

    PERSONAL: Final = ()

    until = models.DateField("截至", primary_key=True)
    figures = models.JSONField("数据")
    published_at = models.DateTimeField("公布时间", default=timezone.now)

    objects: ClassVar[models.Manager["Publication"]] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "统计公布"
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"{self.until}"
