"""A unit's own systems: asking to connect one, taking its token. Verbs: members.systems."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from members import systems as verbs
from members.errors import MemberError
from members.models import UnitSystem
from members.refusals import sentence
from members.signin import account
from members.views.acting import unit_of


class SystemForm(forms.Form):
    """Asks to connect a unit's own system."""

    name = forms.CharField(
        label="系统名称",
        help_text="例如 本单位人事系统。",
        max_length=60,
        error_messages={
            "required": "请填写系统名称。",
            "max_length": "系统名称请不要超过60个字。",
        },
    )


def systems(request: HttpRequest) -> HttpResponse:
    """List the unit's systems; POST asks to connect one."""
    mine = unit_of(request)
    if mine is None:
        return redirect("members:unit")
    form = SystemForm(request.POST or None)
    if form.is_valid():
        try:
            verbs.ask(mine, by=account(request), **form.cleaned_data)
        except MemberError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "申请已提交，服务中心审核后会在消息中告诉您。")
            return redirect("members:systems")
    context = {"unit": mine, "form": form, "systems": UnitSystem.objects.filter(unit=mine)}
    return render(request, "members/systems.html", context)


def token(request: HttpRequest, system_id: UUID) -> HttpResponse:
    """Make a token and show it, this once."""
    system = _mine(request, system_id)
    try:
        made = verbs.hand_out(system.pk, by=account(request))
    except MemberError as error:
        messages.error(request, sentence(error))
        return redirect("members:systems")
    return render(request, "members/system_token.html", {"system": system, "token": made})


def revoke(request: HttpRequest, system_id: UUID) -> HttpResponse:
    verbs.revoke(_mine(request, system_id).pk, by=account(request))
    messages.success(request, "已停用，这个系统不能再调用接口。")
    return redirect("members:systems")


def _mine(request: HttpRequest, system_id: UUID) -> UnitSystem:
    """Give a system of the unit one acts for; 404 for another's as for none."""
    mine = unit_of(request)
    if mine is None:
        raise Http404
    return get_object_or_404(UnitSystem, pk=system_id, unit=mine)
