"""What of enrolment waits for the office: how much of it, since when, and where it is listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Model, QuerySet

from members.models import (
    CadreRequest,
    EnrolmentBatch,
    FeeOrder,
    NumberCorrection,
    SelfEnrolment,
    UnitSystem,
    User,
)
from members.roles import Role


@dataclass(frozen=True, slots=True)
class Pile:
    label: str
    count: int
    since: datetime | None
    """When the oldest came."""
    page: str
    """The admin's name of the list."""
    only: str
    """What of the list, as its address says."""


def piles(user: User) -> Iterator[Pile]:
    """Give what waits for a person's roles, a query a pile."""
    if user.has_role(Role.ADMINISTRATOR):
        yield _asked("经办申请待审核", CadreRequest.objects.filter(status="asked"))
        yield _asked("证件号码更正待审核", NumberCorrection.objects.filter(status="asked"))
        yield _asked("系统对接待审核", UnitSystem.objects.filter(status="asked"))
    if user.has_role(Role.TELLER):
        own = {"station": user.station_id} if user.station_id else {}
        for status, label in (("asked", "自主参保待核对"), ("accepted", "自主参保待缴费")):
            yield _asked(label, SelfEnrolment.objects.filter(status=status, **own), status)
    if user.has_role(Role.CASHIER):
        confirmed = EnrolmentBatch.objects.filter(status="confirmed")
        yield _pile("参保费待登记", confirmed, "uploaded_at", "status__exact=confirmed")
        yield _pile("在线缴费待核实", FeeOrder.objects.held(), "paid_at", "standing=held")


def _asked(label: str, waiting: QuerySet[Model], status: str = "asked") -> Pile:
    return _pile(label, waiting, "asked_at", f"status__exact={status}")


def _pile(label: str, waiting: QuerySet[Model], since: str, only: str) -> Pile:
    found = waiting.aggregate(count=Count("pk"), since=Min(since))
    page = f"admin:members_{waiting.model._meta.model_name}_changelist"  # noqa: SLF001 - Django's door
    return Pile(label, found["count"], found["since"], page, only)
