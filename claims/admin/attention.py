"""What the office does about a single payout: take it out, ask for a ruling, look at an account."""

from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from claims.admin.refusals import sentence as claim_sentence
from claims.forms.payouts import RulingForm, WordsForm
from claims.models import AccountChange, Payout, Ruling
from claims.payouts import accounts, batches, rulings
from claims.payouts.errors import PayoutError, UnfitField
from claims.payouts.refusals import sentence
from members.admin.pages import heading, in_place_of_a_form
from members.identity import luhn_ok, mask_card, mask_name
from members.models import User
from members.roles import Role
from members.signin import account
from members.workdays import CalendarUnknown

SAYS: Final = {
    Ruling.Kind.DUE_ON: (
        "填写今天或以后的工作日。另一位工作人员确认后，应付日期更改，并通知职工。"
    ),
    Ruling.Kind.RELEASE: "另一位工作人员确认后，解除暂缓，支付随下一批次送银行。",
    Ruling.Kind.UNKNOWN: "标记为结果不明。系统不会自动重发；查对银行对账单后，再由两人确认结果。",
    Ruling.Kind.PAID: "请填写对账单的日期和流水号。另一位工作人员确认后，记为已支付。",
    Ruling.Kind.FAILED: "请填写查询依据。另一位工作人员确认后，记为支付未成功，由职工更正账户。",
}
"""What will happen, in one sentence."""


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of this module, below those of payouts."""
    view = site.admin_view
    return [
        path("<uuid:payout_id>/take-out/", view(take_out), name="claims_payout_take_out"),
        path("<uuid:payout_id>/rule/<slug:kind>/", view(rule), name="claims_payout_rule"),
        path("rulings/<uuid:ruling_id>/", view(decide), name="claims_ruling_decide"),
    ]


def about(payout: Payout, user: User) -> dict[str, Any]:
    """What stands on a payout's page of holds and rulings, and what the person may do."""
    ruled = list(payout.rulings.select_related("asked_by", "confirmed_by"))
    pending = next((ruling for ruling in ruled if ruling.open), None)
    held = payout.holds.open().filter(until=None).exists()
    money = user.has_role(Role.CASHIER, Role.ACCOUNTANT)
    kinds = [k for k, states in rulings.OPEN_IN.items() if payout.state in states]
    return {
        "holds": payout.holds.select_related("placed_by", "lifted"),
        "rulings": ruled,
        "pending": pending,
        "may_confirm": money and pending is not None and pending.asked_by_id != user.pk,
        "may_drop": money and pending is not None,
        "may_take_out": money and payout.batch is not None and payout.batch.sealed_at is None,
        "kinds": [
            kind
            for kind in kinds
            if money and pending is None and (held or kind != Ruling.Kind.RELEASE)
        ],
    }


def take_out(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """Take a payout out of its batch, with a reason."""
    payout = _payout(payout_id)
    form = WordsForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            batch = batches.take_out(payout.pk, by=account(request), words=words)
        except PayoutError as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, "支付已从批次中取出并暂缓；批次须重新制单。")
            return redirect("admin:claims_payoutbatch_change", batch.pk)
    says = "支付从批次中取出并暂缓，两人解除后才会再送银行；批次已制单的，须重新制单。"
    return _page(request, payout, "从批次中取出", says, form)


def rule(request: HttpRequest, payout_id: UUID, kind: str) -> HttpResponse:
    """Ask for a ruling of a payout."""
    if kind not in Ruling.Kind.values:
        raise Http404
    what, payout = Ruling.Kind(kind), _payout(payout_id)
    form = RulingForm(what, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            rulings.ask(payout.pk, what, by=account(request), **form.cleaned_data)
        except PayoutError as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, f"已记录：{what.label}。")
            return redirect("admin:claims_payout_change", payout.pk)
    return _page(request, payout, what.label, SAYS[what], form)


def decide(request: HttpRequest, ruling_id: UUID) -> HttpResponse:
    """Confirm a ruling, or let it go."""
    ruling = get_object_or_404(Ruling, pk=ruling_id)
    verb = rulings.confirm if request.POST.get("decision") == "confirm" else rulings.drop
    try:
        verb(ruling.pk, by=account(request))
    except PayoutError as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, "已确认。" if verb is rulings.confirm else "已撤销，没有变化。")
    return redirect("admin:claims_payout_change", ruling.payout_id)


@admin.register(AccountChange)
class AccountChangeAdmin(admin.ModelAdmin[AccountChange]):
    list_display = ["given_at", "claim", "payee", "due_on", "standing"]
    list_select_related = ["payout__award__claim", "decided_by"]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-given_at"]

    class Media:
        css = {"all": ["css/money.css"]}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccountChange]:
        return super().get_queryset(request).select_related("payout__award__claim__member")

    @admin.display(description="申请编号")
    def claim(self, change: AccountChange) -> str:
        return str(change.payout.award.claim)

    @admin.display(description="更正为")
    def payee(self, change: AccountChange) -> str:
        return f"{mask_name(change.name)} {mask_card(change.account)}"

    @admin.display(description="进度")
    def standing(self, change: AccountChange) -> str:
        if change.approved is None:
            return "待核对"
        return "已通过" if change.approved else "已退回职工"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.decide))
        name = "claims_accountchange_decide"
        return [path("<uuid:change_id>/decide/", view, name=name), *super().get_urls()]

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what came back and what is given instead, with the two buttons."""
        change = get_object_or_404(self.get_queryset(request), pk=pk)
        return self._page(request, change, WordsForm(label_suffix=""))

    def decide(self, request: HttpRequest, change_id: UUID) -> HttpResponse:
        """Approve a corrected account, or ask the member again."""
        change = get_object_or_404(self.get_queryset(request), pk=change_id)
        by, words = account(request), request.POST.get("words", "")
        try:
            if request.POST.get("decision") == "approve":
                accounts.approve(change.pk, by=by)
                messages.success(request, "账户已核对，已生成新的支付，72小时后随批次送银行。")
            else:
                accounts.turn_down(change.pk, words, by=by)
                messages.success(request, "已退回职工重新填写。")
        except (UnfitField, CalendarUnknown) as refused:
            messages.error(request, claim_sentence(refused))
        except PayoutError as refused:
            messages.error(request, sentence(refused))
        return redirect("admin:claims_accountchange_change", change.pk)

    def _page(self, request: HttpRequest, change: AccountChange, form: WordsForm) -> HttpResponse:
        member = change.payout.award.claim.member
        context = {
            **heading(self, request, f"账户更正 {change.payout.award.claim}"),
            "change": change,
            "failed": change.payout,
            "form": form,
            "name_agrees": change.name == member.name,
            "digits_agree": luhn_ok(change.account),
            "same_as_before": change.account == change.payout.payee_account,
            "accountant": account(request).has_role(Role.ACCOUNTANT),
        }
        return render(request, "admin/claims/accountchange/detail.html", context)


def _payout(payout_id: UUID) -> Payout:
    return get_object_or_404(Payout.objects.select_related("batch", "award__claim"), pk=payout_id)


def _page(
    request: HttpRequest, payout: Payout, title: str, says: str, form: WordsForm
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "opts": Payout._meta,  # noqa: SLF001 - Django's documented door
        "title": f"{title} {payout.bank_ref}",
        "payout": payout,
        "says": says,
        "act": title,
        "form": form,
    }
    return render(request, "admin/claims/payout/ask.html", context)
