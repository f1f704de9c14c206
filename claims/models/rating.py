from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claim import Claim
from members.keys import new_key


class RatingQuerySet(models.QuerySet["Rating"]):
    def poor(self) -> Self:
        return self.filter(grade__lte=Rating.POOR)

    def waiting(self) -> Self:
        """Poor ones that nobody answered yet."""
        return self.poor().filter(answered_at=None)


class Rating(models.Model):
    """What a member thinks of how a claim was handled (好差评), and what the office did about it.

    One a claim. Once it is answered it stands: a trigger keeps it, and keeps whoever moved the
    claim from answering.
    """

    class Grade(models.IntegerChoices):
        VERY_SATISFIED = 5, "非常满意"
        SATISFIED = 4, "满意"
        FAIR = 3, "基本满意"
        DISSATISFIED = 2, "不满意"
        VERY_DISSATISFIED = 1, "非常不满意"

    POOR: Final = Grade.DISSATISFIED
    """The best of the grades that the office has to answer."""
    PERSONAL: Final = ("words", "answer")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    claim = models.OneToOneField(Claim, models.PROTECT, verbose_name="申请", related_name="rating")
    grade = models.PositiveSmallIntegerField("评价", choices=Grade)
    words = models.CharField("意见", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="评价人", related_name="+"
    )
    given_at = models.DateTimeField("评价时间", default=timezone.now)
    changed_at = models.DateTimeField("修改时间", null=True, blank=True)
    answer_by = models.DateField("答复期限", null=True, blank=True)
    """Of a poor one; none where the working days of the time are not known."""
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="答复人",
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("处理情况", max_length=500, blank=True)
    """What was done: the member reads it."""

    objects: ClassVar[models.Manager["Rating"]] = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务评价"
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(name="rating_one_to_five", condition=Q(grade__range=(1, 5))),
            models.CheckConstraint(
                name="rating_answered_whole",
                condition=Q(answered_by=None, answered_at=None, answer="")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="rating_answered_where_poor",
                condition=Q(grade__lte=2) | Q(answered_at=None, answer_by=None),
            ),
        ]
        indexes = [
            models.Index(fields=["given_at"], name="rating_given"),
            models.Index(
                fields=["answer_by"],
                name="rating_to_answer",
                condition=Q(grade__lte=2, answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.get_grade_display()

    @property
    def poor(self) -> bool:
        return self.grade <= self.POOR
