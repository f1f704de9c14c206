"""The nightly look at the books: what it found, and the two people who clear it."""

import re
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from claims import reconciliation
from claims.forms.reconciliation import FoundForm
from claims.models import Payout, Reconciliation
from claims.payouts.errors import PayoutError
from claims.payouts.refusals import sentence
from members.admin.pages import heading, in_place_of_a_form, titled
from members.fields import KEY
from members.models import User
from members.roles import Role
from members.signin import account

OF_MONEY: Final = (Role.CASHIER, Role.ACCOUNTANT, Role.AUDITOR)
NUMBER: Final = re.compile(r"HZ[0-9]{15}|YBH-[0-9]{8}-[0-9]{7}")
"""How a break names a record: by its key, a payout by its reference or a claim by its number."""

HELD: Final = {
    "I01": "资金守恒：每笔分录借贷相等，每项核定的去向与账相符",
    "I02": "不重复支付：一项核定只有一笔有效支付",
    "I03": "不超上限：天数、日期、一次性补助均不重复",
    "I04": "双人办理：核定、封存、发布、核销均非一人",
    "I05": "办理步骤合规：每一步都在流程之内",
    "I06": "材料完好：每页图片都在，且与上传时一致",
    "I07": "不积压：消息、回盘均按时处理",
    "I08": "办理记录完整：没有缺漏和改动",
    "I09": "办理不留半截：一次办理的各项记录同时存在",
    "I10": "超期有记录：每笔超期支付都在对账中列出",
    "I11": "批次相符：笔数、合计、银行文件与封存时一致",
    "I12": "通知到人：每次应通知的都有消息",
    "I13": "信息保密：号码不以明文保存或发送",
    "I14": "预约不超号：一个号只给一人",
}
"""What each invariant holds, in the words of the office."""


@admin.register(Reconciliation)
class ReconciliationAdmin(admin.ModelAdmin[Reconciliation]):
    list_display = ["at", "found", "late_count", "explained_by", "cleared_by"]
    list_select_related = ["explained_by", "cleared_by"]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-at"]

    class Media:
        css = {"all": ["css/money.css"]}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False

    @admin.display(description="结果")
    def found(self, one: Reconciliation) -> str:
        if not one.breaks:
            return "相符"
        return f"差异{len(one.breaks)}项，{'待核销' if one.open else '已核销'}"

    @admin.display(description="超期支付（笔）")
    def late_count(self, one: Reconciliation) -> int:
        return len(one.late)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/explain/", view(self.explain), name="claims_reconciliation_explain"),
            path("<int:pk>/clear/", view(self.clear), name="claims_reconciliation_clear"),
            *super().get_urls(),
        ]

    changelist_view = titled("每日对账")

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was found and what two people said of it, in place of a form."""
        return self._page(request, pk, FoundForm(label_suffix=""))

    def explain(self, request: HttpRequest, pk: int) -> HttpResponse:
        """First of two."""
        done = "说明已记录，请审计员核销。"
        return self._act(request, pk, reconciliation.explain, done)

    def clear(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Second of two."""
        return self._act(request, pk, reconciliation.clear, "差异已核销，封存和下载恢复。")

    def _act(
        self, request: HttpRequest, pk: int, verb: Callable[..., Reconciliation], done: str
    ) -> HttpResponse:
        form = FoundForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                verb(pk, form.cleaned_data["words"], by=account(request))
            except PayoutError as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, done)
                return redirect("admin:claims_reconciliation_change", pk)
        return self._page(request, pk, form)

    def _page(self, request: HttpRequest, pk: int, form: FoundForm) -> HttpResponse:
        rows = Reconciliation.objects.select_related("explained_by", "cleared_by")
        one, user = get_object_or_404(rows, pk=pk), account(request)
        about = _payouts(one) if user.has_role(*OF_MONEY) else {}
        context = {
            **heading(self, request, f"对账 {one}"),
            "one": one,
            "found": [
                (HELD.get(row["invariant"], ""), row, about.get(row["what"], {}))
                for row in one.breaks
            ],
            "form": form,
            "act": _act_of(one, user),
        }
        return render(request, "admin/claims/reconciliation/detail.html", context)


def _payouts(one: Reconciliation) -> dict[str, dict[str, UUID]]:
    """The payouts that each break is about, by their references: by whatever it names them."""
    told = [break_["what"] for break_ in one.breaks]
    keys, numbers = (set(name.findall("\n".join(told))) for name in (KEY, NUMBER))
    rows = Payout.objects.filter(
        Q(pk__in=keys)
        | Q(award__in=keys)
        | Q(award__claim__in=keys)
        | Q(entries__posting__in=keys)
        | Q(bank_ref__in=numbers)
        | Q(award__claim__number__in=numbers)
    )
    named = "bank_ref", "pk", "award", "award__claim", "entries__posting", "award__claim__number"
    found: dict[str, dict[str, UUID]] = {what: {} for what in told}
    for row in rows.order_by("bank_ref").values_list(*named).distinct():
        names = [str(name) for name in row if name]
        for what in told:
            if any(name in what for name in names):
                found[what][row[0]] = row[1]
    return found


def _act_of(one: Reconciliation, user: User) -> str:
    """Name the act that waits for this person: explain, clear, or none."""
    if not one.open:
        return ""
    if user.has_role(Role.AUDITOR) and one.explained_by_id not in {None, user.pk}:
        return "clear"
    waits = user.has_role(Role.ACCOUNTANT) and one.explained_by_id is None
    return "explain" if waits else ""
