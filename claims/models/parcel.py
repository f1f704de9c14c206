from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claim import Claim
from claims.models.paper import Page
from claims.reasons import Difference
from members.keys import new_key


class CoverSheet(models.Model):
    """The sheet that lies on top of a claim's originals, known by a code nobody can guess.

    The code says nothing by itself and opens nothing outside: only the office looks it up.
    """

    PERSONAL: Final = ()

    claim = models.OneToOneField(
        Claim, models.CASCADE, verbose_name="申请", primary_key=True, related_name="cover_sheet"
    )
    code = models.CharField("封面码", max_length=10, unique=True)
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "原件封面"

    def __str__(self) -> str:
        return self.code


class Transfer(models.Model):
    """Originals that one station sent on together: who handed them over, when, by what."""

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    station = models.ForeignKey(
        "members.Station", models.PROTECT, verbose_name="转出服务站", related_name="transfers"
    )
    sent_at = models.DateTimeField("转出时间", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="转出人", related_name="+"
    )
    words = models.CharField("运送方式", max_length=100)
    """By whom or by what it travels: a name, a car, a courier's number."""

    class Meta:
        verbose_name = verbose_name_plural = "原件转送"
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.station} {timezone.localtime(self.sent_at):%Y-%m-%d %H:%M}"


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def under_way(self) -> Self:
        """Those not signed in yet: at most one a claim."""
        return self.filter(received_at=None)

    def held_at(self, station: object) -> Self:
        """Those handed in at a station and not sent on yet, the oldest first."""
        held = self.under_way().filter(way=Parcel.Way.HANDED, station=station, transfer=None)
        return held.select_related("claim__member", "handed_by").order_by("handed_at")


class Parcel(models.Model):
    """The originals on their way: posted, handed to a station, or brought in by hand."""

    class Way(models.TextChoices):
        POSTED = "posted", "邮寄"
        BROUGHT = "brought", "现场提交"
        HANDED = "handed", "服务站代收"

    PERSONAL: Final = ("number",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name="申请", related_name="parcels")
    way = models.CharField("方式", max_length=8, choices=Way)
    courier = models.CharField("快递公司", max_length=20, blank=True)
    number = models.CharField("运单号", max_length=40, blank=True)
    registered_at = models.DateTimeField("登记时间", default=timezone.now)
    station = models.ForeignKey(
        "members.Station",
        models.PROTECT,
        verbose_name="代收服务站",
        null=True,
        blank=True,
        related_name="+",
    )
    handed_at = models.DateTimeField("代收时间", null=True, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="代收人",
        null=True,
        blank=True,
        related_name="+",
    )
    transfer = models.ForeignKey(
        Transfer,
        models.PROTECT,
        verbose_name="转送",
        null=True,
        blank=True,
        related_name="parcels",
    )
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="签收人",
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Parcel"]] = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "原件"
        ordering = ["-registered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], name="parcel_one_under_way", condition=Q(received_at=None)
            ),
            models.CheckConstraint(
                name="parcel_received_by_somebody",
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
            ),
            models.CheckConstraint(
                name="parcel_posted_with_number",
                condition=~Q(way="posted") | (~Q(courier="") & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="parcel_handed_at_a_station",
                condition=Q(
                    way="handed",
                    station__isnull=False,
                    handed_at__isnull=False,
                    handed_by__isnull=False,
                )
                | (
                    ~Q(way="handed")
                    & Q(station=None, handed_at=None, handed_by=None, transfer=None)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["number"], name="parcel_number_under_way", condition=Q(received_at=None)
            ),
            models.Index(
                fields=["received_by", "received_at"],
                name="parcel_received",
                condition=Q(received_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.courier} {self.number}".strip() or self.get_way_display()

    @property
    def under_way(self) -> bool:
        return self.received_at is None


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def standing(self) -> Self:
        """What was found last of each page: a later parcel speaks for the pages it brought."""
        return self.order_by("page_id", "-at", "-pk").distinct("page_id")


class Comparison(models.Model):
    """One page of the originals beside its picture: the same, different, or not there."""

    class Verdict(models.TextChoices):
        SAME = "same", "一致"
        DIFFERS = "differs", "不一致"
        MISSING = "missing", "缺原件"

    PERSONAL: Final = ("words",)

    page = models.ForeignKey(Page, models.CASCADE, verbose_name="页", related_name="comparisons")
    parcel = models.ForeignKey(
        Parcel, models.CASCADE, verbose_name="原件", related_name="comparisons"
    )
    verdict = models.CharField("比对结果", max_length=8, choices=Verdict)
    reason = models.CharField("原因", max_length=4, choices=Difference, blank=True)
    words = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="比对人", related_name="+"
    )
    at = models.DateTimeField("比对时间", default=timezone.now)

    objects: ClassVar[models.Manager["Comparison"]] = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "原件比对"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "page"], name="comparison_once_a_page_and_parcel"
            ),
            models.CheckConstraint(
                name="comparison_says_what_differs",
                condition=Q(verdict="differs") & ~Q(reason="")
                | ~Q(verdict="differs") & Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.at:%Y-%m-%d}"

    @property
    def differs(self) -> bool:
        return self.verdict != self.Verdict.SAME

    @property
    def why(self) -> str:
        """What is wrong with the original, in coded words."""
        return self.get_reason_display() if self.reason else "没有收到这一页的原件"
