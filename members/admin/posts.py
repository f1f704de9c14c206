"""Requests to act for a unit: approved or declined by the administrator."""

from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from members import posts
from members.admin.deciding import AnswerForm
from members.admin.lookups import only_filters
from members.admin.pages import heading
from members.errors import MemberError
from members.identity import mask_phone
from members.models import Cadre, CadreRequest, Unit
from members.refusals import sentence
from members.signin import account


class DecisionForm(AnswerForm):
    replaces = forms.BooleanField(
        label="接替原经办人",
        help_text="勾选后，这个单位原来的经办人从现在起不再经办，并会收到通知。",
        required=False,
    )
    field_order = ["answer", "replaces", "reason"]


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
            **heading(self, request, "审核经办申请"),
            "asked": asked,
            "phone": self.phone(asked),
            "unit": Unit.objects.filter(credit_code=asked.credit_code).first(),
            "cadres": acting.filter(unit__credit_code=asked.credit_code).select_related("user"),
            "form": form,
        }
        return render(request, "admin/members/cadrerequest/decide.html", context)
