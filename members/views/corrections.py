"""Asking to put a colleague's ID number right. Verbs: members.corrections."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from members import corrections as verbs
from members.errors import MemberError
from members.forms import ID_WORDS, document_number
from members.identity import IdentityRefused, canonical, id_number
from members.models import NumberCorrection
from members.refusals import sentence
from members.signin import account
from members.views.acting import unit_of


class NumberForm(forms.Form):
    """Asks to put a colleague's ID number right."""

    old = forms.CharField(
        label="原证件号码",
        help_text="名册中登记的18位号码。",
        max_length=100,
        widget=document_number(),
        error_messages={"required": "请填写原证件号码。", "max_length": "证件号码过长，请核对。"},
    )
    new = forms.CharField(
        label="正确的证件号码",
        help_text="对照证件逐位填写，最后一位可以是X。",
        max_length=100,
        widget=document_number(),
        error_messages={
            "required": "请填写正确的证件号码。",
            "max_length": "证件号码过长，请核对。",
        },
    )
    words = forms.CharField(
        label="原因",
        help_text="例如 录入时末四位颠倒。",
        max_length=200,
        error_messages={"required": "请写明原因。", "max_length": "原因请不要超过200个字。"},
    )

    def clean_old(self) -> str:
        return canonical(self.cleaned_data["old"])

    def clean_new(self) -> str:
        try:
            return id_number(self.cleaned_data["new"], today=timezone.localdate()).number
        except IdentityRefused as refused:
            words = ID_WORDS.get(refused.code, "请填写18位证件号码。")
            raise forms.ValidationError(words) from None

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("old") and told.get("old") == told.get("new"):
            self.add_error("new", "与原号码相同，不需要更正。")
        return told


SHOWN = 20


def correct_number(request: HttpRequest) -> HttpResponse:
    mine = unit_of(request)
    if mine is None:
        return redirect("members:unit")
    form = NumberForm(request.POST or None)
    if form.is_valid():
        try:
            verbs.ask(mine, by=account(request), **form.cleaned_data)
        except MemberError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "申请已提交，服务中心审核后会在消息中告诉您。")
            return redirect("members:correct_number")
    asked = NumberCorrection.objects.filter(unit=mine).select_related("member")[:SHOWN]
    context = {"unit": mine, "form": form, "asked": asked}
    return render(request, "members/correct_number.html", context)
