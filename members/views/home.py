"""The first page, the messages, and whether the process is alive."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from members.models import Coverage, Member, User
from members.roles import Role
from members.signin import account

A_PAGE: Final = 20


def home(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return render(request, "members/home.html")
    user = request.user
    member = Member.objects.filter(user=user).first()
    if member is None or not user.has_role(Role.MEMBER):
        return redirect(_place_of(user))
    context = {
        "member": member,
        "entitlement": _entitlement(member),
        "visit": _visit(member),
    }
    return render(request, "members/home.html", context)


def messages(request: HttpRequest) -> HttpResponse:
    """List what was told to the account: the unread first, which count as read from then on.

    `before` is the moment of the last message of the page before; the unread are on the first.
    """
    mine = account(request).messages.all()
    before = _moment(request.GET.get("before", ""))
    unread = [] if before else list(mine.unread()[:A_PAGE])
    mine.filter(pk__in=[m.pk for m in unread]).update(read_at=timezone.now())
    read = mine.exclude(read_at=None).exclude(pk__in=[m.pk for m in unread])
    rows = list((read.filter(created_at__lt=before) if before else read)[: A_PAGE + 1])
    context = {
        "unread": unread,
        "left": 0 if before else mine.unread().count(),
        "read": rows[:A_PAGE],
        "more": rows[A_PAGE - 1].created_at.isoformat() if len(rows) > A_PAGE else "",
        "later": before is not None,
    }
    return render(request, "members/messages.html", context)


def health(request: HttpRequest) -> HttpResponse:
    """Say ok when the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def _moment(text: str) -> datetime | None:
    """Read a moment as a link carries it; None for anything else."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _place_of(user: User) -> str:
    """Say where somebody who is no member belongs."""
    if user.has_role(Role.CADRE):
        return resolve_url("members:unit")
    if user.has_role(Role.AGENT):
        return resolve_url("claims:list")
    return resolve_url("admin:index" if user.is_staff and settings.INTERNAL else "members:identify")


def _entitlement(member: Member) -> dict[str, object] | None:
    """Give what the member has today; days left and used where the scheme pays by the day."""
    covers = Coverage.objects.on(timezone.localdate()).filter(member=member)
    cover = covers.select_related("scheme", "batch__gift").first()
    if cover is None:
        return None
    always: dict[str, object] = {
        "until": cover.ends_on,
        "scheme": cover.scheme.name,
        "cover": cover.pk,
        "sponsor": cover.sponsor,
    }
    if cover.most_days is None:
        return always
    used = cover.paid_days.filter(voided=False).count()
    return {
        "left": cover.most_days - used,
        "used": used,
        "cap": cover.most_days,
        "unit": "天",
        **always,
    }


def _visit(member: Member) -> dict[str, object] | None:
    coming = member.bookings.filter(cancelled_at=None, arrived_at=None)
    booking = (
        coming.filter(day__gte=timezone.localdate())
        .select_related("seat__slot__station")
        .order_by("seat__slot__starts_at")
        .first()
    )
    if booking is None:
        return None
    return {
        "at": timezone.localtime(booking.seat.slot.starts_at),
        "place": booking.seat.slot.station.name,
        "link": resolve_url("appointments:booking", booking.pk),
    }
