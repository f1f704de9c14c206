from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claim import Claim
from members.keys import new_key


class ShelvingQuerySet(models.QuerySet["Shelving"]):
    def open(self) -> Self:
        """Those that lie in their place, or are lent out of it: at most one a claim."""
        return self.filter(taken_at=None)


class Shelving(models.Model):
    """A claim's originals in a place of the archive: one file a slot, one slot a file.

    A place is rack, box and slot, as A-03-12. What was written stays: a row is only ever ended.
    """

    class End(models.TextChoices):
        MOVED = "moved", "移库"
        HANDED_BACK = "handed_back", "退还职工"

    PERSONAL: Final = ()

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name="申请", related_name="shelvings")
    place = models.CharField("档案位置", max_length=8)
    put_at = models.DateTimeField("上架时间", default=timezone.now)
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上架人", related_name="+"
    )
    taken_at = models.DateTimeField("下架时间", null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="下架人",
        null=True,
        blank=True,
        related_name="+",
    )
    ended = models.CharField("下架原因", max_length=12, choices=End, blank=True)

    objects: ClassVar[models.Manager["Shelving"]] = ShelvingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "原件上架"
        ordering = ["-put_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], name="shelving_one_open_a_claim", condition=Q(taken_at=None)
            ),
            models.UniqueConstraint(
                fields=["place"], name="shelving_one_file_a_place", condition=Q(taken_at=None)
            ),
            models.CheckConstraint(
                name="shelving_place_has_its_form",
                condition=Q(place__regex=r"^[A-Z]-[0-9]{2}-[0-9]{2}$"),
            ),
            models.CheckConstraint(
                name="shelving_ended_by_somebody",
                condition=Q(taken_at=None, taken_by=None, ended="")
                | Q(taken_at__isnull=False, taken_by__isnull=False) & ~Q(ended=""),
            ),
        ]

    def __str__(self) -> str:
        return self.place


class LoanQuerySet(models.QuerySet["Loan"]):
    def open(self) -> Self:
        """Those that are out of the house's shelf: at most one a place."""
        return self.filter(returned_at=None)

    def overdue(self) -> Self:
        return self.open().filter(due_on__lt=timezone.localdate())


class Loan(models.Model):
    """Originals lent out of their place: to whom, what for, until when. Only ever ended."""

    PERSONAL: Final = ("lent_to", "reason")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    shelving = models.ForeignKey(
        Shelving, models.PROTECT, verbose_name="档案位置", related_name="loans"
    )
    lent_to = models.CharField("借阅人", max_length=40)
    reason = models.CharField("借阅事由", max_length=200)
    due_on = models.DateField("应归还日期")
    lent_at = models.DateTimeField("借出时间", default=timezone.now)
    lent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="借出人", related_name="+"
    )
    returned_at = models.DateTimeField("归还时间", null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="收回人",
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Loan"]] = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "原件借阅"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["shelving"], name="loan_one_open_a_place", condition=Q(returned_at=None)
            ),
            models.CheckConstraint(
                name="loan_returned_to_somebody",
                condition=Q(returned_at=None, returned_by=None)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="loan_open", condition=Q(returned_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.shelving} {self.lent_to}"

    @property
    def overdue(self) -> bool:
        return self.returned_at is None and self.due_on < timezone.localdate()


class Handback(models.Model):
    """The originals given back to the member at the end: posted, or fetched in person."""

    class Way(models.TextChoices):
        POSTED = "posted", "邮寄"
        FETCHED = "fetched", "当面取回"

    PERSONAL: Final = ("number",)

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name="申请", related_name="handbacks")
    way = models.CharField("方式", max_length=8, choices=Way)
    courier = models.CharField("快递公司", max_length=20, blank=True)
    number = models.CharField("运单号", max_length=40, blank=True)
    at = models.DateTimeField("退还时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="退还人", related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "原件退还"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="handback_posted_with_number",
                condition=Q(way="posted") & ~Q(courier="") & ~Q(number="")
                | Q(way="fetched", courier="", number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.courier} {self.number}".strip() or self.get_way_display()
