from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from claims.models.payout import Payout
from members.keys import new_key


class Draw(models.Model):
    """One month's draw among what was paid in it: whoever has the seed comes to the same."""

    PERSONAL: Final = ()

    month = models.DateField("月份", primary_key=True)
    """Its first day."""
    seed = models.CharField("种子", max_length=64)
    percent = models.PositiveSmallIntegerField("比例（%）")
    population = models.PositiveIntegerField("已支付（笔）")
    sha256 = models.CharField("名单摘要", max_length=64)
    """Of the references drawn from: sorted, a line feed after each."""
    drawn_at = models.DateTimeField("抽取时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "抽查批次"
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月"


class SampleQuerySet(models.QuerySet["Sample"]):
    def waiting(self) -> Self:
        return self.filter(results=None)

    def unsettled(self) -> Self:
        """The last result found something, and nothing was asked back since."""
        results = SampleResult.objects.filter(sample=OuterRef("pk")).order_by("-at", "-pk")
        found = self.annotate(stands=Subquery(results.values("outcome")[:1]))
        return found.filter(stands=SampleResult.Outcome.FINDING, payout__award__recovery=None)


class Sample(models.Model):
    """A paid claim drawn for a second look. Never changed: results are rows of their own."""

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    draw = models.ForeignKey(Draw, models.PROTECT, verbose_name="批次", related_name="samples")
    place = models.PositiveIntegerField("序号")
    payout = models.OneToOneField(
        Payout, models.PROTECT, verbose_name="支付", related_name="sample"
    )

    objects: ClassVar[models.Manager["Sample"]] = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查"
        ordering = ["-draw", "place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="sample_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw}第{self.place}件"


class SampleResult(models.Model):
    """What somebody who had no part in a claim found of it. Append-only; the last one stands."""

    class Outcome(models.TextChoices):
        IN_ORDER = "in_order", "无问题"
        FINDING = "finding", "发现问题"

    PERSONAL: Final = ()

    sample = models.ForeignKey(Sample, models.PROTECT, verbose_name="抽查", related_name="results")
    outcome = models.CharField("结论", max_length=8, choices=Outcome)
    words = models.CharField("说明", max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复查人", related_name="+"
    )
    at = models.DateTimeField("复查时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "抽查结果"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="sample_result_says_what", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
