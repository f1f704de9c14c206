"""Units' own systems: approved, declined or revoked by the administrator. No token is seen here."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from members import systems
from members.admin.deciding import AnswerForm
from members.admin.lookups import only_filters
from members.admin.pages import heading
from members.errors import MemberError
from members.models import UnitSystem
from members.refusals import sentence
from members.signin import account


@admin.register(UnitSystem)
class UnitSystemAdmin(admin.ModelAdmin[UnitSystem]):
    list_display = ["unit", "name", "status", "asked_by", "asked_at", "handed_at"]
    list_select_related = ["unit", "asked_by"]
    list_filter = ["status"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["unit__name", "name"]
    search_help_text = "单位或系统名称"
    fields = [
        "unit",
        "name",
        "status",
        "asked_by",
        "asked_at",
        "decided_by",
        "decided_at",
        "reason",
        "acts_as",
        "handed_at",
        "revoked_by",
        "revoked_at",
    ]

    def get_urls(self) -> list[URLPattern]:
        decide = path(
            "<uuid:system_id>/decide/",
            self.admin_site.admin_view(self.decide),
            name="members_unitsystem_decide",
        )
        revoke = path(
            "<uuid:system_id>/revoke/",
            self.admin_site.admin_view(self.revoke),
            name="members_unitsystem_revoke",
        )
        return [decide, revoke, *super().get_urls()]

    def decide(self, request: HttpRequest, system_id: UUID) -> HttpResponse:
        asked = get_object_or_404(
            UnitSystem.objects.select_related("unit", "asked_by"), pk=system_id
        )
        form = AnswerForm(request.POST or None)
        if form.is_valid():
            told = form.cleaned_data
            approve = told["answer"] == "approve"
            try:
                systems.decide(
                    asked.pk, by=account(request), approve=approve, reason=told["reason"]
                )
            except MemberError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, "已审核，结果已通知申请人。")
                return redirect("admin:members_unitsystem_changelist")
        context = {
            **heading(self, request, "审核系统对接"),
            "asked": asked,
            "form": form,
        }
        return render(request, "admin/members/unitsystem/decide.html", context)

    def revoke(self, request: HttpRequest, system_id: UUID) -> HttpResponse:
        system = get_object_or_404(UnitSystem, pk=system_id)
        systems.revoke(system.pk, by=account(request))
        messages.success(request, "已停用，这个系统不能再调用接口。")
        return redirect("admin:members_unitsystem_change", system.pk)
