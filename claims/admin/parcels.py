"""Originals as they come in: the scanner's page, the register, and what a station sends on."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.admin.refusals import Refused, sentence
from claims.models import Claim, Parcel, Transfer
from claims.originals import arrivals, handing, receiving
from claims.states import AWAITING_ORIGINALS, Status
from members.admin.lookups import only_filters
from members.admin.pages import heading, in_place_of_a_form
from members.models import User
from members.signin import account

MOST: Final = 20
"""Arrivals that the scanner's page lists, and claims that one number may stand for."""
UNKNOWN: Final = (
    "没有找到“{scanned}”。请扫描封面上的二维码，或输入封面码、申请编号、职工登记的运单号；"
    "信封里没有封面的，请用姓名或身份证号码查找申请。"
)


def forwards(user: User) -> bool:
    """Whether the person's station takes originals in only to send them on."""
    return bool(user.station and user.station.hands_on and not user.station.takes_originals)


@admin.register(Parcel)
class ParcelAdmin(admin.ModelAdmin[Parcel]):
    list_display = ["open_claim", "member_masked", "way", "how", "registered_at", "arrived"]
    list_display_links = None
    list_filter = ["way"]
    list_select_related = ["claim__member", "station", "received_by", "transfer"]
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ()
    ordering = ["-registered_at"]
    lookup_allowed = only_filters
    actions = None
    empty_value_display = ""

    def get_urls(self) -> list[URLPattern]:
        scanned = self.admin_site.admin_view(scan)
        return [path("scan/", scanned, name="claims_parcel_scan"), *super().get_urls()]

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """A parcel has no page of its own: its claim's page tells of it."""
        parcel = get_object_or_404(self.get_queryset(request), pk=pk)
        return redirect("admin:claims_claim_shelf", parcel.claim_id)

    @admin.display(description="申请编号")
    def open_claim(self, parcel: Parcel) -> str:
        link = reverse("admin:claims_claim_change", args=[parcel.claim_id])
        return format_html('<a href="{}">{}</a>', link, parcel.claim)

    @admin.display(description="职工")
    def member_masked(self, parcel: Parcel) -> str:
        return parcel.claim.member.masked_name

    @admin.display(description="怎样送来")
    def how(self, parcel: Parcel) -> str:
        if parcel.station is None:
            return f"{parcel.courier} {parcel.number}".strip()
        return f"{parcel.station}，{'已转送' if parcel.transfer_id else '待转送'}"

    @admin.display(description="签收")
    def arrived(self, parcel: Parcel) -> str:
        if parcel.received_at is None:
            return "在途"
        at = timezone.localtime(parcel.received_at)
        return f"{at:%Y-%m-%d %H:%M} {parcel.received_by}"


def scan(request: HttpRequest) -> HttpResponse:
    """Sign in what the scanner reads, one after the other; show the claim it belongs to."""
    user, several = account(request), []
    if request.method == "POST":
        scanned = request.POST.get("scanned", "").strip()
        several = list(arrivals.fitting(scanned)[:MOST]) if scanned else []
        if len(several) == 1:
            return _signed_in(request, several[0], user)
        if not several:
            shown = scanned[:40]
            messages.error(request, UNKNOWN.format(scanned=shown) if shown else "请扫描或输入。")
            return redirect("admin:claims_parcel_scan")
        messages.warning(request, "这个运单号登记了几份申请，请对照信封里的材料逐份签收。")
    claim = _shown(request.GET.get("claim"))
    context = {
        **admin.site.each_context(request),
        "opts": Parcel._meta,  # noqa: SLF001 - Django's documented door
        "title": "代收原件" if forwards(user) else "原件扫码签收",
        "forwards": forwards(user),
        "several": several,
        "claim": claim,
        "parcel": claim.parcels.select_related("station", "received_by").first() if claim else None,
        "to_compare": claim is not None and claim.status == Status.RECEIVED,
        "today": _today(user),
    }
    return render(request, "admin/claims/parcel/scan.html", context)


