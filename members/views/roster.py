"""The pages of a roster: sent, checked, looked at, confirmed or given up.

Verbs: members.enrolment.enrol. What was found is read from where it is kept, never from the file.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from members.enrolment import enrol, renewal, sheets
from members.enrolment.kept import kept
from members.enrolment.problems import Severity
from members.enrolment.roster import Came, Roster
from members.errors import FileSeen, MemberError
from members.forms import RosterForm
from members.models import EnrolmentBatch, Gift, Scheme, User
from members.refusals import sentence
from members.signin import account
from members.views.acting import batch_of, unit_of

Status = EnrolmentBatch.Status
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE: Final = 50
LISTS: Final = {
    "problems": "需要处理",
    "joined": "新增",
    "renewed": "续保",
    "gap": "中断后续保",
    "changed": "信息变更",
    "left": "上期未续",
}
"""What can be looked at of a checked roster, in the order of the page."""


def roster_template(request: HttpRequest) -> HttpResponse:
    """Give the empty template; with `renewal`, filled in with the last period's people."""
    mine = unit_of(request)
    if mine is None or "renewal" not in request.GET:
        return _attachment(sheets.template(), "roster-template.xlsx")
    people = renewal.people(mine, by=account(request))
    return _attachment(sheets.template(people), "roster-renewal.xlsx")


def roster_upload(request: HttpRequest) -> HttpResponse:
    user = account(request)
    mine, scheme = unit_of(request), Scheme.objects.enrolling()
    if mine is None or scheme is None:
        return redirect("members:unit")
    gifts = Gift.objects.open_to(mine, day=timezone.localdate())
    form = RosterForm(request.POST or None, request.FILES or None, gifts=gifts)
    seen = None
    if request.method == "POST" and form.is_valid():
        try:
            batch = enrol.receive(mine, scheme, by=user, **form.received())
        except FileSeen as error:
            seen = error.batch_id
            form.add_error("file", sentence(error))
        except MemberError as error:
            form.add_error("file", sentence(error))
        else:
            return redirect("members:roster", batch.pk)
    context = {"form": form, "unit": mine, "scheme": scheme, "seen": seen}
    context["most_rows"] = settings.ROSTER_MOST_ROWS
    return render(request, "members/roster_upload.html", context)


def roster(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show how far a roster is; POST confirms it, has it checked anew or gives it up."""
    user = account(request)
    batch = batch_of(request, batch_id)
    if request.method == "POST":
        try:
            _decide(request, batch, by=user)
        except MemberError as error:
            messages.error(request, sentence(error))
        return redirect("members:roster", batch.pk)
    context = {"batch": batch, "checking": batch.status in {Status.WAITING, Status.CHECKING}}
    if batch.status in {Status.CHECKED, Status.REFUSED}:
        context |= _found(kept(batch), request)
    return render(request, "members/roster.html", context)


def roster_problems(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = batch_of(request, batch_id)
    found = kept(batch) if batch.found_key else Roster()
    return _attachment(sheets.problem_sheet(found.cells, found.problems), "roster-problems.xlsx")


def _found(found: Roster, request: HttpRequest) -> dict[str, Any]:
    lists: dict[str, Sequence[object]] = {
        "problems": found.problems,
        **{came: [entry for entry in found.entries if entry.came is came] for came in Came},
        "changed": [entry for entry in found.entries if entry.changed],
        "left": found.leavers,
    }
    shown = request.GET.get("list", "")
    if not lists.get(shown):
        shown = next((name for name, items in lists.items() if items), "problems")
    return {
        "found": found,
        "errors": found.with_severity(Severity.ERROR),
        "warnings": found.with_severity(Severity.WARNING),
        "lists": [(name, label, len(lists[name])) for name, label in LISTS.items()],
        "shown": shown,
        "shown_label": LISTS[shown],
        "page": Paginator(lists[shown], A_PAGE).get_page(request.GET.get("page")),
    }


def _decide(request: HttpRequest, batch: EnrolmentBatch, *, by: User) -> None:
    if "abandon" in request.POST:
        enrol.abandon(batch.pk, by=by)
        messages.success(request, "已放弃这份名册，没有任何人参保。更正后可以重新上传。")
        return
    if "recheck" in request.POST:
        enrol.recheck(batch.pk, by=by)
        return
    confirmed = enrol.confirm(
        batch.pk,
        by=by,
        papers_on=timezone.localdate(),
        people=_number(request.POST.get("people", "")),
        left_out=_number(request.POST.get("left_out", "0")),
    )
    if confirmed.gift:
        messages.success(request, f"已确认，{confirmed.good_rows}人的赠送保障次日起生效。")
        return
    messages.success(request, f"已确认为{confirmed.good_rows}人参保，请按应缴金额缴费。")


def _number(text: str) -> int:
    """Read a count from a form; one that cannot be for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else -1  # noqa: PLR2004


def _attachment(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
