from typing import Final

from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from members.fields import SealedField
from members.keys import new_key


class Stay(models.Model):
    """One stay in hospital, as the papers say."""

    PERSONAL: Final = ("hospital",)

    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name="申请", related_name="stays")
    hospital = models.CharField("就诊医院", max_length=100)
    admitted_on = models.DateField("入院日期")
    discharged_on = models.DateField("出院日期")
    printed_days = models.PositiveSmallIntegerField("票据所载住院天数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "住院"
        ordering = ["admitted_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="stay_ends_after_it_began",
                condition=Q(discharged_on__gte=F("admitted_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["admitted_on", "hospital"], name="stay_alike"),
        ]

    def __str__(self) -> str:
        return f"{self.hospital} {self.admitted_on}—{self.discharged_on}"


class Occurrence(models.Model):
    """What happened, for the benefits paid once: an illness, a death, a disability."""

    class Cause(models.TextChoices):
        WORK_INJURY = "work_injury", "工伤"
        ACCIDENT = "accident", "意外事故"
        ILLNESS = "illness", "疾病"

    PERSONAL: Final = ("disease", "place")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.OneToOneField(Claim, models.CASCADE, verbose_name="申请")
    decisive_on = models.DateField("决定日期")
    """The date that decides: of first diagnosis, of death, of the grade report."""
    place = models.CharField("确诊医院/鉴定机构", max_length=100, blank=True)
    disease = SealedField("疾病名称", blank=True)
    listed = models.BooleanField("属于规定的重大疾病", null=True, blank=True)
    """Said by staff: the system does not decide medicine."""
    first_diagnosis = models.BooleanField("首次确诊", null=True, blank=True)
    occurred_on = models.DateField("事故日期", null=True, blank=True)
    cause = models.CharField("事故性质", max_length=12, choices=Cause, blank=True)
    grade = models.PositiveSmallIntegerField("伤残等级", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        constraints = [
            models.CheckConstraint(
                name="occurrence_grade_one_to_ten",
                condition=Q(grade=None) | Q(grade__range=(1, 10)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decisive_on}"
