"""Gifts of cover: set up by one of the office, the list sent and confirmed by another."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from members.admin.lookups import only_filters
from members.admin.pages import heading
from members.enrolment import enrol
from members.enrolment.kept import kept
from members.errors import FileSeen, MemberError
from members.forms import RosterForm
from members.models import EnrolmentBatch, Gift, Scheme
from members.refusals import sentence
from members.signin import account

PROBLEMS_SHOWN = 200


@admin.register(Gift)
class GiftAdmin(admin.ModelAdmin[Gift]):
    list_display = ["sponsor", "months", "unit", "people", "until", "opened_by"]
    list_select_related = ["unit", "opened_by"]
    list_filter = ["months"]
    list_per_page = 50
    lookup_allowed = only_filters
    search_fields = ["sponsor", "unit__name"]
    search_help_text = "出资单位或报送单位"

    def get_fields(self, request: HttpRequest, obj: Gift | None = None) -> tuple[str, ...]:
        asked = ("sponsor", "months", "unit", "people", "until")
        return (*asked, "opened_by", "opened_at") if obj else asked

    def save_model(
        self, request: HttpRequest, obj: Gift, form: forms.ModelForm[Gift], *args: Any
    ) -> None:
        obj.opened_by = account(request)
        super().save_model(request, obj, form, *args)

    def get_urls(self) -> list[URLPattern]:
        upload = path(
            "<uuid:gift_id>/upload/",
            self.admin_site.admin_view(self.upload),
            name="members_gift_upload",
        )
        settle = path(
            "roster/<uuid:batch_id>/",
            self.admin_site.admin_view(self.settle),
            name="members_gift_roster",
        )
        return [upload, settle, *super().get_urls()]

    def upload(self, request: HttpRequest, gift_id: UUID) -> HttpResponse:
        """Take up the list of a gift for its unit, to be checked as any roster."""
        gift = get_object_or_404(Gift.objects.select_related("unit"), pk=gift_id)
        scheme = Scheme.objects.enrolling()
        form = RosterForm(request.POST or None, request.FILES or None, gifts=Gift.objects.none())
        if scheme and form.is_valid():
            content = form.cleaned_data["file"]
            try:
                batch = enrol.receive(gift.unit, scheme, content, by=account(request), gift=gift)
            except FileSeen as seen:
                return redirect("admin:members_gift_roster", seen.batch_id)
            except MemberError as error:
                form.add_error("file", sentence(error))
            else:
                return redirect("admin:members_gift_roster", batch.pk)
        context = heading(self, request, "报送赠送名册") | {
            "gift": gift,
            "scheme": scheme,
            "form": form,
            "most_rows": settings.ROSTER_MOST_ROWS,
        }
        return render(request, "admin/members/gift/upload.html", context)

    def settle(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Show what was found in the list of a gift; POST covers those who can be, or gives up."""
        batches = EnrolmentBatch.objects.exclude(gift=None).select_related("unit", "scheme", "gift")
        batch = get_object_or_404(batches, pk=batch_id)
        if request.method == "POST":
            try:
                self._decide(request, batch)
            except MemberError as error:
                messages.error(request, sentence(error))
            return redirect("admin:members_gift_roster", batch.pk)
        found = kept(batch) if batch.found_key else None
        context = heading(self, request, "赠送名册") | {
            "batch": batch,
            "found": found,
            "problems": found.problems[:PROBLEMS_SHOWN] if found else [],
        }
        return render(request, "admin/members/gift/roster.html", context)

    def _decide(self, request: HttpRequest, batch: EnrolmentBatch) -> None:
        user = account(request)
        if "abandon" in request.POST:
            enrol.abandon(batch.pk, by=user)
            return
        read = {name: request.POST.get(name, "") for name in ("people", "left_out")}
        # What no form of ours sends is no number that anybody has read.
        counts = {k: int(v) if v.isascii() and v.isdecimal() else -1 for k, v in read.items()}
        enrol.confirm(batch.pk, by=user, papers_on=timezone.localdate(), **counts)
        messages.success(request, f"{batch.good_rows}人的赠送保障次日起生效。")
