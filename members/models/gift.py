from datetime import date
from typing import ClassVar, Final, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.keys import new_key
from members.models.organisation import Unit


class GiftQuerySet(models.QuerySet["Gift"]):
    def open_to(self, unit: Unit, *, day: date) -> Self:
        """Those whose list a unit may still send on a day."""
        return self.filter(unit=unit, until__gte=day)


class Gift(models.Model):
    """That a sponsor pays for the cover of people whom one unit lists: how many, how long.

    Mostly for workers of new kinds of employment, who have no employer to enrol them. The row is
    the unit's leave to send such lists.
    """

    class Months(models.IntegerChoices):
        HALF_A_YEAR = 6, "6个月"
        A_YEAR = 12, "12个月"

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    sponsor = models.CharField("出资单位", max_length=100, help_text="例如 示范市总工会。")
    months = models.PositiveSmallIntegerField("保障时长", choices=Months)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="报送单位", related_name="gifts")
    people = models.PositiveIntegerField("名额", validators=[MinValueValidator(1)])
    until = models.DateField("报送截止日期", help_text="这一天之后不再接收名册。")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="设立人", related_name="+"
    )
    opened_at = models.DateTimeField("设立时间", default=timezone.now)

    objects: ClassVar[models.Manager["Gift"]] = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "赠送保障"
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(name="gift_of_6_or_12_months", condition=Q(months__in=[6, 12])),
            models.CheckConstraint(name="gift_for_somebody", condition=Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor}（{self.get_months_display()}）"
