"""What a booking can refuse. Raised with data by the verbs, put into words at the edge."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from appointments.models import Booking
from claims.states import Status


class BookingError(Exception):
    """Something asked of a booking cannot be done."""


@dataclass
class SlotFull(BookingError):
    """Every seat of the slot is held."""

    slot_id: UUID


@dataclass
class TooLate(BookingError):
    """It could be done until a moment that has gone by."""

    until: datetime


@dataclass
class TooEarly(BookingError):
    """Days after this one cannot be booked yet."""

    last_day: date


@dataclass
class AlreadyBooked(BookingError):
    """The claim has an open booking, or its member another visit on that day."""

    booking: Booking


@dataclass
class TooManyOpen(BookingError):
    """The member holds as many open bookings as one may."""

    most: int


@dataclass
class Paused(BookingError):
    """Visits were missed too often: no booking online until this day, walking in as ever."""

    until: date


@dataclass
class NotForNow(BookingError):
    """The claim does not wait for its originals."""

    found: Status


@dataclass
class NotToday(BookingError):
    """The visit is on another day."""

    day: date


class Cancelled(BookingError):
    """The booking was cancelled before."""
