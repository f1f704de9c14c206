"""How internal control is set: every rule with its number, changed with a reason, all kept."""

from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from claims.control import settings
from claims.control.errors import Missing
from claims.control.settings import TERMS
from claims.forms.control import SettingForm
from claims.models import Control, ControlSetting
from members.admin.pages import heading, in_place_of_a_form
from members.roles import Role
from members.signin import account

SHOWN: Final = 50
"""Settings of the history on the page."""


@admin.register(ControlSetting)
class ControlSettingAdmin(admin.ModelAdmin[ControlSetting]):
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show every control as it is in force, and who set what before; nothing narrows it."""
        if request.GET:
            raise DisallowedModelAdminLookup(", ".join(request.GET))
        in_force = settings.in_force()
        history = ControlSetting.objects.select_related("by")[:SHOWN]
        context = {
            **heading(self, request, "稽核设置"),
            "controls": [
                (control, TERMS[control].words(in_force[control].number), in_force[control])
                for control in TERMS
            ],
            "history": [(row, TERMS[Control(row.control)].words(row.number)) for row in history],
            "may_change": account(request).has_role(Role.AUDITOR),
        }
        return render(request, "admin/claims/controlsetting/list.html", context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.set)
        name = "claims_controlsetting_set"
        return [path("set/<slug:code>/", view, name=name), *super().get_urls()]

    def set(self, request: HttpRequest, code: str) -> HttpResponse:
        """Set one control anew."""
        if code not in Control.values:
            raise Http404
        control = Control(code)
        now = settings.in_force()[control]
        data = request.POST if request.method == "POST" else None
        form = SettingForm(data, initial={"on": now.on, "number": now.number}, label_suffix="")
        form.fields["number"].help_text = TERMS[control].says.format("N")
        if form.is_valid():
            try:
                settings.change(control, **form.cleaned_data, by=account(request))
            except Missing as refused:
                for field, words in refused.problems.items():
                    form.add_error(field, words)
            else:
                messages.success(request, f"“{control.label}”已更改，下一次检查起生效。")
                return redirect("admin:claims_controlsetting_changelist")
        context = {**heading(self, request, control.label), "form": form}
        return render(request, "admin/claims/controlsetting/set.html", context)

    @in_place_of_a_form
    def change_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """No row has a page of its own: the list tells all of each."""
        return redirect("admin:claims_controlsetting_changelist")
