from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.keys import new_key


class SimulationRun(models.Model):
    """One trial of a sheet on the history of a period: what was asked for, how far it is, what
    came of it. The rows are the queue.
    """

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    period = models.ForeignKey(
        "members.Scheme", models.PROTECT, verbose_name="对照期次", related_name="+"
    )
    name = models.CharField("试用的规则", max_length=200)
    """As the sheet calls itself."""
    sheet = models.TextField("规则表")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", related_name="+"
    )
    asked_at = models.DateTimeField("发起时间", default=timezone.now)
    taken_at = models.DateTimeField("开始时间", null=True)
    """When a worker took it up; one that went away is seen by how long ago that was."""
    done = models.PositiveIntegerField("已试算", default=0)
    of = models.PositiveIntegerField("共", default=0)
    """Valuations; nought until the history was read."""
    finished_at = models.DateTimeField("完成时间", null=True)
    report = models.JSONField("结果", null=True)
    """As docs/reference/simulation.md describes; none where it failed."""

    class Meta:
        verbose_name = verbose_name_plural = "政策模拟"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="simulation_run_reports_when_finished",
                condition=Q(report__isnull=True) | Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="simulation_run_done_within_all", condition=Q(done__lte=models.F("of"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} / {self.period_id}"

    @property
    def failed(self) -> bool:
        return self.finished_at is not None and self.report is None
