"""The pages of a roster: sent, looked at, confirmed or given up. Verbs: members.enrolment.enrol."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from members.enrolment import enrol, sheets
from members.enrolment.problems import Severity
from members.enrolment.roster import kept_roster
from members.errors import FileSeen, MemberError
from members.forms import RosterForm
from members.models import Cadre, EnrolmentBatch, Scheme, User
from members.refusals import sentence
from members.signin import account
from members.views.acting import unit_of

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def roster_template(request: HttpRequest) -> HttpResponse:
    return _attachment(sheets.template(), "roster-template.xlsx")


def roster_upload(request: HttpRequest) -> HttpResponse:
    user = account(request)
    mine, scheme = unit_of(request), Scheme.objects.enrolling()
    if mine is None or scheme is None:
        return redirect("members:unit")
    form = RosterForm(request.POST or None, request.FILES or None)
    seen = None
    if request.method == "POST" and form.is_valid():
        try:
            batch = enrol.receive(mine, scheme, form.cleaned_data["file"], by=user)
        except FileSeen as error:
            seen = error.batch_id
            form.add_error("file", sentence(error))
        except MemberError as error:
            form.add_error("file", sentence(error))
        else:
            return redirect("members:roster", batch.pk)
    context = {"form": form, "unit": mine, "scheme": scheme, "seen": seen}
    return render(request, "members/roster_upload.html", context)


def roster(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show what was found in a roster; POST confirms it for `people`, or gives it up."""
    user = account(request)
    batch = _batch_of(user, batch_id)
    if request.method == "POST":
        try:
            _decide(request, batch, by=user)
        except MemberError as error:
            messages.error(request, sentence(error))
        return redirect("members:roster", batch.pk)
    found = kept_roster(batch) if batch.status == EnrolmentBatch.Status.CHECKED else None
    problems = found.problems if found else []
    context = {
        "batch": batch,
        "found": found,
        "errors": [p for p in problems if p.severity is Severity.ERROR],
        "warnings": [p for p in problems if p.severity is Severity.WARNING],
    }
    return render(request, "members/roster.html", context)


def roster_problems(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    found = kept_roster(_batch_of(account(request), batch_id))
    return _attachment(sheets.problem_sheet(found.rows, found.problems), "roster-problems.xlsx")


def _decide(request: HttpRequest, batch: EnrolmentBatch, *, by: User) -> None:
    if "abandon" in request.POST:
        enrol.abandon(batch.pk, by=by)
        messages.success(request, "已放弃这份名册，没有任何人参保。更正后可以重新上传。")
        return
    people = request.POST.get("people", "")
    confirmed = enrol.confirm(
        batch.pk,
        by=by,
        papers_on=timezone.localdate(),
        people=int(people) if people.isascii() and people.isdecimal() else 0,
    )
    messages.success(request, f"已确认为{confirmed.good_rows}人参保，请按应缴金额缴费。")


def _batch_of(user: User, batch_id: UUID) -> EnrolmentBatch:
    """Give a batch of a unit that the account acts for; 404 for another's as for none."""
    units = Cadre.objects.on(timezone.localdate()).filter(user=user).values("unit")
    batches = EnrolmentBatch.objects.select_related("unit", "scheme").filter(unit__in=units)
    return get_object_or_404(batches, pk=batch_id)


def _attachment(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
