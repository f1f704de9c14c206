from datetime import date, timedelta
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from claims.models import Claim
from members.keys import new_key
from members.models import User

MISSED_WITHIN: Final = timedelta(days=90)
"""So long a missed visit counts: default, not sourced."""


class SlotQuerySet(models.QuerySet["Slot"]):
    def with_free_seats(self) -> Self:
        """Annotate `total`, the seats, and `free`, those that nobody holds."""
        taken = Q(seats__bookings__isnull=False, seats__bookings__cancelled_at=None)
        total = models.Count("seats", distinct=True)
        return self.annotate(
            total=total, free=total - models.Count("seats", filter=taken, distinct=True)
        )


class Slot(models.Model):
    """A stretch of time at a station in which a number of visitors is served."""

    PERSONAL: Final = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    station = models.ForeignKey(
        "members.Station", models.PROTECT, verbose_name="服务站", related_name="slots"
    )
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")

    free: int
    """Seats that nobody holds: only there after `with_free_seats`, like `total`."""
    total: int

    objects: ClassVar[models.Manager["Slot"]] = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预约时段"
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["station", "starts_at"], name="slot_once_a_station"),
            models.CheckConstraint(
                name="slot_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{start:%Y-%m-%d %H:%M}—{end:%H:%M}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def free(self) -> Self:
        """Those that nobody holds."""
        return self.exclude(Exists(Booking.objects.live().filter(seat=OuterRef("pk"))))


class Seat(models.Model):
    """One place in a slot. Places are rows, so that no more can be booked than there are."""

    PERSONAL: Final = ()

    slot = models.ForeignKey(Slot, models.CASCADE, verbose_name="时段", related_name="seats")
    number = models.PositiveSmallIntegerField("号")

    objects: ClassVar[models.Manager["Seat"]] = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名额"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["slot", "number"], name="seat_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class Visit(models.TextChoices):
    """How a booking stands: read from its times and the clock, never stored."""

    COMING = "coming", "待到场"
    ARRIVED = "arrived", "已到场"
    CANCELLED = "cancelled", "已取消"
    MISSED = "missed", "未到场"


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, user: User) -> Self:
        """Those that a public account may see: of the claims that it may see."""
        return self.filter(claim__in=Claim.objects.of(user))

    def live(self) -> Self:
        """Those that hold their seat."""
        return self.filter(cancelled_at=None)

    def open(self) -> Self:
        """Those still to be kept: a missed one is not, though it holds its seat."""
        return self.live().filter(arrived_at=None, seat__slot__ends_at__gt=timezone.now())

    def in_order(self) -> Self:
        """As a counter calls them, with all that its list shows in one query."""
        return self.select_related("claim", "member", "seat__slot__station").order_by(
            "seat__slot__starts_at", "seat__number"
        )

    def lately(self, claim: Claim, today: date) -> Self:
        """Those that bear upon another: of the claim, to come, or so recent that misses count."""
        recent = Q(day__gte=today - MISSED_WITHIN) | Q(claim=claim)
        return self.filter(recent).select_related("seat__slot")


class Booking(models.Model):
    """A visit that a member booked, to hand in the originals of a claim."""

    PERSONAL: Final = ("member",)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="名额", related_name="bookings")
    member = models.ForeignKey(
        "members.Member", models.PROTECT, verbose_name="职工", related_name="bookings"
    )
    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, verbose_name="申请", related_name="bookings"
    )
    day = models.DateField("日期")
    """The day of the slot, kept here so that the database can hold one visit a day."""
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="预约人", related_name="+"
    )
    booked_at = models.DateTimeField("预约时间", default=timezone.now)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True)

    objects: ClassVar[models.Manager["Booking"]] = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["-booked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], name="booking_seat_once", condition=Q(cancelled_at=None)
            ),
            models.UniqueConstraint(
                fields=["member", "day"], name="booking_one_a_day", condition=Q(cancelled_at=None)
            ),
            models.UniqueConstraint(
                fields=["claim"],
                name="booking_one_open_a_claim",
                condition=Q(cancelled_at=None, arrived_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def slot(self) -> Slot:
        return self.seat.slot

    @property
    def live(self) -> bool:
        """Whether it holds its seat."""
        return self.cancelled_at is None

    @property
    def standing(self) -> Visit:
        """One that is given up only after it began was missed too."""
        if self.arrived_at is not None:
            return Visit.ARRIVED
        if self.cancelled_at is not None and self.cancelled_at < self.slot.starts_at:
            return Visit.CANCELLED
        if self.cancelled_at is not None or self.slot.ends_at <= timezone.now():
            return Visit.MISSED
        return Visit.COMING
