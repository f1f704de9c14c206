from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Max, Q

from members.fields import BlindIndexField, SealedField
from members.identity import mask_id, mask_name, mask_phone
from members.keys import new_key

if TYPE_CHECKING:
    from members.models.organisation import Unit


class MemberQuerySet(models.QuerySet["Member"]):
    def with_id_number(self, number: str) -> Self:
        """The one person with this ID number, in its canonical form."""
        return self.filter(id_number_index=number)

    def covered_through(self, unit: "Unit", *, since: date) -> Self:
        """Those whom a unit had covered on or after a day, by name; `until` is their last day."""
        here = Q(coverages__unit=unit, coverages__voided=False, coverages__ends_on__gte=since)
        covered = self.annotate(until=Max("coverages__ends_on", filter=here))
        return covered.filter(here).order_by("name", "pk")

    def named(self, fragment: str) -> Self:
        """Those whose name has these characters side by side. Two or more are found at once."""
        pairs = [fragment[place : place + 2] for place in range(len(fragment) - 1)]
        grams = Func(F("name"), function="name_grams", output_field=ArrayField(models.TextField()))
        return self.alias(grams=grams).filter(
            grams__contains=pairs or [fragment], name__contains=fragment
        )


class Member(models.Model):
    """A worker who is or was covered. One row a person, whatever units they pass through."""

    class IdKind(models.TextChoices):
        RESIDENT = "resident", "居民身份证"
        HMT_PERMIT = "hmt_permit", "港澳台居民居住证"
        PASSPORT = "passport", "护照"
        FOREIGNER = "foreigner", "外国人永久居留身份证"

    class Sex(models.TextChoices):
        MALE = "m", "男"
        FEMALE = "f", "女"

    PERSONAL: Final = ("name", "id_number", "phone", "born_on", "sex")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="账户", null=True, blank=True
    )
    name = models.CharField("姓名", max_length=64, db_index=True)
    """Clear, unlike the rest: a sealed name cannot be searched by a fragment."""
    id_kind = models.CharField("证件类型", max_length=12, choices=IdKind, default=IdKind.RESIDENT)
    id_number = SealedField("证件号码")
    id_number_index = BlindIndexField(source="id_number", unique=True)
    sex = models.CharField("性别", max_length=1, choices=Sex)
    born_on = models.DateField("出生日期")
    phone = SealedField("手机号码", blank=True)
    """As the unit's roster gave it: not proven to be the person's own."""
    phone_index = BlindIndexField(source="phone", db_index=True)
    unit = models.ForeignKey(
        "members.Unit", models.PROTECT, verbose_name="所在单位", null=True, blank=True
    )
    """Where the person was last enrolled."""

    objects: ClassVar[models.Manager["Member"]] = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职工"
        indexes = [
            GinIndex(
                Func("name", function="name_grams"), name="member_name_grams", fastupdate=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_id(self) -> str:
        return mask_id(self.id_number)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""
