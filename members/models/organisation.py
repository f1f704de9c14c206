from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q

from members.keys import new_key


class StationQuerySet(models.QuerySet["Station"]):
    def taking_originals(self) -> Self:
        return self.filter(takes_originals=True)

    def reviewing_first(self) -> Self:
        """Those that look whether papers are all there before the centre does."""
        return self.filter(reviews_first=True).order_by("name")

    def within(self, station: "Station") -> Self:
        """A station and all below it."""
        above = Q(pk=station.pk)
        for depth in range(1, 4):
            above |= Q(**{"__".join(["parent"] * depth): station.pk})
        return self.filter(above)

    def handing_on(self) -> Self:
        """Those where originals can be handed in, to be sent on."""
        return self.filter(hands_on=True, takes_originals=False).order_by("name")

    def centre(self) -> "Station | None":
        """Where originals go unless another place is named: the city's own centre first."""
        takers = self.taking_originals().annotate(central=Q(level=Station.Level.CITY))
        return takers.order_by("-central", "pk").first()


class Station(models.Model):
    """A place that serves members: the city's centre, a district, a street or a community."""

    class Level(models.TextChoices):
        CITY = "city", "市服务中心"
        DISTRICT = "district", "区服务站"
        STREET = "street", "街道服务站"
        COMMUNITY = "community", "社区服务点"

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField("名称", max_length=100)
    level = models.CharField("级别", max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级", null=True, blank=True, related_name="children"
    )
    address = models.CharField("地址", max_length=200)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    phone = models.CharField("电话", max_length=30)
    hours = models.CharField(
        "服务时间", max_length=100, help_text="例如：周一至周五 9:00—12:00、14:00—17:00"
    )
    takes_originals = models.BooleanField("受理原件", default=False)
    hands_on = models.BooleanField(
        "代收原件", default=False, help_text="代收职工交来的原件，登记后转送受理原件的服务站。"
    )

    reviews_first = models.BooleanField(
        "社区初审", default=False, help_text="先核对材料是否齐全，再由服务中心预审。"
    )

    objects: ClassVar[models.Manager["Station"]] = StationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务站"
        constraints = [
            models.CheckConstraint(
                name="station_city_has_no_parent",
                condition=Q(level="city", parent=None)
                | (~Q(level="city") & Q(parent__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """An employer whose union enrols its workers together."""

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField("单位名称", max_length=200)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级工会", null=True, blank=True
    )
    headcount = models.PositiveIntegerField("在职职工人数", default=0)
    joining_note = models.CharField("参保率说明", max_length=200, blank=True)
    """Why fewer have joined than the notice asks for in principle."""

    class Meta:
        verbose_name = verbose_name_plural = "单位"

    def __str__(self) -> str:
        return self.name
