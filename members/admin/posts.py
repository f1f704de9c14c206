"""Requests to act for a unit: approved or declined by the administrator."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from members import posts
from members.admin.lookups import only_filters
from members.errors import MemberError
from members.identity import mask_phone
from members.models import Cadre, CadreRequest, Unit
from members.refusals import sentence
from members.signin import account


class DecisionForm(forms.Form):
    answer = forms.ChoiceField(
        label="审核结果",
        choices=[("approve", "同意"), ("decline", "不同意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或不同意。"},
    )
    replaces = forms.BooleanField(
        label="接替原经办人",
        help_text="勾选后，这个单位原来的经办人从现在起不再经办，并会收到通知。",
        required=False,
    )
    reason = forms.CharField(
        label="审核意见",
        help_text="不同意时必填，申请人会看到。",
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("answer") == "decline" and not told.get("reason"):
            self.add_error("reason", "请写明不同意的原因。")
        return told


@admin.register(CadreRequest)
class CadreRequestAdmin(admin.ModelAdmin[CadreRequest]):
    list_display = ["unit_name", "credit_code", "name", "asked_at", "status"]
    list_filter = ["status"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["unit_name", "credit_code"]
    search_help_text = "单位名称或统一社会信用代码"
    fields = [
        "unit_name",
        "credit_code",
        "name",
        "phone",
        "words",
        "asked_at",
        "status",
        "replaces",
        "reason",
        "decided_by",
        "decided_at",
    ]
    readonly_fields = ["phone"]

    @admin.display(description="手机号码")
    def phone(self, request: CadreRequest) -> str:
        return mask_phone(request.user.phone)

    def get_urls(self) -> list[URLPattern]:
        decide = path(
            "<uuid:request_id>/decide/",
            self.admin_site.admin_view(self.decide),
            name="members_cadrerequest_decide",
        )
        return [decide, *super().get_urls()]

    def decide(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        """Approve or decline a request, beside the unit as it is registered and its cadres."""
        asked = get_object_or_404(CadreRequest.objects.select_related("user"), pk=request_id)
        form = DecisionForm(request.POST or None)
        if form.is_valid():
            told = form.cleaned_data
            try:
                if told["answer"] == "approve":
                    posts.approve(
                        asked.pk,
                        by=account(request),
                        replaces=told["replaces"],
                        reason=told["reason"],
                    )
                else:
                    posts.decline(asked.pk, by=account(request), reason=told["reason"])
            except MemberError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, "已审核，结果已通知申请人。")
                return redirect("admin:members_cadrerequest_changelist")
        acting = Cadre.objects.on(timezone.localdate())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "审核经办申请",
            "asked": asked,
            "phone": self.phone(asked),
            "unit": Unit.objects.filter(credit_code=asked.credit_code).first(),
            "cadres": acting.filter(unit__credit_code=asked.credit_code).select_related("user"),
            "form": form,
        }
        return render(request, "admin/members/cadrerequest/decide.html", context)
