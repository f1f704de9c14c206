from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claim import Claim
from members.models import Cadre


class AgencyQuerySet(models.QuerySet["Agency"]):
    def disputed(self) -> Self:
        """Those to which the member objected, and that nobody has looked into yet."""
        return self.exclude(objected_at=None).filter(settled_at=None)


class Agency(models.Model):
    """That a claim is filed for the member by somebody else: who, as what, and what was said to it.

    The claim's applicant is the agent. While an objection of the member stands the agent sees
    nothing, and the claim is not approved: a trigger says so too.
    """

    class Relation(models.TextChoices):
        SPOUSE = "spouse", "配偶"
        PARENT = "parent", "父母"
        CHILD = "child", "子女"
        SIBLING = "sibling", "兄弟姐妹"
        ENTRUSTED = "entrusted", "受委托的其他人"
        CADRE = "cadre", "单位工会经办人"
        STATION = "station", "社区（街道）工作人员"

    OFFICIAL: Final = (Relation.CADRE, Relation.STATION)
    """They act by their post; the others by kinship or a letter."""
    PERSONAL: Final = ("name", "objection")

    claim = models.OneToOneField(Claim, models.CASCADE, verbose_name="申请", related_name="agency")
    relation = models.CharField("与职工关系", max_length=10, choices=Relation)
    name = models.CharField("代办人姓名", max_length=64)
    unit = models.ForeignKey(
        "members.Unit", models.PROTECT, verbose_name="经办单位", null=True, blank=True
    )
    station = models.ForeignKey(
        "members.Station", models.PROTECT, verbose_name="服务站", null=True, blank=True
    )
    collects = models.BooleanField("可代收补助金", default=False)
    """The agent says that the letter of authority lets them collect; the reviewer reads it."""
    opened_at = models.DateTimeField("登记时间", default=timezone.now)
    told_at = models.DateTimeField("告知职工时间", null=True, blank=True)
    """Null when no phone of the member is known but the agent's own."""
    objected_at = models.DateTimeField("异议时间", null=True, blank=True)
    objected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="异议登记人",
        null=True,
        blank=True,
        related_name="+",
    )
    """The member, or whoever of the office took the call."""
    objection = models.CharField("异议说明", max_length=300, blank=True)
    settled_at = models.DateTimeField("核实时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="核实人",
        null=True,
        blank=True,
        related_name="+",
    )
    settlement = models.CharField("核实结果", max_length=300, blank=True)

    objects: ClassVar[models.Manager["Agency"]] = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代办"
        constraints = [
            models.CheckConstraint(
                name="agency_relation_fits_the_post",
                condition=Q(relation="cadre", unit__isnull=False, station=None)
                | Q(relation="station", unit=None, station__isnull=False)
                | (~Q(relation__in=["cadre", "station"]) & Q(unit=None, station=None)),
            ),
            models.CheckConstraint(
                name="agency_objected_by_somebody",
                condition=Q(objected_at=None, objected_by=None, objection="")
                | Q(objected_at__isnull=False, objected_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agency_settled_after_an_objection",
                condition=Q(settled_at=None, settled_by=None, settlement="")
                | (
                    Q(settled_at__isnull=False, settled_by__isnull=False)
                    & Q(objected_at__isnull=False)
                    & ~Q(settlement="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_relation_display()}）"

    @property
    def disputed(self) -> bool:
        return self.objected_at is not None and self.settled_at is None

    @property
    def stands(self) -> bool:
        """Whether the agent may act on the claim today."""
        if self.disputed:
            return False
        if self.unit_id is None:
            return True
        posts = Cadre.objects.on(timezone.localdate()).filter(unit=self.unit_id)
        return posts.filter(user=self.claim.applicant_id).exists()
