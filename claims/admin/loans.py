"""What is lent out of the archive, and what is overdue."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.models import Loan
from members import days
from members.admin.pages import in_place_of_a_form


class LentFilter(admin.SimpleListFilter):
    """What is out, unless one asks for more."""

    title = "借阅"
    parameter_name = "lent"
    template = "admin/claims/claim/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("late", "逾期未还"), ("back", "已归还")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Loan]) -> QuerySet[Loan]:
        if self.value() == "back":
            return queryset.filter(returned_at__isnull=False).order_by("-returned_at")
        out = queryset.filter(returned_at=None)
        late = self.value() == "late"
        return out.filter(due_on__lt=timezone.localdate()) if late else out

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "借出未还",
        }
        for code, label in self.lookup_choices:
            yield {
                "selected": self.value() == code,
                "query_string": changelist.get_query_string({self.parameter_name: code}),
                "display": label,
            }


@admin.register(Loan)
class LoanAdmin(admin.ModelAdmin[Loan]):
    list_display = ["place", "claim", "lent_to", "reason", "due", "lent", "returned"]
    list_display_links = None
    list_filter = [LentFilter]
    list_select_related = ["shelving__claim", "lent_by", "returned_by"]
    list_per_page = 50
    actions = None
    sortable_by = ()
    ordering = ["due_on", "pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the one filter: nobody is to be asked for by what they borrowed."""
        return lookup == LentFilter.parameter_name

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """A loan has no page of its own: its claim's originals tell of it."""
        loan = get_object_or_404(self.get_queryset(request), pk=pk)
        return redirect("admin:claims_claim_shelf", loan.shelving.claim_id)

    @admin.display(description="档案位置")
    def place(self, loan: Loan) -> str:
        return loan.shelving.place

    @admin.display(description="申请编号")
    def claim(self, loan: Loan) -> str:
        link = reverse("admin:claims_claim_shelf", args=[loan.shelving.claim_id])
        return format_html('<a href="{}">{}</a>', link, loan.shelving.claim)

    @admin.display(description="应归还")
    def due(self, loan: Loan) -> str:
        on = days.with_weekday(loan.due_on)
        return format_html('<span class="late">{} 已逾期</span>', on) if loan.overdue else on

    @admin.display(description="借出")
    def lent(self, loan: Loan) -> str:
        return f"{timezone.localtime(loan.lent_at):%Y-%m-%d} {loan.lent_by}"

    @admin.display(description="归还")
    def returned(self, loan: Loan) -> str:
        if loan.returned_at is None:
            return ""
        return f"{timezone.localtime(loan.returned_at):%Y-%m-%d} {loan.returned_by}"
