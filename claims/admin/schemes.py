"""The office's pages of scheme periods: draft a sheet, compare it, try it out, publish it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from claims.admin.refusals import of_period
from claims.benefits import SheetInvalid, read_sheet
from claims.errors import PeriodError
from claims.forms.schemes import SheetForm
from claims.schemes import faults, periods
from claims.schemes.figures import Change, difference
from claims.schemes.specimens import valued
from claims.simulation import runs
from members.admin.lookups import only_filters
from members.admin.pages import heading, in_place_of_a_form, titled
from members.days import long
from members.models import Scheme
from members.signin import account


@admin.register(Scheme)
class SchemeAdmin(admin.ModelAdmin[Scheme]):
    list_display = ["name", "code", "status", "enrolling", "people", "published"]
    list_select_related = ["drafted_by", "published_by"]
    list_per_page = 50
    lookup_allowed = only_filters
    ordering = ["-open_for_enrolment", "status", "-published_at", "code"]
    sortable_by = ()
    empty_value_display = "—"

    class Media:
        css = {"all": ["css/money.css"]}

    @admin.display(description="参保")
    def enrolling(self, scheme: Scheme) -> str:
        return "开放参保" if scheme.open_for_enrolment else ""

    @admin.display(description="起草、发布")
    def people(self, scheme: Scheme) -> str:
        if scheme.shipped:
            return "随系统提供"
        return "、".join(str(each) for each in (scheme.drafted_by, scheme.published_by) if each)

    @admin.display(description="发布日期")
    def published(self, scheme: Scheme) -> str:
        return long(scheme.published_at)

    def get_urls(self) -> list[URLPattern]:
        def office(view: Callable[..., HttpResponse], name: str) -> dict[str, Any]:
            return {"view": self.admin_site.admin_view(view), "name": f"members_scheme_{name}"}

        return [
            path("<slug:code>/revise/", **office(self.revise, "revise")),
            path("<slug:code>/publish/", **office(self.publish, "publish")),
            path("<slug:code>/open/", **office(self.open, "open")),
            path("<slug:code>/try/", **office(self.try_out, "try")),
            *super().get_urls(),
        ]

    changelist_view = titled("保障期次")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """Draft a new period, beginning with the sheet of another (`?from=`) or the last one."""
        begin = self._against(request, None, "from")
        text = begin.sheet if begin else ""
        return self._edit(
            request, None, text, lambda new, _: periods.draft(new, by=account(request))
        )

    def revise(self, request: HttpRequest, code: str) -> HttpResponse:
        """Write to a draft."""
        scheme = get_object_or_404(Scheme, pk=code)

        def write(text: str, read: str) -> Scheme:
            return periods.revise(code, text, by=account(request), read=read)

        return self._edit(request, scheme, scheme.sheet, write)

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Show a period: what it lays down beside another's, its people, its text."""
        scheme = self._scheme(pk)
        return self._page(request, "detail", scheme, scheme.name)

    def publish(self, request: HttpRequest, code: str) -> HttpResponse:
        """Publish a draft that somebody else wrote."""
        scheme = self._scheme(code)
        title = f"发布 {scheme.name}"
        if request.method == "POST":
            try:
                periods.publish(code, by=account(request), read=request.POST.get("read", ""))
            except PeriodError as error:
                messages.error(request, of_period(error))
            except SheetInvalid as error:
                return self._page(request, "publish", scheme, title, problems=faults.told(error))
            else:
                messages.success(
                    request, "已发布，规则表不能再修改。开放参保后，新参保的职工适用本期规则。"
                )
            return redirect("admin:members_scheme_change", code)
        return self._page(request, "publish", scheme, title)

    def open(self, request: HttpRequest, code: str) -> HttpResponse:
        """Enrol people under this period and under no other."""
        scheme = self._scheme(code)
        if request.method == "POST":
            try:
                periods.open_for_enrolment(code, by=account(request))
            except PeriodError as error:
                messages.error(request, of_period(error))
            else:
                messages.success(request, "已开放参保。今后上传的名册适用本期规则。")
            return redirect("admin:members_scheme_change", code)
        enrolling = Scheme.objects.enrolling()
        return self._page(request, "open", scheme, f"开放参保 {scheme.name}", enrolling=enrolling)

    def try_out(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show what standard cases would be given under this sheet and another."""
        scheme = self._scheme(code)
        against = self._against(request, scheme)
        more: dict[str, object] = {}
        try:
            if against is not None:
                more["specimens"] = valued(read_sheet(against.sheet), read_sheet(scheme.sheet))
        except SheetInvalid as error:  # a draft that the rules have come to refuse
            more["problems"] = faults.told(error)
        return self._page(request, "try", scheme, f"试算 {scheme.name}", **more)

    def _edit(
        self,
        request: HttpRequest,
        scheme: Scheme | None,
        text: str,
        write: Callable[[str, str], Scheme],
    ) -> HttpResponse:
        """Show the form; on a POST write what it holds, or tell every problem and keep the text."""
        posted = request.method == "POST"
        data, files = (request.POST, request.FILES) if posted else (None, None)
        read = periods.mark(scheme) if scheme else ""
        form = SheetForm(data, files, initial={"text": text, "read": read}, label_suffix="")
        refusal, problems = "", []
        if form.is_valid():
            try:
                written = write(form.cleaned_data["text"], form.cleaned_data["read"])
            except PeriodError as error:
                refusal = of_period(error)
            except SheetInvalid as error:
                problems = faults.told(error)
            else:
                messages.success(request, "草稿已保存，请核对与上期的差异。")
                return redirect("admin:members_scheme_change", written.pk)
            # What was sent stays in the box, also the content of a file, to be mended there.
            form = SheetForm(initial=form.cleaned_data | {"file": None}, label_suffix="")
        title = f"修改 {scheme.name}" if scheme else "起草新一期"
        more = {"form": form, "refusal": refusal, "problems": problems}
        return self._page(request, "edit", scheme, title, **more)

    def _scheme(self, code: str) -> Scheme:
        return get_object_or_404(
            Scheme.objects.select_related("drafted_by", "published_by"), pk=code
        )

    def _against(
        self, request: HttpRequest, scheme: Scheme | None, key: str = "against"
    ) -> Scheme | None:
        """Find the period to compare with: the one asked for, or the last published before."""
        published = Scheme.objects.filter(status=Scheme.Status.PUBLISHED)
        if scheme is not None:
            published = published.exclude(pk=scheme.pk)
        asked = published.filter(pk=request.GET.get(key, "")).first()
        if asked is None and scheme is not None and scheme.published_at is not None:
            published = published.filter(published_at__lte=scheme.published_at)
        return asked or published.order_by("published_at", "code").last()

    def _page(
        self, request: HttpRequest, name: str, scheme: Scheme | None, title: str, **more: object
    ) -> HttpResponse:
        against = self._against(request, scheme)
        user = account(request)
        draft = scheme is not None and scheme.status == Scheme.Status.DRAFT
        context = {
            **heading(self, request, title),
            "scheme": scheme,
            "against": against,
            "others": Scheme.objects.filter(status=Scheme.Status.PUBLISHED).order_by("code"),
            "changes": scheme and against and _difference(against, scheme),
            "read": periods.mark(scheme) if scheme else "",
            "may_revise": draft and user.has_role(*periods.DRAFTERS),
            "may_publish": draft and user.has_role(*periods.PUBLISHERS),
            "may_open": scheme is not None
            and scheme.status == Scheme.Status.PUBLISHED
            and not scheme.open_for_enrolment
            and user.has_role(*periods.PUBLISHERS),
            "may_simulate": user.has_role(*runs.ASKERS),
            "own": scheme is not None and scheme.drafted_by_id == user.pk,
            **more,
        }
        return render(request, f"admin/members/scheme/{name}.html", context)


def _difference(against: Scheme, scheme: Scheme) -> list[Change]:
    """Lay two periods side by side; empty for a draft that the rules have come to refuse."""
    try:
        return difference(read_sheet(against.sheet), read_sheet(scheme.sheet))
    except SheetInvalid:
        return []
