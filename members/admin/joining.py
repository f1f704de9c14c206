"""People who join without a unit: papers checked and fee taken by the teller of a station."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from members.admin.lookups import only_filters
from members.admin.pages import heading
from members.enrolment import alone
from members.errors import MemberError
from members.models import JoiningWindow, SelfEnrolment
from members.refusals import sentence
from members.signin import account

Status = SelfEnrolment.Status


class PapersForm(forms.Form):
    answer = forms.ChoiceField(
        label="核对结果",
        choices=[("accept", "资料齐全"), *SelfEnrolment.Refusal.choices],
        widget=forms.RadioSelect,
        help_text="不予办理的，选择原因，申请人会看到。",
        error_messages={"required": "请选择核对结果。"},
    )


class CounterForm(forms.Form):
    received = forms.DecimalField(
        label="收到金额（元）",
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="应与应缴金额一致，例如 60.00。",
        error_messages={"required": "请填写收到金额。", "invalid": "金额应为数字，例如 60.00。"},
    )
    voucher = forms.CharField(
        label="凭证号",
        help_text="收据或刷卡凭条的编号，登记后不能修改。",
        max_length=100,
        error_messages={"required": "请填写凭证号。"},
    )


@admin.register(SelfEnrolment)
class SelfEnrolmentAdmin(admin.ModelAdmin[SelfEnrolment]):
    list_display = ["name", "id_masked", "kind", "station", "status", "asked_at"]
    list_select_related = ["station"]
    list_filter = ["status", "station", "kind"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["name"]
    search_help_text = "姓名"
    fields = [
        "name",
        "id_masked",
        "kind",
        "employer",
        "station",
        "scheme",
        "status",
        "refusal",
        "asked_at",
        "papers_on",
        "decided_by",
        "paid_on",
        "voucher",
        "registered_by",
    ]
    readonly_fields = ["id_masked"]

    @admin.display(description="证件号码")
    def id_masked(self, asked: SelfEnrolment) -> str:
        return asked.masked_id

    def get_urls(self) -> list[URLPattern]:
        settle = path(
            "<uuid:request_id>/settle/",
            self.admin_site.admin_view(self.settle),
            name="members_selfenrolment_settle",
        )
        return [settle, *super().get_urls()]

    def settle(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        """The counter's page: first the papers, then the fee."""
        requests = SelfEnrolment.objects.select_related("station", "scheme", "user")
        asked = get_object_or_404(requests, pk=request_id)
        form: forms.Form | None = None
        if asked.status in SelfEnrolment.OPEN:
            kind = PapersForm if asked.status == Status.ASKED else CounterForm
            form = kind(request.POST or None)
        if form and form.is_valid():
            try:
                said = self._settled(request, asked, form.cleaned_data)
            except MemberError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, said)
                return redirect("admin:members_selfenrolment_settle", asked.pk)
        context = {
            **heading(self, request, "自主参保"),
            "asked": asked,
            "due": Decimal(asked.due_fen) / 100,
            "form": form,
        }
        return render(request, "admin/members/selfenrolment/settle.html", context)

    def _settled(self, request: HttpRequest, asked: SelfEnrolment, told: dict[str, Any]) -> str:
        user = account(request)
        if "received" in told:
            fen = int(told["received"] * 100)
            alone.register(asked.pk, received_fen=fen, voucher=told["voucher"], by=user)
            return "已登记缴费，保障自明天零时起生效。"
        if told["answer"] == "accept":
            alone.accept(asked.pk, by=user)
            return "资料齐全，请收取费用并登记。"
        alone.refuse(asked.pk, by=user, reason=SelfEnrolment.Refusal(told["answer"]))
        return "已登记为不予办理，原因已通知申请人。"


@admin.register(JoiningWindow)
class JoiningWindowAdmin(admin.ModelAdmin[JoiningWindow]):
    list_display = ["first", "last", "note", "opened_by"]
    list_select_related = ["opened_by"]
    lookup_allowed = only_filters
    fields = ["first", "last", "note"]

    def save_model(
        self,
        request: HttpRequest,
        obj: JoiningWindow,
        form: forms.ModelForm[JoiningWindow],
        *args: Any,
    ) -> None:
        obj.opened_by = account(request)
        super().save_model(request, obj, form, *args)
