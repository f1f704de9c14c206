from typing import ClassVar, Final, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.claim import Claim
from claims.photographs.spots import Spot
from claims.reasons import Correctable
from members.keys import new_key


class PageQuerySet(models.QuerySet["Page"]):
    def live(self) -> Self:
        """Those that stand: neither removed nor replaced."""
        return self.filter(removed_at=None)


class Page(models.Model):
    """One picture of one paper.

    The file as it came is kept sealed as evidence (several pages of one PDF share it); what is
    shown is the derivative: upright, at most 1600 pixels, without metadata.
    """

    PERSONAL: Final = ("original_key", "picture_key", "thumb_key")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name="申请", related_name="pages")
    material = models.CharField("材料", max_length=24)
    position = models.PositiveSmallIntegerField("顺序")
    client_key = models.UUIDField("上传标记", editable=False)
    """Made by the browser for each file, so that a retry does not add it twice."""
    leaf = models.PositiveSmallIntegerField("文件内页码", default=1)
    media_type = models.CharField("格式", max_length=20)
    original_key = models.CharField("原文件", max_length=80, editable=False)
    original_sha256 = models.CharField("原文件摘要", max_length=64, editable=False)
    original_size = models.PositiveIntegerField("原文件大小（字节）")
    picture_key = models.CharField("图片", max_length=80, editable=False)
    thumb_key = models.CharField("缩略图", max_length=80, editable=False)
    width = models.PositiveSmallIntegerField("宽（像素）")
    height = models.PositiveSmallIntegerField("高（像素）")
    advice = models.CharField("提示", max_length=200, blank=True)
    """A hint to the member that the picture may be hard to read; never a block."""
    replaces = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="替换", null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    added_at = models.DateTimeField("上传时间", default=timezone.now)
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects: ClassVar[models.Manager["Page"]] = PageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "材料页"
        ordering = ["material", "position", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "client_key", "leaf"], name="page_uploaded_once"
            ),
        ]
        indexes = [
            models.Index(fields=["original_sha256"], name="page_original"),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.position}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> Self:
        """Those that wait for the member: at most one a claim."""
        return self.filter(answered_at=None, closed_at=None)


class Correction(models.Model):
    """One request for correction: all that is wrong, told in one go."""

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.ForeignKey(
        Claim, models.CASCADE, verbose_name="申请", related_name="corrections"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+"
    )
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    due_on = models.DateField("请在此日前补正")
    answered_at = models.DateTimeField("补正时间", null=True, blank=True)
    closed_at = models.DateTimeField("终止时间", null=True, blank=True)
    """Set when the claim ended, or the office took the request back, before an answer came."""
    unasked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="撤销人",
        null=True,
        blank=True,
        related_name="+",
    )
    unasked_why = models.CharField("撤销原因", max_length=300, blank=True)

    objects: ClassVar[models.Manager["Correction"]] = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补正"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                name="correction_one_open_a_claim",
                condition=Q(answered_at=None, closed_at=None),
            ),
            models.CheckConstraint(
                name="correction_unasked_is_closed",
                condition=Q(unasked_by=None) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="correction_ended_once",
                condition=Q(answered_at=None) | Q(closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def open(self) -> bool:
        return self.answered_at is None and self.closed_at is None


class CorrectionItem(models.Model):
    """One thing to correct: a page, a spot on it, a whole paper, or the facts that were typed.

    Noted at the desk first (`noted_for`); it belongs to a correction once it is sent.
    """

    PERSONAL: Final = ("words",)

    correction = models.ForeignKey(
        Correction,
        models.CASCADE,
        verbose_name="补正",
        null=True,
        blank=True,
        related_name="items",
    )
    noted_for = models.ForeignKey(
        Claim,
        models.CASCADE,
        verbose_name="尚未发出",
        null=True,
        blank=True,
        related_name="defects",
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="记录人",
        null=True,
        blank=True,
        related_name="+",
    )
    material = models.CharField("材料", max_length=24)
    """A paper's code, or `facts` for what was typed."""
    page = models.ForeignKey(
        Page, models.CASCADE, verbose_name="页", null=True, blank=True, related_name="+"
    )
    spot_x = models.FloatField("左", null=True, blank=True)
    spot_y = models.FloatField("上", null=True, blank=True)
    spot_w = models.FloatField("宽", null=True, blank=True)
    spot_h = models.FloatField("高", null=True, blank=True)
    reason = models.CharField("原因", max_length=4, choices=Correctable)
    words = models.CharField("说明", max_length=300, blank=True)
    done_at = models.DateTimeField("已补", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正事项"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_item_noted_or_sent",
                condition=Q(correction=None, noted_for__isnull=False, done_at=None)
                | Q(correction__isnull=False, noted_for=None),
            ),
            models.CheckConstraint(
                name="correction_item_spot_on_its_page",
                condition=Q(spot_x=None, spot_y=None, spot_w=None, spot_h=None)
                | Q(
                    page__isnull=False,
                    spot_x__gte=0,
                    spot_y__gte=0,
                    spot_w__gte=0,
                    spot_h__gte=0,
                    spot_x__lte=1 - F("spot_w"),
                    spot_y__lte=1 - F("spot_h"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.reason}"

    @property
    def spot(self) -> Spot | None:
        """Where on the page, in parts of its sides."""
        sides = (self.spot_x, self.spot_y, self.spot_w, self.spot_h)
        known = [side for side in sides if side is not None]
        return Spot(*known) if len(known) == len(sides) else None


class PaperCheck(models.Model):
    """That a reviewer found a paper in order; stands while its pages are those that were seen."""

    PERSONAL: Final = ()

    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name="申请", related_name="checks")
    material = models.CharField("材料", max_length=24)
    pages = ArrayField(models.UUIDField(), verbose_name="所核对的页")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人", related_name="+"
    )
    at = models.DateTimeField("核对时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "材料核对"
        constraints = [
            models.UniqueConstraint(fields=["claim", "material"], name="paper_checked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.at:%Y-%m-%d}"
