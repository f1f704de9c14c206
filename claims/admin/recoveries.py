"""Taking back what was wrongly granted: proposed from the claim's page, confirmed, money back."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from claims.forms.recovery import ReceiptForm, RecoveryForm
from claims.models import Payout, Recovery
from claims.money import yuan
from claims.payouts import recovery as verbs
from claims.payouts.errors import PayoutError, WrongRecovery
from claims.payouts.refusals import sentence
from members.admin.pages import heading, in_place_of_a_form, titled
from members.models import User
from members.roles import Role
from members.signin import account

CHECKERS: Final = (Role.FIRST_CHECKER, Role.SECOND_CHECKER, Role.THIRD_CHECKER)


class StandingFilter(admin.SimpleListFilter):
    title = "进度"
    parameter_name = "standing"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Recovery]
    ) -> list[tuple[str, str]]:
        return [("proposed", "待确认"), ("owed", "待到账")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "proposed":
                return queryset.proposed()
            case "owed":
                return queryset.owed()
        return queryset


@admin.register(Recovery)
class RecoveryAdmin(admin.ModelAdmin[Recovery]):
    list_display = ["claim", "reason", "amount", "proposed_at", "standing"]
    list_filter = [StandingFilter]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-proposed_at"]

    class Media:
        css = {"all": ["css/money.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recovery]:
        return super().get_queryset(request).select_related("award__claim__member")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == StandingFilter.parameter_name

    @admin.display(description="申请编号")
    def claim(self, recovery: Recovery) -> str:
        return str(recovery.award.claim)

    @admin.display(description="应追回（元）")
    def amount(self, recovery: Recovery) -> str:
        return yuan(recovery.amount_fen)

    @admin.display(description="进度")
    def standing(self, recovery: Recovery) -> str:
        return standing(recovery)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("of/<uuid:payout_id>/", view(self.propose), name="claims_recovery_propose"),
            path("<uuid:pk>/confirm/", view(self.confirm), name="claims_recovery_confirm"),
            path("<uuid:pk>/drop/", view(self.drop), name="claims_recovery_drop"),
            path("<uuid:pk>/receive/", view(self.receive), name="claims_recovery_receive"),
            *super().get_urls(),
        ]

    changelist_view = titled("追回")

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what is asked back and what can be done now, in place of a form."""
        return self._page(request, pk, ReceiptForm(label_suffix=""))

    def propose(self, request: HttpRequest, payout_id: UUID) -> HttpResponse:
        """First of two."""
        rows = Payout.objects.select_related("award__claim__member")
        payout = get_object_or_404(rows, pk=payout_id)
        if not payout.rests:
            raise Http404
        unpaid = payout.state != Payout.State.PAID
        days = payout.award.paid_days.filter(voided=False).order_by("day")
        nights = [] if unpaid else list(days.values_list("day", flat=True))
        whole = {"fen": yuan(payout.amount_fen)} if unpaid else {}
        form = RecoveryForm(request.POST or None, nights=nights, initial=whole, label_suffix="")
        if unpaid:
            form.fields["fen"].label = "不再支付的金额（元）"
            form.fields["fen"].help_text = "全部补助日和一次性补助一并退回。"
        if form.is_valid():
            try:
                recovery = verbs.propose(payout.award_id, by=account(request), **form.cleaned_data)
            except WrongRecovery as refused:
                _tell(form, refused.problems)
            except PayoutError as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, f"{_what(unpaid=unpaid)}已提出，请另一位复核员确认。")
                return redirect("admin:claims_recovery_change", recovery.pk)
        context = {
            **heading(self, request, f"提出{_what(unpaid=unpaid)} {payout.award.claim}"),
            "payout": payout,
            "what": _what(unpaid=unpaid),
            "unpaid": unpaid,
            "form": form,
        }
        return render(request, "admin/claims/recovery/propose.html", context)

    def confirm(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Second of two."""
        try:
            recovery = verbs.confirm(pk, by=account(request))
        except Recovery.DoesNotExist:
            raise Http404 from None
        except PayoutError as refused:
            messages.error(request, sentence(refused))
        else:
            what = _what(unpaid=recovery.unpaid)
            messages.success(request, f"{what}已确认，已通知职工。")
        return redirect("admin:claims_recovery_change", pk)

    def drop(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Not confirmed after all: back to the claim, where it can be proposed anew."""
        try:
            award = verbs.drop(pk, by=account(request))
        except Recovery.DoesNotExist:
            raise Http404 from None
        except PayoutError as refused:
            messages.error(request, sentence(refused))
            return redirect("admin:claims_recovery_change", pk)
        messages.success(request, "提出的意见已撤回，没有变化。")
        return redirect("admin:claims_claim_change", award.claim_id)

    def receive(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The money is back."""
        form = ReceiptForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                verbs.receive(pk, form.cleaned_data["receipt"], by=account(request))
            except Recovery.DoesNotExist:
                raise Http404 from None
            except PayoutError as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, "到账已登记，追回办结。")
                return redirect("admin:claims_recovery_change", pk)
        return self._page(request, pk, form)

    def _page(self, request: HttpRequest, pk: UUID, form: forms.Form) -> HttpResponse:
        rows = Recovery.objects.select_related(
            "award__claim__member", "proposed_by", "confirmed_by", "received_by"
        )
        recovery, user = get_object_or_404(rows, pk=pk), account(request)
        payout = recovery.award.attempts[-1]
        unpaid = recovery.unpaid if recovery.confirmed_at else payout.state != Payout.State.PAID
        proposer = user.has_role(Role.FIRST_CHECKER, Role.SECOND_CHECKER)
        context = {
            **heading(self, request, f"{_what(unpaid=unpaid)} {recovery.award.claim}"),
            "recovery": recovery,
            "standing": standing(recovery),
            "unpaid": unpaid,
            "payout": payout,
            "bounced": payout.state == Payout.State.RETURNED,
            "form": form,
            "act": _act_of(recovery, user),
            "may_drop": proposer and recovery.confirmed_at is None,
            "reads_claim": user.has_role(*CHECKERS, Role.AUDITOR),
            "reads_payout": user.has_role(Role.CASHIER, Role.ACCOUNTANT, Role.AUDITOR),
        }
        return render(request, "admin/claims/recovery/detail.html", context)


def standing(recovery: Recovery) -> str:
    """Say in words how far it is."""
    if recovery.unpaid:
        return "已撤销，不再支付"
    if recovery.received_at:
        return "已到账"
    return "待到账" if recovery.confirmed_at else "待确认"


def _act_of(recovery: Recovery, user: User) -> str:
    """Name the act that waits for this person: confirm, receive, or none."""
    if recovery.confirmed_at is None:
        other = user.pk != recovery.proposed_by_id
        return "confirm" if other and user.has_role(Role.SECOND_CHECKER) else ""
    waits = not (recovery.received_at or recovery.unpaid)
    return "receive" if waits and user.has_role(Role.CASHIER) else ""


def _what(*, unpaid: bool) -> str:
    return "撤销" if unpaid else "追回"


def _tell(form: forms.Form, problems: dict[str, str]) -> None:
    for field, words in problems.items():
        form.add_error(field if field in form.fields else None, words)
