import json
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claim import Claim
from claims.models.paper import Page
from claims.photographs.spots import Spot
from claims.reading.numbers import canonical
from claims.reading.papers import Field, Found
from members.fields import BlindIndexField, SealedField
from members.keys import new_key


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of(self, claim: Claim) -> Self:
        """Those of a claim's pages as they now are, where something was read."""
        return self.filter(
            page__claim=claim, page__removed_at=None, state=Reading.State.READ
        ).order_by("page__material", "page__position", "page__added_at")


class Reading(models.Model):
    """What a machine reads of a page: owed, then found or given up. The rows are the queue.

    It is offered to the member and shown to the reviewer, and decides nothing.
    """

    class State(models.TextChoices):
        OWED = "owed", "待读"
        READ = "read", "已读"
        GIVEN_UP = "given_up", "未能读出"

    PERSONAL: Final = ("sealed",)
    MOST_ATTEMPTS: Final = 3

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    page = models.OneToOneField(Page, models.CASCADE, verbose_name="页", related_name="reading")
    state = models.CharField("状态", max_length=8, choices=State, default=State.OWED)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    taken_at = models.DateTimeField("开始时间", null=True)
    """Of the last attempt; the next comes a while after it."""
    sealed = SealedField("读到的内容", blank=True)

    objects: ClassVar[models.Manager["Reading"]] = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "材料识别"
        constraints = [
            models.CheckConstraint(
                name="reading_tried_so_often", condition=Q(attempts__range=(0, 3))
            ),
            models.CheckConstraint(
                name="reading_tried_before_it_ends", condition=Q(state="owed") | Q(attempts__gt=0)
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="reading_owed", condition=Q(state="owed")),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def found(self) -> dict[Field, Found]:
        """The values and where they stand on the page; nothing before it was read."""
        kept = json.loads(self.sealed or "{}")
        return {Field(name): Found(value, Spot(*at)) for name, (value, *at) in kept.items()}

    @found.setter
    def found(self, found: dict[Field, Found]) -> None:
        self.sealed = json.dumps(
            {f: (o.value, o.spot.x, o.spot.y, o.spot.w, o.spot.h) for f, o in found.items()},
            ensure_ascii=False,
        )


class InvoiceNumber(models.Model):
    """The number of an invoice, as a reviewer typed or confirmed it beside its page."""

    PERSONAL: Final = ("code", "number")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    page = models.OneToOneField(Page, models.CASCADE, verbose_name="页", related_name="invoice")
    code = SealedField("票据代码", blank=True)
    number = SealedField("票据号码")
    number_index = BlindIndexField(source="number", normalise=canonical, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )
    at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "票据号码"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
