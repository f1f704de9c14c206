"""What the rules noticed: the list, the grounds, and saying what it turned out to be."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from claims.control import watching
from claims.control.apart import took_part
from claims.control.errors import ControlError
from claims.control.grounds import in_words
from claims.control.refusals import sentence
from claims.forms.control import ClearForm
from claims.models import Flag
from members.admin.pages import heading, in_place_of_a_form
from members.roles import Role
from members.signin import account


class StandingFilter(admin.SimpleListFilter):
    title = "核查"
    parameter_name = "standing"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Flag]
    ) -> list[tuple[str, str]]:
        return [("open", "待核查"), ("cleared", "已核查")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "open":
                return queryset.open()
            case "cleared":
                return queryset.exclude(cleared_at=None)
        return queryset


@admin.register(Flag)
class FlagAdmin(admin.ModelAdmin[Flag]):
    list_display = ["raised_at", "control", "claim_number", "standing"]
    list_filter = [StandingFilter, "control"]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-raised_at", "pk"]

    class Media:
        css = {"all": ["css/money.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Flag]:
        return super().get_queryset(request).select_related("claim", "cleared_by")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in {"control__exact", StandingFilter.parameter_name}

    @admin.display(description="申请编号")
    def claim_number(self, flag: Flag) -> str:
        return str(flag.claim)

    @admin.display(description="核查")
    def standing(self, flag: Flag) -> str:
        return f"{flag.cleared_by}已核查" if flag.cleared_by else "待核查"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.clear)
        return [path("<uuid:pk>/clear/", view, name="claims_flag_clear"), *super().get_urls()]

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show the grounds, and what somebody found, in place of a form."""
        return self._page(request, pk, ClearForm(label_suffix=""))

    def clear(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Say what it turned out to be."""
        form = ClearForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                watching.clear(pk, form.cleaned_data["words"], by=account(request))
            except Flag.DoesNotExist:
                raise Http404 from None
            except ControlError as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, "已记录核查结论，预警解除。")
                return redirect("admin:claims_flag_change", pk)
        return self._page(request, pk, form)

    def _page(self, request: HttpRequest, pk: UUID, form: ClearForm) -> HttpResponse:
        rows = Flag.objects.select_related("claim__member", "cleared_by")
        flag, user = get_object_or_404(rows, pk=pk), account(request)
        auditor = user.has_role(Role.AUDITOR)
        context = {
            **heading(self, request, f"预警 {flag.claim}"),
            "flag": flag,
            "grounds": in_words(flag),
            "form": form,
            "may_clear": auditor and not flag.cleared_at and not took_part(flag.claim, user),
        }
        return render(request, "admin/claims/flag/detail.html", context)