def _signed_in(request: HttpRequest, claim: Claim, user: User) -> HttpResponse:
    try:
        if forwards(user):
            handing.take_in(claim.pk, by=user)
            messages.success(request, f"已代收：{claim.number}")
        else:
            receiving.receive(claim.pk, by=user)
            messages.success(request, f"已签收：{claim.number}")
    except Refused as error:
        messages.warning(request, f"{claim.number}：{_refusal(claim, error)}")
    return redirect(f"{reverse('admin:claims_parcel_scan')}?claim={claim.pk}")


def _refusal(claim: Claim, error: Exception) -> str:
    """Say who signed it in before, where somebody did."""
    before = receiving.received(claim)
    if claim.status in AWAITING_ORIGINALS or before is None or before.received_at is None:
        return sentence(error)
    at = timezone.localtime(before.received_at)
    return f"原件已于{at:%Y-%m-%d %H:%M}由{before.received_by}签收，不用再签。"


def _shown(key: str | None) -> Claim | None:
    try:
        claims = Claim.objects.seen_by_office().select_related("member", "station")
        return claims.filter(pk=UUID(key)).first() if key else None
    except ValueError:
        return None


def _today(user: User) -> QuerySet[Parcel]:
    """What the person signed in or took in today, the last first."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = (
        Q(handed_by=user, handed_at__gte=midnight)
        if forwards(user)
        else Q(received_by=user, received_at__gte=midnight)
    )
    last = "-handed_at" if forwards(user) else "-received_at"
    return Parcel.objects.filter(mine).select_related("claim__member").order_by(last)[:MOST]


class TransferForm(forms.Form):
    parcels = forms.ModelMultipleChoiceField(
        label="要转送的原件",
        queryset=Parcel.objects.none(),
        error_messages={"required": "请至少选择一件原件。"},
    )
    words = forms.CharField(
        label="怎样运送",
        max_length=100,
        help_text="例如快递运单号，或送件人姓名。",
        error_messages={"required": "请写明由谁、怎样运送。"},
    )


@admin.register(Transfer)
class TransferAdmin(admin.ModelAdmin[Transfer]):
    list_display = ["__str__", "words", "sent_by", "many", "come"]
    list_filter = ["station"]
    list_select_related = ["station", "sent_by"]
    list_per_page = 50
    lookup_allowed = only_filters
    actions = None
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transfer]:
        come = Count("parcels", filter=Q(parcels__received_at__isnull=False))
        return super().get_queryset(request).annotate(sent=Count("parcels"), come=come)

    def get_urls(self) -> list[URLPattern]:
        here = self.admin_site.admin_view(self.held)
        return [path("held/", here, name="claims_transfer_held"), *super().get_urls()]

    @admin.display(description="件数")
    def many(self, transfer: Any) -> int:
        return int(transfer.sent)

    @admin.display(description="已签收")
    def come(self, transfer: Any) -> str:
        missing = transfer.sent - transfer.come
        if not missing:
            return "全部"
        return format_html('<span class="late">还有{}件未到</span>', missing)

    def held(self, request: HttpRequest) -> HttpResponse:
        """What lies at the person's station; by POST send what is chosen on, all together."""
        user = account(request)
        held = Parcel.objects.held_at(user.station) if forwards(user) else Parcel.objects.none()
        form = TransferForm(request.POST or None)
        form.fields["parcels"].queryset = held  # type: ignore[attr-defined]
        if form.is_valid():
            keys = [parcel.pk for parcel in form.cleaned_data["parcels"]]
            try:
                transfer = handing.send_on(keys, form.cleaned_data["words"], by=user)
            except Refused as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, f"已登记转送{len(keys)}件，请打印交接单随原件一起送出。")
                return redirect("admin:claims_transfer_change", transfer.pk)
        context = {
            **heading(self, request, "转送原件"),
            "forwards": forwards(user),
            "station": user.station,
            "held": held,
            "form": form,
        }
        return render(request, "admin/claims/transfer/held.html", context)

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The sheet that goes with the originals: what was sent, and what has come."""
        transfer = get_object_or_404(self.get_queryset(request), pk=pk)
        context = {
            **heading(self, request, "原件交接单"),
            "transfer": transfer,
            "parcels": transfer.parcels.select_related("claim__member", "received_by").order_by(
                "handed_at"
            ),
        }
        return render(request, "admin/claims/transfer/change_form.html", context)
