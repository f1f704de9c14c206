"""The pages of a batch: what is in it, taking it on, sealing it, its file, the bank's answer."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from claims.forms.payouts import ReturnForm, SealForm
from claims.models import BankReturn, Payout, PayoutBatch
from claims.money import yuan
from claims.payouts import batches, returns, sending
from claims.payouts.errors import PayoutError, Problem, ReturnMismatch, UnreadableReturn
from claims.payouts.formats import FORMATS
from claims.payouts.refusals import sentence
from members.admin.pages import heading, in_place_of_a_form, titled
from members.models import User
from members.roles import Role
from members.signin import account, address


@admin.register(PayoutBatch)
class PayoutBatchAdmin(admin.ModelAdmin[PayoutBatch]):
    list_display = ["number", "standing", "count", "total", "collected_at", "maker", "sealer"]
    list_select_related = ["prepared_by", "sealed_by"]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-collected_at"]
    search_fields = ["number__exact"]
    search_help_text = "批次号，须完整"

    class Media:
        css = {"all": ["css/money.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayoutBatch]:
        answered = Count("payouts", filter=Q(payouts__state__in=Payout.OVER))
        return super().get_queryset(request).defer("content").annotate(answered=answered)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False

    @admin.display(description="进度")
    def standing(self, batch: PayoutBatch) -> str:
        return standing(batch, answered=getattr(batch, "answered", 0))

    @admin.display(description="合计（元）")
    def total(self, batch: PayoutBatch) -> str:
        return yuan(batch.total_fen)

    @admin.display(description="制单人", empty_value="—")
    def maker(self, batch: PayoutBatch) -> User | None:
        return batch.prepared_by

    @admin.display(description="封存人", empty_value="—")
    def sealer(self, batch: PayoutBatch) -> User | None:
        return batch.sealed_by

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<uuid:batch_id>/prepare/",
                view(self.prepare),
                name="claims_payoutbatch_prepare",
            ),
            path("<uuid:batch_id>/seal/", view(self.seal), name="claims_payoutbatch_seal"),
            path("<uuid:batch_id>/file/", view(self.file), name="claims_payoutbatch_file"),
            path("<uuid:batch_id>/return/", view(self.upload), name="claims_bankreturn_upload"),
            *super().get_urls(),
        ]

    changelist_view = titled("支付批次")

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show the batch and all that is in it; what can be done now, as buttons."""
        batch = self._batch(pk)
        return self._page(request, "detail", batch, f"支付批次 {batch.number}")

    def prepare(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Take the batch on."""
        batch = self._batch(batch_id)
        if request.method == "POST":
            try:
                batches.prepare(batch.pk, by=account(request))
            except PayoutError as refused:
                messages.error(request, sentence(refused))
            else:
                messages.success(request, "制单完成，请由另一位支付复核员核对并封存。")
            return redirect("admin:claims_payoutbatch_change", batch.pk)
        return self._page(request, "prepare", batch, f"制单 {batch.number}")

    def seal(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Check the batch and seal it."""
        batch = self._batch(batch_id)
        form = SealForm(request.POST if request.method == "POST" else None, label_suffix="")
        if form.is_valid():
            count, total_fen = form.cleaned_data["count"], form.cleaned_data["total"]
            try:
                batches.seal(batch.pk, by=account(request), count=count, total_fen=total_fen)
            except PayoutError as refused:
                form.add_error(None, ValidationError(sentence(refused)))
            else:
                messages.success(request, "批次已封存，银行文件已生成，可以下载。")
                return redirect("admin:claims_payoutbatch_change", batch.pk)
        return self._page(request, "seal", batch, f"封存 {batch.number}", form=form)

    def file(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Hand out the bank file."""
        batch = self._batch(batch_id)
        try:
            content = batches.file(batch.pk, by=account(request), address=address(request))
        except PayoutError as refused:
            messages.error(request, sentence(refused))
            return redirect("admin:claims_payoutbatch_change", batch.pk)
        name = f"{batch.number}.{FORMATS[batch.format].suffix}"
        return HttpResponse(
            content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def upload(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Take up the bank's answer: all of it, or nothing and every problem by its line."""
        batch = self._batch(batch_id)
        posted = request.method == "POST"
        data, files = (request.POST, request.FILES) if posted else (None, None)
        form = ReturnForm(data, files, label_suffix="")
        problems: Sequence[Problem] = ()
        if form.is_valid():
            try:
                received = returns.take_up(batch.pk, form.content(), by=account(request))
            except PayoutError as refused:
                form.add_error(None, ValidationError(sentence(refused)))
                if isinstance(refused, UnreadableReturn | ReturnMismatch):
                    problems = refused.problems
            else:
                messages.success(request, _taken_up(received))
                return redirect("admin:claims_payoutbatch_change", batch.pk)
        title = f"上传回盘 {batch.number}"
        return self._page(request, "upload", batch, title, form=form, problems=problems)

    def _batch(self, batch_id: UUID) -> PayoutBatch:
        rows = PayoutBatch.objects.select_related("prepared_by", "sealed_by").defer("content")
        return get_object_or_404(rows, pk=batch_id)

    def _page(
        self, request: HttpRequest, name: str, batch: PayoutBatch, title: str, **more: object
    ) -> HttpResponse:
        payouts = list(batch.payouts.order_by("line_no", "due_on", "pk"))
        states = Counter(payout.state for payout in payouts)
        answered = sum(states[state] for state in Payout.OVER)
        user = account(request)
        context = {
            **heading(self, request, title),
            "batch": batch,
            "payouts": payouts,
            "standing": standing(batch, answered=answered),
            "send_by": None if batch.sealed_at or not payouts else _send_by(payouts),
            "today": timezone.localdate(),
            "states": [(Payout.State(state).label, n) for state, n in sorted(states.items())],
            "unanswered": states[Payout.State.EXPORTED] if answered else 0,
            "returns": batch.returns.select_related("uploaded_by").defer("content"),
            "cashier": user.has_role(Role.CASHIER),
            "accountant": user.has_role(Role.ACCOUNTANT),
            "own": batch.prepared_by_id == user.pk,
            **more,
        }
        return render(request, f"admin/claims/payoutbatch/{name}.html", context)


def standing(batch: PayoutBatch, *, answered: int) -> str:
    """Say in words how far a batch is."""
    if batch.prepared_at is None:
        return "待制单"
    if batch.sealed_at is None:
        return "待封存"
    if answered >= batch.count:
        return "已回盘"
    if answered:
        return f"部分回盘（{answered}/{batch.count}）"
    return "已送银行" if batch.downloaded_at else "已封存，待下载"


def _send_by(payouts: Sequence[Payout]) -> date | None:
    return sending.last_day(min(payout.due_on for payout in payouts))


def _taken_up(received: BankReturn) -> str:
    paid = received.lines.filter(paid=True).count()
    failed = received.lines.filter(paid=False).count()
    return f"回盘已入账：成功{paid}笔，未成功{failed}笔。"
