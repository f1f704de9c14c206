"""Rosters: to be read; the cashier registers that a fee arrived."""

from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from members.admin.lookups import only_filters
from members.admin.pages import heading
from members.enrolment import enrol
from members.enrolment.kept import kept
from members.errors import MemberError
from members.models import EnrolmentBatch
from members.refusals import sentence
from members.signin import account


class FeeForm(forms.Form):
    paid_on = forms.DateField(
        label="到账日期",
        help_text="以银行回单为准，例如 2026-07-14。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写到账日期。", "invalid": "日期不正确，请核对。"},
    )
    received = forms.DecimalField(
        label="到账金额（元）",
        help_text="以银行回单为准，应与应缴金额一致，例如 1200.00。",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": "请填写到账金额。",
            "invalid": "金额应为数字，例如 1200.00。",
            "min_value": "金额不能小于0。",
            "max_digits": "金额过大，请核对。",
            "max_whole_digits": "金额过大，请核对。",
            "max_decimal_places": "金额最多两位小数，请核对。",
        },
    )
    voucher = forms.CharField(
        label="凭证号",
        help_text="银行回单或收据的编号，登记后不能修改。",
        max_length=100,
        error_messages={"required": "请填写凭证号。"},
    )

    def clean_paid_on(self) -> object:
        paid_on = self.cleaned_data["paid_on"]
        if paid_on > timezone.localdate():
            raise forms.ValidationError("到账日期不能晚于今天。")
        return paid_on


@admin.register(EnrolmentBatch)
class EnrolmentBatchAdmin(admin.ModelAdmin[EnrolmentBatch]):
    list_display = ["unit", "scheme", "status", "good_rows", "due", "uploaded_at", "paid_on"]
    list_select_related = ["unit", "scheme"]
    list_filter = ["status", "scheme"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["unit__name", "id__iendswith"]
    search_help_text = "单位名称，或汇款附言中的编号"
    fields = [
        "unit",
        "scheme",
        "gift",
        "status",
        "rows",
        "good_rows",
        "due",
        "uploaded_by",
        "uploaded_at",
        "papers_on",
        "paid_on",
        "voucher",
        "registered_by",
    ]
    readonly_fields = ["due", "uploaded_at"]

    @admin.display(description="应缴（元）", ordering="due_fen")
    def due(self, batch: EnrolmentBatch) -> str:
        return f"{batch.due:,.2f}"

    def get_urls(self) -> list[URLPattern]:
        pay = path(
            "<uuid:batch_id>/pay/",
            self.admin_site.admin_view(self.pay),
            name="members_enrolmentbatch_pay",
        )
        return [pay, *super().get_urls()]

    def pay(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Register the day on which the fee arrived; the roster takes effect with that."""
        batches = EnrolmentBatch.objects.select_related("unit", "scheme")
        batch = get_object_or_404(batches, pk=batch_id)
        form = FeeForm(request.POST or None)
        if form.is_valid():
            try:
                people = enrol.take_effect(
                    batch.pk,
                    received_fen=int(form.cleaned_data["received"] * 100),
                    paid_on=form.cleaned_data["paid_on"],
                    voucher=form.cleaned_data["voucher"],
                    by=account(request),
                )
            except MemberError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, f"已登记到账，{people}人参保生效。")
                return redirect("admin:members_enrolmentbatch_change", batch.pk)
        context = {
            **heading(self, request, "登记到账"),
            "batch": batch,
            "fees": kept(batch).fees() if batch.status == batch.Status.CONFIRMED else [],
            "form": form,
        }
        return render(request, "admin/members/enrolmentbatch/pay.html", context)
