"""Payouts, their books, and what the bank said: read-only, masked."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claims.models import BankReturn, BankReturnLine, LedgerEntry, Payout
from claims.money import capitals, yuan
from members.identity import mask_card, mask_name
from members.templatetags.words import day

SOON = timedelta(days=2)
"""How near the promised day is to be marked. Default, not sourced."""
ON_THE_WAY = (Payout.State.QUEUED, Payout.State.EXPORTED, Payout.State.UNKNOWN)


class PromiseFilter(admin.SimpleListFilter):
    title = "期限"
    parameter_name = "promise"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Payout]
    ) -> list[tuple[str, str]]:
        return [("late", "已超期"), ("soon", "两天内到期")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payout]) -> QuerySet[Payout]:
        today = timezone.localdate()
        promised = {
            "late": Q(due_on__lt=today),
            "soon": Q(due_on__range=(today, today + SOON)),
        }
        if self.value() not in promised:
            return queryset
        return queryset.filter(promised[self.value() or ""], state__in=ON_THE_WAY)


class EntryInline(admin.TabularInline[LedgerEntry, Payout]):
    model = LedgerEntry
    verbose_name_plural = "分录"
    fields = readonly_fields = ("at", "kind", "account", "debit", "credit")
    ordering = ["pk"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    @admin.display(description="借方（元）", empty_value="")
    def debit(self, entry: LedgerEntry) -> str | None:
        return yuan(entry.fen) if entry.fen > 0 else None

    @admin.display(description="贷方（元）", empty_value="")
    def credit(self, entry: LedgerEntry) -> str | None:
        return yuan(-entry.fen) if entry.fen < 0 else None


@admin.register(Payout)
class PayoutAdmin(admin.ModelAdmin[Payout]):
    list_display = ["bank_ref", "claim", "payee", "account", "amount", "state", "promise", "batch"]
    list_filter = ["state", PromiseFilter]
    list_select_related = ["award__claim", "batch"]
    list_per_page = 50
    ordering = ["due_on", "pk"]
    search_fields = ["bank_ref__exact", "award__claim__number__exact", "batch__number__exact"]
    search_help_text = "支付流水号、申请编号或批次号，须完整"
    fields = [
        "bank_ref",
        "claim",
        "state",
        "amount",
        "amount_in_capitals",
        "payee",
        "payee_bank",
        "account",
        "promise",
        "batch",
        "line_no",
        "settled_at",
        "bank_words",
    ]
    inlines = [EntryInline]

    @admin.display(description="申请编号")
    def claim(self, payout: Payout) -> str:
        return payout.award.claim.number or ""

    @admin.display(description="收款户名")
    def payee(self, payout: Payout) -> str:
        return mask_name(payout.payee_name)

    @admin.display(description="收款账号")
    def account(self, payout: Payout) -> str:
        return mask_card(payout.payee_account)

    @admin.display(description="金额（元）", ordering="amount_fen")
    def amount(self, payout: Payout) -> str:
        return yuan(payout.amount_fen)

    @admin.display(description="金额大写")
    def amount_in_capitals(self, payout: Payout) -> str:
        return capitals(payout.amount_fen)

    @admin.display(description="应付日期", ordering="due_on")
    def promise(self, payout: Payout) -> str:
        """Word the promised day, and say so when it is near or past."""
        left = (payout.due_on - timezone.localdate()).days
        if payout.state not in ON_THE_WAY or left > SOON.days:
            return day(payout.due_on)
        mark = f"已超期{-left}天" if left < 0 else f"{left}天后到期" if left else "今天到期"
        return f"{day(payout.due_on)} · {mark}"


class AnswerInline(admin.TabularInline[BankReturnLine, BankReturn]):
    model = BankReturnLine
    verbose_name_plural = "明细"
    fields = readonly_fields = ("line_no", "payout", "amount", "paid", "words")
    ordering = ["line_no"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankReturnLine]:
        return super().get_queryset(request).select_related("payout")

    @admin.display(description="金额（元）")
    def amount(self, line: BankReturnLine) -> str:
        return yuan(line.payout.amount_fen)


@admin.register(BankReturn)
class BankReturnAdmin(admin.ModelAdmin[BankReturn]):
    list_display = ["uploaded_at", "batch", "uploaded_by", "settled_at"]
    list_select_related = ["batch", "uploaded_by"]
    list_per_page = 50
    ordering = ["-uploaded_at"]
    search_fields = ["batch__number__exact"]
    search_help_text = "批次号，须完整"
    fields = ["batch", "uploaded_by", "uploaded_at", "settled_at", "sha256"]
    inlines = [AnswerInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankReturn]:
        return super().get_queryset(request).defer("content", "batch__content")
