"""The pages of a unit: how it stands, its people, what its cadre may put right."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from members import posts, units
from members.enrolment.joining import Joining
from members.forms import FindForm, ProfileForm
from members.identity import canonical
from members.identity import name as person_name
from members.models import Coverage, EnrolmentBatch, Scheme, Unit
from members.signin import account
from members.views.acting import CHOSEN, chosen, unit_of

PEOPLE_A_PAGE: Final = 50
BATCHES_SHOWN: Final = 10
ENDS_SHOWN: Final = 6
Status = EnrolmentBatch.Status


def unit(request: HttpRequest) -> HttpResponse:
    """Show how the unit stands: who is covered until when, what is owed, the last rosters."""
    all_mine = posts.units_of(account(request))
    mine = chosen(request, all_mine)
    if mine is None:
        return render(request, "members/unit.html", {"unit": None})
    by_last_day = _covers(mine).order_by("ends_on").values("ends_on")
    ends = list(by_last_day.annotate(people=Count("pk")))
    batches = EnrolmentBatch.objects.filter(unit=mine).select_related("scheme")
    context = {
        "unit": mine,
        "units": all_mine,
        "enrolling": Scheme.objects.enrolling(),
        "joining": Joining(sum(each["people"] for each in ends), mine.headcount),
        "ends": ends[:ENDS_SHOWN],
        "ends_left": max(len(ends) - ENDS_SHOWN, 0),
        "batches": batches[:BATCHES_SHOWN],
        "owed": batches.filter(status=Status.CONFIRMED),
    }
    return render(request, "members/unit.html", context)


def choose(request: HttpRequest) -> HttpResponse:
    """Act for another of one's units from now on."""
    wanted = request.POST.get("unit", "")
    if wanted not in {str(each.pk) for each in posts.units_of(account(request))}:
        raise Http404
    request.session[CHOSEN] = wanted
    return redirect("members:unit")


def people(request: HttpRequest) -> HttpResponse:
    """List the unit's people who are covered today, by name, a page at a time; POST finds some."""
    mine = unit_of(request)
    if mine is None:
        return redirect("members:unit")
    covers = _covers(mine).select_related("member", "scheme").order_by("member__name", "pk")
    form = FindForm(request.POST or None)
    if request.method == "POST":
        covers = _found(covers, form.cleaned_data["wanted"]) if form.is_valid() else covers.none()
    else:
        covers = _after(covers, request.GET.get("after", ""))
    shown = list(covers[: PEOPLE_A_PAGE + 1])
    context = {
        "unit": mine,
        "form": form,
        "found": request.method == "POST" and form.is_valid(),
        "covers": shown[:PEOPLE_A_PAGE],
        "more": len(shown) > PEOPLE_A_PAGE,
        "later": "after" in request.GET,
    }
    return render(request, "members/people.html", context)


def profile(request: HttpRequest) -> HttpResponse:
    """Correct how many staff the unit has."""
    mine = unit_of(request)
    if mine is None:
        return redirect("members:unit")
    initial: dict[str, Any] = {
        "headcount": mine.headcount or None,
        "joining_note": mine.joining_note,
    }
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        units.correct_headcount(mine.pk, by=account(request), **form.cleaned_data)
        messages.success(request, "单位信息已更新。")
        return redirect("members:unit")
    return render(request, "members/profile.html", {"unit": mine, "form": form})


def _covers(unit: Unit) -> "QuerySet[Coverage]":
    return Coverage.objects.on(timezone.localdate()).filter(unit=unit)


def _found(covers: "QuerySet[Coverage]", wanted: str) -> "QuerySet[Coverage]":
    """Find by the whole number where there are digits, else by how the name begins."""
    number = canonical(wanted)
    if any(c.isdigit() for c in number):
        return covers.filter(member__id_number_index=number)
    return covers.filter(member__name__startswith=person_name(wanted))


def _after(covers: "QuerySet[Coverage]", key: str) -> "QuerySet[Coverage]":
    """Go on behind the coverage of a key: in the address stands the key, never a name."""
    try:
        last = covers.filter(pk=UUID(key)).first()
    except ValueError:
        return covers
    if last is None:
        return covers
    name = last.member.name
    return covers.filter(Q(member__name__gt=name) | Q(member__name=name, pk__gt=last.pk))
