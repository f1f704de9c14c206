"""The first page, the messages, and whether the process is alive."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from members.models import Coverage, Member, User
from members.roles import Role
from members.signin import account

SHOWN_MESSAGES = 100


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
    """List what was told to the account; what is shown counts as read from then on."""
    mine = account(request).messages.all()
    shown = list(mine[:SHOWN_MESSAGES])
    mine.filter(pk__in=[m.pk for m in shown], read_at=None).update(read_at=timezone.now())
    return render(request, "members/messages.html", {"shown": shown})


def health(request: HttpRequest) -> HttpResponse:
    """Say ok when the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


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
