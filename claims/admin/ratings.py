"""How members rated the service: the list, and answering a poor one.

The list says neither whose claim it was nor what they wrote: whoever handled the claim may be
reading. One rating is shown whole, on record, to somebody who had no part in it.
"""

from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html

from claims import rating
from claims.control.apart import took_part
from claims.control.errors import ControlError
from claims.control.refusals import sentence
from claims.forms.rating import AnswerForm
from claims.models import Rating
from members import days
from members.admin.pages import heading, in_place_of_a_form
from members.models import AccessLog
from members.signin import account, address

READ: Final = "rating"
"""In the access log: who read whose rating, with their phone."""


class StandingFilter(admin.SimpleListFilter):
    title = "答复"
    parameter_name = "standing"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Rating]
    ) -> list[tuple[str, str]]:
        return [("waiting", "待答复"), ("answered", "已答复")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "waiting":
                return queryset.waiting().order_by("answer_by", "given_at")
            case "answered":
                return queryset.exclude(answered_at=None)
        return queryset


@admin.register(Rating)
class RatingAdmin(admin.ModelAdmin[Rating]):
    list_display = ["given_at", "grade", "due", "standing"]
    list_filter = [StandingFilter, "grade"]
    list_select_related = ["answered_by"]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-given_at"]

    class Media:
        css = {"all": ["css/money.css"]}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in {"grade__exact", StandingFilter.parameter_name}

    @admin.display(description="答复期限")
    def due(self, given: Rating) -> str:
        if given.answer_by is None or given.answered_at is not None:
            return ""
        words = f"{days.with_weekday(given.answer_by)}前"
        late = given.answer_by < timezone.localdate()
        return format_html('<span class="late">{} 已超期</span>', words) if late else words

    @admin.display(description="答复")
    def standing(self, given: Rating) -> str:
        if given.answered_by:
            return f"{given.answered_by}已答复"
        return "待答复" if given.poor else ""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.answer)
        return [path("<uuid:pk>/answer/", view, name="claims_rating_answer"), *super().get_urls()]

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show a rating, its claim and whom to call, in place of a form."""
        return self._page(request, pk, AnswerForm(label_suffix=""))

    def answer(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Say what was done; the member is told."""
        form = AnswerForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                rating.answer(pk, form.cleaned_data["words"], by=account(request))
            except Rating.DoesNotExist:
                raise Http404 from None
            except ControlError as refused:
                form.add_error(None, sentence(refused))
            else:
                messages.success(request, "答复已记录，并已通知职工。")
                return redirect("admin:claims_rating_change", pk)
        return self._page(request, pk, form)

    def _page(self, request: HttpRequest, pk: UUID, form: AnswerForm) -> HttpResponse:
        rows = Rating.objects.select_related("claim__member", "by", "answered_by")
        given, user = get_object_or_404(rows, pk=pk), account(request)
        barred = took_part(given.claim, user)
        if not barred:
            AccessLog.objects.create(
                by=user, what=READ, object_id=str(given.pk), address=address(request)
            )
        context = {
            **heading(self, request, f"服务评价：{given}"),
            "rating": given,
            "barred": barred,
            "form": form,
        }
        return render(request, "admin/claims/rating/detail.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rating]:
        return super().get_queryset(request).defer("words", "answer")
