"""The office's page of a month, and its tables to take away."""

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from claims.admin.files import attached
from claims.models import Payout
from claims.promise.keeping import step_names
from claims.statistics import report
from members.workdays import CalendarUnknown

WIDE: Final = 100
"""The longest bar of a chart."""
SHOWN: Final = 24
"""Months that can be chosen."""


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of this module, below those of payouts."""
    view = site.admin_view
    return [
        path("report/", view(latest), name="claims_payout_report_latest"),
        path("report/<slug:month>/", view(of_month), name="claims_payout_report"),
        path("report/<slug:month>/<slug:kind>/", view(file), name="claims_payout_report_file"),
    ]


def latest(request: HttpRequest) -> HttpResponse:
    """Lead to the month asked for, or to the last that ended."""
    month = _read(request.GET.get("month", "")) or _before(timezone.localdate().replace(day=1))
    return redirect("admin:claims_payout_report", f"{month:%Y-%m}")


def of_month(request: HttpRequest, month: str) -> HttpResponse:
    """Show a month."""
    first = _asked(month)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": Payout._meta,  # noqa: SLF001 - Django's documented door
        "title": f"{first.year}年{first.month}月月报",
        "first": first,
        "open": first == timezone.localdate().replace(day=1),
        "months": _choice(),
    }
    try:
        found = report.month(first)
    except CalendarUnknown as unknown:
        return render(request, "admin/claims/report.html", {**context, "unknown": unknown.day})
    most = max((g.fen for g in (*found.kinds, *found.stations)), default=0)
    longest = max(found.days)
    context |= {
        "report": found,
        "parts": [
            ("按项目", "项目", _bars(found.kinds, most)),
            ("按服务站", "服务站", _bars(found.stations, most)),
        ],
        "days": [
            (name, count, count * WIDE // longest if longest else 0)
            for name, count in zip(step_names(), found.days, strict=True)
        ],
    }
    return render(request, "admin/claims/report.html", context)


def file(request: HttpRequest, month: str, kind: str) -> HttpResponse:
    """Hand out the tables of a month."""
    first = _asked(month)
    try:
        found = report.tables(report.month(first))
    except CalendarUnknown:
        raise Http404 from None
    return attached(found, f"report-{first:%Y-%m}", kind)


def _bars(groups: Any, most: int) -> list[tuple[report.Group, int]]:
    return [(group, group.fen * WIDE // most if most else 0) for group in groups]


def _choice() -> list[date]:
    months = [timezone.localdate().replace(day=1)]
    while len(months) < SHOWN:
        months.append(_before(months[-1]))
    return months


def _asked(month: str) -> date:
    first = _read(month)
    if first is None or first > timezone.localdate():
        raise Http404
    return first


def _read(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
