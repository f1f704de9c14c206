"""The second look: what was drawn, and what somebody who had no part in it found."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from claims.control import sampling
from claims.control.apart import took_part
from claims.control.errors import ControlError
from claims.control.refusals import sentence
from claims.forms.control import ResultForm
from claims.models import Sample
from claims.money import yuan
from members.admin.pages import heading, in_place_of_a_form
from members.roles import Role
from members.signin import account


class StandingFilter(admin.SimpleListFilter):
    title = "复查"
    parameter_name = "standing"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Sample]
    ) -> list[tuple[str, str]]:
        return [
            ("waiting", "待复查"),
            ("unsettled", "发现问题，待处理"),
            ("finding", "发现问题"),
            ("in_order", "无问题"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case None:
                return queryset
            case "waiting":
                return queryset.waiting()
            case "unsettled":
                return queryset.unsettled()
        return queryset.filter(results__outcome=self.value()).distinct()


@admin.register(Sample)
class SampleAdmin(admin.ModelAdmin[Sample]):
    list_display = ["draw", "place", "claim", "amount", "standing"]
    list_filter = [StandingFilter]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-draw", "place"]

    class Media:
        css = {"all": ["css/money.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sample]:
        rows = super().get_queryset(request).select_related("draw", "payout__award__claim")
        return rows.prefetch_related("results")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == StandingFilter.parameter_name

    @admin.display(description="申请编号")
    def claim(self, sample: Sample) -> str:
        return str(sample.payout.award.claim)

    @admin.display(description="金额（元）")
    def amount(self, sample: Sample) -> str:
        return yuan(sample.payout.amount_fen)

    @admin.display(description="复查")
    def standing(self, sample: Sample) -> str:
        return standing(sample)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review)
        return [path("<uuid:pk>/review/", view, name="claims_sample_review"), *super().get_urls()]

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what was drawn and what was found of it, in place of a form."""
        return self._page(request, pk, ResultForm(label_suffix=""))

    def review(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Write down what was found."""
        form = ResultForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                sampling.review(pk, **form.cleaned_data, by=account(request))
            except Sample.DoesNotExist:
                raise Http404 from None
            except ControlError as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, "复查结果已记录。")
                return redirect("admin:claims_sample_change", pk)
        return self._page(request, pk, form)

    def _page(self, request: HttpRequest, pk: UUID, form: ResultForm) -> HttpResponse:
        rows = Sample.objects.select_related("draw", "payout__award__claim__member")
        sample = get_object_or_404(rows, pk=pk)
        claim = sample.payout.award.claim
        context = {
            **heading(self, request, f"抽查 {claim}"),
            "sample": sample,
            "claim": claim,
            "standing": standing(sample),
            "results": sample.results.select_related("by"),
            "form": form,
            "auditor": account(request).has_role(Role.AUDITOR),
            "barred": took_part(claim, account(request)),
        }
        return render(request, "admin/claims/sample/detail.html", context)


def standing(sample: Sample) -> str:
    """Say in words what was found; the last result stands."""
    found = list(sample.results.all())
    return found[-1].get_outcome_display() if found else "待复查"
