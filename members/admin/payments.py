"""Orders to pay online: to be read; the cashier notes what became of money that was held."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from members.admin.lookups import only_filters
from members.enrolment import online
from members.errors import MemberError
from members.models import FeeOrder
from members.refusals import sentence
from members.signin import account


class ClearForm(forms.Form):
    how = forms.CharField(
        label="核实结果",
        help_text="写明怎样处理，例如“已原路退款，退款流水号……”“已按回单登记到账”。登记后不能修改。",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "请写明核实结果。",
            "max_length": "核实结果请不要超过200个字。",
        },
    )


class Standing(admin.SimpleListFilter):
    title = "核实"
    parameter_name = "standing"

    def lookups(self, *_: Any) -> Sequence[tuple[str, str]]:
        return [("held", "待核实"), ("cleared", "已核实")]

    def queryset(self, _: HttpRequest, queryset: QuerySet[FeeOrder]) -> QuerySet[FeeOrder]:
        match self.value():
            case "held":
                return queryset & FeeOrder.objects.held()
            case "cleared":
                return queryset.exclude(cleared_at=None)
        return queryset


@admin.register(FeeOrder)
class FeeOrderAdmin(admin.ModelAdmin[FeeOrder]):
    list_display = ["reference", "payer", "due", "status", "held_for", "paid_at"]
    list_select_related = ["batch__unit", "joining"]
    list_filter = [Standing, "status"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["number", "partner_number"]
    search_help_text = "订单号或支付流水号"
    fields = [
        "number",
        "payer",
        "due",
        "asked_by",
        "asked_at",
        "status",
        "paid",
        "paid_at",
        "partner_number",
        "held_for",
        "cleared_how",
        "cleared_by",
        "cleared_at",
    ]
    readonly_fields = ["payer", "due", "paid"]

    @admin.display(description="订单号")
    def reference(self, order: FeeOrder) -> str:
        return order.reference

    @admin.display(description="缴费人")
    def payer(self, order: FeeOrder) -> str:
        return order.payer

    @admin.display(description="应付（元）", ordering="due_fen")
    def due(self, order: FeeOrder) -> str:
        return f"{order.due:,.2f}"

    @admin.display(description="实付（元）", ordering="paid_fen")
    def paid(self, order: FeeOrder) -> str:
        return "" if order.paid is None else f"{order.paid:,.2f}"

    def get_urls(self) -> list[URLPattern]:
        clear = path(
            "<uuid:order_id>/clear/",
            self.admin_site.admin_view(self.clear),
            name="members_feeorder_clear",
        )
        return [clear, *super().get_urls()]

    def clear(self, request: HttpRequest, order_id: UUID) -> HttpResponse:
        """Note what became of money that was held."""
        orders = FeeOrder.objects.select_related("batch__unit", "joining", "cleared_by")
        order = get_object_or_404(orders.exclude(held_for=""), pk=order_id)
        form = ClearForm(request.POST or None)
        if form.is_valid():
            try:
                online.clear(order.pk, by=account(request), how=form.cleaned_data["how"])
            except MemberError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, "已登记核实结果。")
                return redirect("admin:members_feeorder_change", order.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "核实在线缴费",
            "order": order,
            "form": form,
        }
        return render(request, "admin/members/feeorder/clear.html", context)
