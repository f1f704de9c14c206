"""Payouts, their books, and what the bank said: read-only, masked."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern
from django.utils import timezone

from claims.admin import attention, reports
from claims.models import BankReturn, Hold, Payout, Ruling
from claims.money import yuan
from claims.promise import owed
from claims.promise.deadlines import answers_late_since
from members import days
from members.admin.pages import heading, in_place_of_a_form, titled
from members.identity import mask_card, mask_name
from members.signin import account

MARKED: Final = timedelta(days=2)
"""How near a promised day is to be counted down in lists."""


class PromiseFilter(admin.SimpleListFilter):
    title = "期限"
    parameter_name = "promise"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Payout]
    ) -> list[tuple[str, str]]:
        return [
            *owed.LABELS.items(),
            ("unanswered", "银行未回复"),
            ("held", "暂缓中"),
            ("asked", "处理待确认"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "unanswered":
            before = answers_late_since()
            return queryset.unanswered(before) if before else queryset.none()
        if self.value() == "held":
            held = Hold.objects.open().filter(payout=OuterRef("pk"))
            return queryset.filter(Exists(held), state=Payout.State.QUEUED)
        if self.value() == "asked":
            return queryset.filter(Exists(Ruling.objects.pending().filter(payout=OuterRef("pk"))))
        if self.value() in owed.LABELS:
            return queryset.filter(owed.rows(self.value() or "", timezone.localdate()))
        return queryset


@admin.register(Payout)
class PayoutAdmin(admin.ModelAdmin[Payout]):
    list_display = ["bank_ref", "promise", "payee", "amount", "state"]
    list_filter = ["state", PromiseFilter]
    list_per_page = 50
    sortable_by = ()
    ordering = ["due_on", "pk"]
    search_fields = ["bank_ref__exact", "award__claim__number__exact", "batch__number__exact"]
    search_help_text = "支付流水号、申请编号或批次号，须完整"

    class Media:
        css = {"all": ["css/money.css"]}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the two filters: any other lookup would tell what is masked."""
        return lookup in {"state__exact", PromiseFilter.parameter_name}

    def get_urls(self) -> list[URLPattern]:
        return [
            *attention.urls(self.admin_site),
            *reports.urls(self.admin_site),
            *super().get_urls(),
        ]

    changelist_view = titled("支付")

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show one payout and its entries, in place of a form."""
        payout = get_object_or_404(self.get_queryset(request), pk=pk)
        context = {
            **heading(self, request, f"支付 {payout.bank_ref}"),
            "payout": payout,
            "promise": promise(payout),
            "entries": payout.entries.order_by("pk"),
            "attempts": payout.award.payouts.exclude(pk=payout.pk).order_by("attempt"),
            **attention.about(payout, account(request)),
        }
        return render(request, "admin/claims/payout/detail.html", context)

    @admin.display(description="收款人")
    def payee(self, payout: Payout) -> str:
        return f"{mask_name(payout.payee_name)} {mask_card(payout.payee_account)}"

    @admin.display(description="金额（元）")
    def amount(self, payout: Payout) -> str:
        return yuan(payout.amount_fen)

    @admin.display(description="应付日期")
    def promise(self, payout: Payout) -> str:
        return promise(payout)


def promise(payout: Payout) -> str:
    """Word the promised day, and say so when it is near or past."""
    left = (payout.due_on - timezone.localdate()).days
    if payout.state not in owed.STATES:
        return days.in_full(payout.due_on)
    if left > MARKED.days:
        return days.with_weekday(payout.due_on)
    mark = f"已超期{-left}天" if left < 0 else f"{left}天后到期" if left else "今天到期"
    return f"{days.with_weekday(payout.due_on)} · {mark}"


@admin.register(BankReturn)
class BankReturnAdmin(admin.ModelAdmin[BankReturn]):
    list_display = ["uploaded_at", "batch", "uploaded_by", "settled_at"]
    list_select_related = ["batch", "uploaded_by"]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-uploaded_at"]
    search_fields = ["batch__number__exact"]
    search_help_text = "批次号，须完整"

    class Media:
        css = {"all": ["css/money.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankReturn]:
        return super().get_queryset(request).defer("content", "batch__content")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False

    changelist_view = titled("银行回盘")

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what the bank said, line by line, in place of a form."""
        received = get_object_or_404(self.get_queryset(request), pk=pk)
        context = {
            **heading(self, request, f"银行回盘 {received.batch.number}"),
            "received": received,
            "lines": received.lines.select_related("payout").order_by("line_no"),
        }
        return render(request, "admin/claims/bankreturn/detail.html", context)
