"""The office's list of claims and the page of one. Nothing is edited here: verbs move a claim."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from claims.admin import (
    agency,
    community,
    comparing,
    desk,
    finding,
    moves,
    noting,
    pages,
    queue,
    shelf,
)
from claims.admin.acts import buttons
from claims.admin.filters import KindFilter, QueueFilter
from claims.agency import OF_THE_OFFICE
from claims.models import Claim
from claims.promise.deadlines import Deadline, deadlines
from claims.states import Status
from claims.templatetags.office import age
from members import days
from members.admin.pages import in_place_of_a_form
from members.roles import Role
from members.signin import account


class DatedList(ChangeList):
    """The list with the deadline of each claim on the page, found for all at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = deadlines(self.result_list)
        for claim in self.result_list:
            claim.deadline = found.get(claim.pk)


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin[Claim]):
    list_display = [
        "open_claim",
        "kind",
        "member_masked",
        "unit",
        "station",
        "status",
        "waiting",
        "whose",
        "promise",
    ]
    list_display_links = None
    list_filter = [QueueFilter, KindFilter]
    list_select_related = ["member__unit", "station", "reviewer", "agency"]
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ()
    ordering = ["since", "pk"]
    actions = None
    empty_value_display = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return Claim.objects.seen_by_office()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DatedList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the two filters: a lookup across relations would tell what is sealed or masked."""
        return lookup in {QueueFilter.parameter_name, KindFilter.parameter_name}

    def get_urls(self) -> list[URLPattern]:
        def office(view: Callable[..., HttpResponse], name: str) -> dict[str, Any]:
            return {"view": self.admin_site.admin_view(view), "name": f"claims_claim_{name}"}

        return [
            path("find/", **office(finding.find, "find")),
            path("queue/", **office(queue.queue, "queue")),
            path("<uuid:claim_id>/desk/", **office(desk.desk, "desk")),
            path("<uuid:claim_id>/desk/note/", **office(noting.note, "note")),
            path("<uuid:claim_id>/desk/forget/<int:item_id>/", **office(noting.forget, "forget")),
            path("<uuid:claim_id>/desk/check/<slug:material>/", **office(noting.check, "check")),
            path(
                "<uuid:claim_id>/desk/invoice/<uuid:page_id>/", **office(noting.invoice, "invoice")
            ),
            path("<uuid:claim_id>/compare/", **office(comparing.compare, "compare")),
            path("<uuid:claim_id>/shelf/", **office(shelf.shelf, "shelf")),
            path("community/", **office(community.queue, "community")),
            path("<uuid:claim_id>/community/", **office(community.review, "community_review")),
            path(
                "<uuid:claim_id>/community/<uuid:page_id>/<slug:size>/",
                **office(community.picture, "community_picture"),
            ),
            path("<uuid:claim_id>/agency/", **office(require_POST(agency.decide), "agency")),
            path("<uuid:claim_id>/move/<slug:code>/", **office(moves.move, "move")),
            path(
                "<uuid:claim_id>/pictures/<uuid:page_id>/<slug:size>/",
                **office(pages.picture, "picture"),
            ),
            *super().get_urls(),
        ]

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show a claim whole, with what may be done to it; in place of a form."""
        claim = get_object_or_404(self.get_queryset(request), pk=pk)
        user = account(request)
        context = {
            **self.admin_site.each_context(request),
            **pages.about(claim),
            "opts": self.opts,
            "title": f"{claim.get_kind_display()} {claim.number}",
            "buttons": buttons(claim, user),
            "compares": claim.status == Status.RECEIVED and user.has_role(Role.TELLER),
            "rules_on_agency": user.has_role(OF_THE_OFFICE),
            "asks_back": user.has_role(Role.FIRST_CHECKER),
        }
        return render(request, "admin/claims/claim/change_form.html", context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: object = None
    ) -> HttpResponse:
        return redirect(reverse("admin:claims_claim_change", args=[object_id]) + "#events")

    @admin.display(description="申请编号")
    def open_claim(self, claim: Claim) -> str:
        page = "desk" if claim.status in {Status.SUBMITTED, Status.IN_REVIEW} else "change"
        return format_html(
            '<a href="{}">{}</a>', reverse(f"admin:claims_claim_{page}", args=[claim.pk]), claim
        )

    @admin.display(description="职工")
    def member_masked(self, claim: Claim) -> str:
        agent = f"（{claim.by_agent.name}代办）" if claim.by_agent else ""
        return f"{claim.member.masked_name}{agent}"

    @admin.display(description="单位")
    def unit(self, claim: Claim) -> str:
        return claim.member.unit.name if claim.member.unit else ""

    @admin.display(description="已等待")
    def waiting(self, claim: Claim) -> str:
        return age(claim.since)

    @admin.display(description="经办人")
    def whose(self, claim: Claim) -> str:
        return str(claim.reviewer) if claim.reviewer else ""

    @admin.display(description="时限")
    def promise(self, claim: Claim) -> str:
        due: Deadline | None = getattr(claim, "deadline", None)
        if due is None:
            return ""
        words = f"{days.with_weekday(due.on)}前{due.what}"
        return format_html('<span class="late">{} 已超期</span>', words) if due.late else words
