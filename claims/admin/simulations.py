"""The office's pages of simulations: ask for one, see how far it is, read it, take it away."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from claims.admin.files import attached
from claims.benefits import SheetInvalid
from claims.forms.simulations import SimulationForm
from claims.models import SimulationRun
from claims.schemes import faults
from claims.simulation import report, runs
from members.admin.pages import heading, in_place_of_a_form, titled
from members.signin import account


@admin.register(SimulationRun)
class SimulationRunAdmin(admin.ModelAdmin[SimulationRun]):
    list_display = ["name", "period", "asked_by", "asked_at", "standing"]
    list_select_related = ["period", "asked_by"]
    list_per_page = 50
    sortable_by = ()
    ordering = ["-asked_at"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False

    @admin.display(description="进度")
    def standing(self, run: SimulationRun) -> str:
        return standing(run)

    def get_urls(self) -> list[URLPattern]:
        file = path(
            "<uuid:run_id>/file/<slug:kind>/",
            self.admin_site.admin_view(self.file),
            name="claims_simulationrun_file",
        )
        return [file, *super().get_urls()]

    changelist_view = titled("政策模拟")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """Ask for a simulation; it runs in the background."""
        posted = request.method == "POST"
        data = request.POST if posted else None
        form = SimulationForm(data, initial=request.GET.dict(), label_suffix="")
        problems: list[faults.Fault] = []
        if form.is_valid():
            sheet, period = form.cleaned_data["text"], form.cleaned_data["period"]
            try:
                run = runs.ask(sheet, period, by=account(request))
            except SheetInvalid as error:
                problems = faults.told(error)
            else:
                messages.success(request, "已开始试算，本页会自动更新。")
                return redirect("admin:claims_simulationrun_change", run.pk)
        return self._page(request, "ask", "发起政策模拟", form=form, problems=problems)

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show how far a simulation is, or what it found."""
        run = self._run(pk)
        more: dict[str, object] = {"run": run, "standing": standing(run)}
        if run.report is not None:
            more |= {
                "kinds": report.kinds(run.report),
                "months": report.months(run.report),
                "distribution": report.distribution(run.report),
                "totals": report.totals(run.report),
            }
        page = self._page(request, "detail", run.name, **more)
        if run.finished_at is None:
            page.headers["Refresh"] = "2"  # seconds; the page says so
        return page

    def file(self, request: HttpRequest, run_id: UUID, kind: str) -> HttpResponse:
        """Hand out the report as a file."""
        run = self._run(run_id)
        if run.report is None:
            raise Http404
        return attached(report.tables(run.report), "simulation", kind)

    def _run(self, run_id: UUID) -> SimulationRun:
        found = SimulationRun.objects.select_related("period", "asked_by")
        return get_object_or_404(found, pk=run_id)

    def _page(self, request: HttpRequest, name: str, title: str, **more: object) -> HttpResponse:
        context = {
            **heading(self, request, title),
            **more,
        }
        return render(request, f"admin/claims/simulationrun/{name}.html", context)


def standing(run: SimulationRun) -> str:
    """Say in words how far a simulation is."""
    if run.failed:
        return "没有完成"
    if run.finished_at is not None:
        return "已完成"
    if run.of:
        return f"正在试算（{run.done * 100 // run.of}%）"
    return "正在读取" if run.taken_at else "等待试算"
