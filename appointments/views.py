from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from appointments import booking as visits
from appointments.errors import AlreadyBooked, BookingError, NotForNow
from appointments.forms import BookingForm
from appointments.limits import CANCEL_BEFORE, bookable
from appointments.models import Booking, Slot
from appointments.refusals import sentence
from claims.models import Claim
from claims.papers import name_of, needs_of
from claims.states import AWAITING_ORIGINALS
from members.models import Station
from members.signin import account


def book(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Pick a slot. A claim that has its booking is shown that one."""
    by = account(request)
    claim = get_object_or_404(Claim.objects.of(by).select_related("station"), pk=claim_id)
    form = BookingForm(request.POST or None)
    if form.is_valid():
        try:
            booked = visits.book(form.cleaned_data["slot"], claim_id=claim.pk, by=by)
        except AlreadyBooked as error:
            if error.booking.claim_id == claim.pk:
                return redirect("appointments:booking", error.booking.pk)
            form.add_error("slot", sentence(error))
        except BookingError as error:
            form.add_error("slot", sentence(error))
        except Slot.DoesNotExist:
            form.add_error("slot", "没有这个时段，请重新选择。")
        else:
            return redirect("appointments:booking", booked.pk)

    held = claim.bookings.open().first()
    if held:
        return redirect("appointments:booking", held.pk)
    if claim.status not in AWAITING_ORIGINALS:
        messages.info(request, sentence(NotForNow(claim.Status(claim.status))))
        return redirect("claims:detail", claim.pk)
    picked = str(form["slot"].value() or "")
    stations = Station.objects.taking_originals().order_by("level", "name")
    station = _chosen(request, list(stations), claim.station)
    context = {
        "claim": claim,
        "form": form,
        "stations": stations,
        "station": station,
        "days": _days(bookable(station) if station else [], picked),
        "picked": picked,
    }
    return render(request, "appointments/book.html", context)


def booking(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Show one booking: when, where, what to bring, until when it can be cancelled."""
    mine = Booking.objects.of(account(request)).select_related("claim", "seat__slot__station")
    found = get_object_or_404(mine, pk=booking_id)
    cancel_until = found.slot.starts_at - CANCEL_BEFORE
    context = {
        "booking": found,
        "claim": found.claim,
        "slot": found.slot,
        "station": found.slot.station,
        "papers": _papers(found.claim),
        "cancel_until": cancel_until,
        "can_cancel": timezone.now() <= cancel_until,
        "can_book": found.claim.status in AWAITING_ORIGINALS,
    }
    return render(request, "appointments/booking.html", context)


def cancel(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    mine = Booking.objects.of(account(request))
    get_object_or_404(mine, pk=booking_id)
    try:
        visits.cancel(booking_id, by=account(request))
    except BookingError as error:
        messages.error(request, sentence(error))
    return redirect("appointments:booking", booking_id)


def _chosen(request: HttpRequest, stations: list[Station], own: Station | None) -> Station | None:
    """Give the station that the address asks for, or the claim's own, or the first there is."""
    asked = request.GET.get("station", "")
    by_key = {str(station.pk): station for station in stations}
    return by_key.get(asked) or by_key.get(str(own and own.pk)) or next(iter(stations), None)


def _days(slots: list[Slot], picked: str) -> list[dict[str, object]]:
    """Group slots, earliest first, by day: seats left, and whether the day is shown at once.

    That is the first with a free seat, and the one of the slot picked before.
    """
    by_day = groupby(slots, key=lambda slot: timezone.localdate(slot.starts_at))
    days = [(day, list(group)) for day, group in by_day]
    soonest = next((day for day, group in days if any(slot.free for slot in group)), None)
    return [
        {
            "day": day,
            "slots": group,
            "free": sum(slot.free for slot in group),
            "open": day == soonest or picked in [str(slot.pk) for slot in group],
        }
        for day, group in days
    ]


def _papers(claim: Claim) -> list[str]:
    """Name the originals to bring; any one of several is joined by 或."""
    needs = needs_of(claim.kind, claim.circumstances)
    return ["或".join(name_of(paper) for paper in need.papers) for need in needs]
