from datetime import date
from decimal import Decimal
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.fields import BlindIndexField, SealedField
from members.identity import mask_id
from members.keys import new_key


class JoiningWindowQuerySet(models.QuerySet["JoiningWindow"]):
    def on(self, day: date) -> Self:
        return self.filter(first__lte=day, last__gte=day)


class JoiningWindow(models.Model):
    """Days besides June on which people without a unit's union may ask to join."""

    PERSONAL: Final = ()

    first = models.DateField("开始日期")
    last = models.DateField("结束日期", help_text="开放的最后一天。")
    note = models.CharField("依据", max_length=200, help_text="例如通知的文号。")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="设立人", related_name="+"
    )

    objects: ClassVar[models.Manager["JoiningWindow"]] = JoiningWindowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自主参保开放期"
        ordering = ["-first"]
        constraints = [
            models.CheckConstraint(
                name="joining_window_ends_after_it_began", condition=Q(last__gte=F("first"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}—{self.last}"


class SelfEnrolment(models.Model):
    """That somebody without a unit's union asks to join, at a station.

    In flexible employment, or of a firm too small to found a union.
    """

    class Kind(models.TextChoices):
        FLEXIBLE = "flexible", "灵活就业人员"
        SMALL_FIRM = "small_firm", "未建工会的小微企业职工"

    class Status(models.TextChoices):
        ASKED = "asked", "待核对资料"
        ACCEPTED = "accepted", "资料齐全，待缴费"
        EFFECTIVE = "effective", "已参保"
        REFUSED = "refused", "不予办理"
        WITHDRAWN = "withdrawn", "已撤回"

    class Refusal(models.TextChoices):
        NOT_INSURED = "J01", "没有参加职工基本医疗保险"
        HAS_UNION = "J02", "所在单位已建工会，由单位统一参保"
        COVERED = "J03", "已在保障期内，不必重复参保"
        DIFFERS = "J04", "证件与填写的姓名或号码不一致"
        NO_PAPERS = "J05", "没有按时到服务站核对资料"

    PERSONAL: Final = ("user", "name", "id_number", "employer")
    OPEN: Final = (Status.ASKED, Status.ACCEPTED)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="申请账户",
        related_name="self_enrolments",
    )
    scheme = models.ForeignKey("members.Scheme", models.PROTECT, verbose_name="保障期次")
    station = models.ForeignKey("members.Station", models.PROTECT, verbose_name="服务站")
    kind = models.CharField("身份", max_length=12, choices=Kind)
    employer = models.CharField("所在企业", max_length=200, blank=True)
    name = models.CharField("姓名", max_length=64)
    id_number = SealedField("证件号码")
    id_number_index = BlindIndexField(source="id_number")
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASKED)
    refusal = models.CharField("不予办理的原因", max_length=4, choices=Refusal, blank=True)
    due_fen = models.PositiveIntegerField("应缴金额（分）")
    papers_on = models.DateField("资料齐全日期", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人", null=True, related_name="+"
    )
    paid_on = models.DateField("缴费日期", null=True)
    voucher = models.CharField("凭证号", max_length=100, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", null=True, related_name="+"
    )
    coverage = models.OneToOneField(
        "members.Coverage", models.PROTECT, verbose_name="保障期限", null=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "自主参保"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="self_enrolment_one_open",
                condition=Q(status__in=["asked", "accepted"]),
            ),
            models.UniqueConstraint(
                fields=["voucher"], name="self_enrolment_voucher_once", condition=~Q(voucher="")
            ),
            models.CheckConstraint(
                name="self_enrolment_refused_for_a_reason",
                condition=Q(status="refused") & ~Q(refusal="") | ~Q(status="refused"),
            ),
            models.CheckConstraint(
                name="self_enrolment_decided_by_somebody_else",
                condition=Q(decided_by=None) | ~Q(decided_by=F("user")),
            ),
            models.CheckConstraint(
                name="self_enrolment_effective_when_paid",
                condition=~Q(status="effective")
                | Q(
                    papers_on__isnull=False,
                    paid_on__isnull=False,
                    registered_by__isnull=False,
                    coverage__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"

    @property
    def due(self) -> Decimal:
        """Yuan."""
        return Decimal(self.due_fen) / 100

    @property
    def masked_id(self) -> str:
        return mask_id(self.id_number)
