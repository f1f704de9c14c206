from datetime import date
from decimal import Decimal
from typing import ClassVar, Final, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from members.keys import new_key


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def enrolling(self) -> "Scheme | None":
        """The one period that is open: people are enrolled in it now."""
        return self.filter(open_for_enrolment=True).first()


class Scheme(models.Model):
    """A scheme period and the rule sheet that values what happens in it.

    Drafted by one person and published by another; from then on the row cannot be changed (a
    trigger says so), but for whether people are enrolled in it. Sheets shipped with Huzhu have
    neither drafter nor publisher.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"

    PERSONAL: Final = ()

    code = models.SlugField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=100)
    sheet = models.TextField("规则表", help_text="TOML 格式，字段说明见“规则表”文档。")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    shipped = models.BooleanField("随系统提供", default=False, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", null=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发布人", null=True, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    open_for_enrolment = models.BooleanField("开放参保", default=False, editable=False)
    """Of one period at most; claims.schemes.periods opens it."""

    objects: ClassVar[models.Manager["Scheme"]] = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保障期次"
        constraints = [
            models.CheckConstraint(
                name="scheme_published_at_when_published",
                condition=Q(status="draft", published_at=None)
                | Q(status="published", published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="scheme_four_eyes",
                condition=Q(shipped=True)
                | Q(status="draft")
                | (
                    Q(drafted_by__isnull=False, published_by__isnull=False)
                    & ~Q(drafted_by=F("published_by"))
                ),
            ),
            models.UniqueConstraint(
                fields=["open_for_enrolment"],
                name="scheme_one_open",
                condition=Q(open_for_enrolment=True),
            ),
            models.CheckConstraint(
                name="scheme_open_when_published",
                condition=Q(open_for_enrolment=False) | Q(status="published"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CoverageQuerySet(models.QuerySet["Coverage"]):
    def live(self) -> Self:
        """Those that count: not cancelled for being entered wrongly."""
        return self.filter(voided=False)

    def on(self, day: date) -> Self:
        """Those that cover `day`."""
        return self.live().filter(starts_on__lte=day, ends_on__gte=day)


class Coverage(models.Model):
    """One year (mostly) in which one person is covered, under the rules of one scheme."""

    class FeeClass(models.TextChoices):
        STANDARD = "standard", "普通"
        CONCESSION = "concession", "优惠"
        GIFTED = "gifted", "赠送"

    PERSONAL: Final = ("member",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    member = models.ForeignKey(
        "members.Member", models.PROTECT, verbose_name="职工", related_name="coverages"
    )
    scheme = models.ForeignKey(Scheme, models.PROTECT, verbose_name="保障期次")
    unit = models.ForeignKey(
        "members.Unit", models.PROTECT, verbose_name="参保单位", null=True, blank=True
    )
    batch = models.ForeignKey(
        "members.EnrolmentBatch",
        models.PROTECT,
        verbose_name="参保批次",
        null=True,
        related_name="coverages",
    )
    fee_class = models.CharField(
        "缴费类别", max_length=12, choices=FeeClass, default=FeeClass.STANDARD
    )
    fee_fen = models.PositiveIntegerField("缴费（分）")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", help_text="保障期的最后一天。")
    first_enrolment = models.BooleanField("首次参保", default=True)
    most_days = models.PositiveSmallIntegerField(
        "补助天数上限",
        null=True,
        help_text="按日补助的天数上限，来自规则表；没有按日补助的为空。已补助天数受它约束。",
    )
    voided = models.BooleanField("已作废", default=False)

    objects: ClassVar[models.Manager["Coverage"]] = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保障期限"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="coverage_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                fields=["id", "most_days"], name="coverage_cap_can_be_referred_to"
            ),
            ExclusionConstraint(
                name="coverage_no_overlap_a_member",
                expressions=[
                    (F("member"), RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(voided=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.starts_on}—{self.ends_on}"

    @property
    def sponsor(self) -> str:
        """Who gave the cover; empty where it was paid for."""
        return self.batch.gift.sponsor if self.batch and self.batch.gift else ""


class EnrolmentBatchQuerySet(models.QuerySet["EnrolmentBatch"]):
    def alive(self) -> Self:
        """Those that may still lead to cover, or did."""
        return self.exclude(status__in=EnrolmentBatch.OVER)


class EnrolmentBatch(models.Model):
    """One roster that a unit sent: the file, what was found in it and what became of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", "等待核对"
        CHECKING = "checking", "正在核对"
        REFUSED = "refused", "不能办理"
        CHECKED = "checked", "待确认"
        CONFIRMED = "confirmed", "已确认，待缴费"
        EFFECTIVE = "effective", "已生效"
        ABANDONED = "abandoned", "已放弃"

    OVER: Final = (Status.REFUSED, Status.ABANDONED)
    """The same file may come again."""

    PERSONAL: Final = ("file_key", "found_key")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    unit = models.ForeignKey("members.Unit", models.PROTECT, verbose_name="单位")
    scheme = models.ForeignKey(Scheme, models.PROTECT, verbose_name="保障期次")
    gift = models.ForeignKey(
        "members.Gift", models.PROTECT, verbose_name="赠送", null=True, related_name="batches"
    )
    """Of which everybody in it is given their cover; None where the unit pays."""
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    file_key = models.CharField("文件", max_length=80, editable=False)
    sha256 = models.CharField("文件摘要", max_length=64, editable=False)
    found_key = models.CharField("核对结果", max_length=80, editable=False, blank=True)
    """Of the vault, where what was found lies; empty until the roster is checked."""
    takes = models.PositiveSmallIntegerField("核对次数", default=0, editable=False)
    """How often a worker took it up to check: whoever took it last may write what was found."""
    taken_at = models.DateTimeField("开始核对时间", null=True, editable=False)
    rows_read = models.PositiveIntegerField("已核对行数", default=0, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    rows = models.PositiveIntegerField("总行数", default=0)
    good_rows = models.PositiveIntegerField("可参保行数", default=0)
    bad_rows = models.PositiveIntegerField("须改正行数", default=0)
    elsewhere = models.PositiveIntegerField("需人工核验人数", default=0)
    """Rows of people whom another unit has covered: how many is all that is kept of it."""
    due_fen = models.PositiveBigIntegerField("应缴金额（分）", default=0)
    papers_on = models.DateField("资料齐全日期", null=True, blank=True)
    paid_on = models.DateField("到账日期", null=True, blank=True)
    voucher = models.CharField("凭证号", max_length=100, blank=True)
    """Of the bank or the receipt on which the fee was seen."""
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="到账登记人",
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager["EnrolmentBatch"]] = EnrolmentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参保批次"
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "scheme", "sha256"],
                name="enrolment_file_once",
                condition=~Q(status__in=["refused", "abandoned"]),
            ),
            models.UniqueConstraint(
                fields=["voucher"], name="enrolment_voucher_once", condition=~Q(voucher="")
            ),
            models.CheckConstraint(
                name="enrolment_effective_when_paid",
                condition=~Q(status="effective")
                | Q(papers_on__isnull=False, paid_on__isnull=False, registered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_found_when_checked",
                condition=~Q(status__in=["checked", "confirmed"]) | ~Q(found_key=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                name="enrolment_to_check",
                condition=Q(status__in=["waiting", "checking"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.uploaded_at:%Y-%m-%d}"

    @property
    def due(self) -> Decimal:
        """Yuan."""
        return Decimal(self.due_fen) / 100
