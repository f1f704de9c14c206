"""The counter: who comes today, what is open, and opening more."""

from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from appointments import booking as visits
from appointments.errors import BookingError
from appointments.forms import OpeningForm
from appointments.models import Booking, Slot
from appointments.opening import open_days
from appointments.refusals import sentence
from members.admin.lookups import only_filters
from members.admin.pages import heading
from members.models import Workday
from members.signin import account


@admin.register(Slot)
class SlotAdmin(admin.ModelAdmin[Slot]):
    list_display = ["starts_at", "ends_at", "station", "free_seats", "seats_in_all"]
    list_filter = ["station"]
    list_select_related = ["station"]
    list_per_page = 50
    lookup_allowed = only_filters
    fields = ["station", "starts_at", "ends_at"]
    date_hierarchy = "starts_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Slot]:
        return Slot.objects.with_free_seats()

    @admin.display(description="空余名额", ordering="free")
    def free_seats(self, slot: Slot) -> int:
        return slot.free

    @admin.display(description="总名额")
    def seats_in_all(self, slot: Slot) -> int:
        return slot.total

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """Open a range of days, in place of a form for one slot."""
        form = OpeningForm(request.POST or None)
        if form.is_valid():
            try:
                opened = open_days(**form.cleaned_data)
            except Workday.DoesNotExist:
                form.add_error("last", "工作日历还没有维护到这一天，请先由系统管理员补充。")
            else:
                messages.success(request, f"已开放{opened}个时段。")
                return redirect("admin:appointments_slot_changelist")
        context = {
            **heading(self, request, "开放预约时段"),
            "form": form,
        }
        return render(request, "admin/appointments/slot/open.html", context)


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin[Booking]):
    list_display = ["when", "place", "member_masked", "claim", "state"]
    list_filter = ["seat__slot__station"]
    list_select_related = ["claim", "member", "seat__slot__station"]
    list_per_page = 50
    lookup_allowed = only_filters
    date_hierarchy = "day"
    ordering = ["-seat__slot__starts_at", "seat__number"]
    fields = ["when", "place", "member_masked", "claim", "state", "booked_at"]
    readonly_fields = ["when", "place", "member_masked", "state"]

    @admin.display(description="时间", ordering="seat__slot__starts_at")
    def when(self, booking: Booking) -> str:
        return f"{booking.slot}"

    @admin.display(description="服务站")
    def place(self, booking: Booking) -> str:
        return f"{booking.slot.station}（{booking.seat.number}号）"

    @admin.display(description="职工")
    def member_masked(self, booking: Booking) -> str:
        return booking.member.masked_name

    @admin.display(description="状态")
    def state(self, booking: Booking) -> str:
        return booking.standing.label

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("today/", view(self.today), name="appointments_booking_today"),
            path(
                "<uuid:booking_id>/arrived/",
                view(self.arrived),
                name="appointments_booking_arrived",
            ),
            *super().get_urls(),
        ]

    def today(self, request: HttpRequest) -> HttpResponse:
        """List today's visits in order: of the teller's own station, or of all for one without."""
        coming = Booking.objects.live().filter(day=timezone.localdate())
        station = account(request).station
        if station:
            coming = coming.filter(seat__slot__station=station)
        context = {
            **heading(self, request, "今日预约"),
            "today": timezone.localdate(),
            "station": station,
            "visits": coming.in_order(),
        }
        return render(request, "admin/appointments/booking/today.html", context)

    def arrived(self, request: HttpRequest, booking_id: UUID) -> HttpResponse:
        try:
            visits.arrive(booking_id, by=account(request))
        except BookingError as error:
            messages.error(request, sentence(error))
        return redirect("admin:appointments_booking_today")
