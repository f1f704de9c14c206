"""Requests to put an ID number right: looked at again by the administrator, in clear, on record."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from members import corrections
from members.admin.deciding import AnswerForm
from members.admin.lookups import only_filters
from members.admin.pages import heading
from members.errors import MemberError
from members.models import AccessLog, NumberCorrection
from members.refusals import sentence
from members.signin import account, address


@admin.register(NumberCorrection)
class NumberCorrectionAdmin(admin.ModelAdmin[NumberCorrection]):
    list_display = ["unit", "member_masked", "masked_old", "masked_new", "status", "asked_at"]
    list_select_related = ["unit", "member"]
    list_filter = ["status"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["unit__name"]
    search_help_text = "单位名称"
    fields = [
        "unit",
        "member_masked",
        "masked_old",
        "masked_new",
        "words",
        "asked_by",
        "asked_at",
        "status",
        "reason",
        "decided_by",
        "decided_at",
    ]
    readonly_fields = ["member_masked", "masked_old", "masked_new"]

    @admin.display(description="职工")
    def member_masked(self, asked: NumberCorrection) -> str:
        return asked.member.masked_name

    @admin.display(description="原证件号码")
    def masked_old(self, asked: NumberCorrection) -> str:
        return asked.masked_old

    @admin.display(description="更正后的证件号码")
    def masked_new(self, asked: NumberCorrection) -> str:
        return asked.masked_new

    def get_urls(self) -> list[URLPattern]:
        decide = path(
            "<uuid:correction_id>/decide/",
            self.admin_site.admin_view(self.decide),
            name="members_numbercorrection_decide",
        )
        return [decide, *super().get_urls()]

    def decide(self, request: HttpRequest, correction_id: UUID) -> HttpResponse:
        """Approve or decline, with both numbers to compare with the sealed form."""
        corrected = NumberCorrection.objects.select_related("unit", "member", "asked_by")
        asked = get_object_or_404(corrected, pk=correction_id)
        user = account(request)
        form = AnswerForm(request.POST or None)
        if form.is_valid():
            told = form.cleaned_data
            verb = corrections.approve if told["answer"] == "approve" else corrections.decline
            try:
                verb(asked.pk, by=user, reason=told["reason"])
            except MemberError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, "已审核，结果已通知申请人。")
                return redirect("admin:members_numbercorrection_changelist")
        AccessLog.objects.create(
            by=user, what=corrections.READ, object_id=str(asked.pk), address=address(request)
        )
        context = {
            **heading(self, request, "审核证件号码更正"),
            "asked": asked,
            "form": form,
        }
        return render(request, "admin/members/numbercorrection/decide.html", context)
