"""Joining without a unit. Verbs: members.enrolment.alone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from members.enrolment import alone
from members.enrolment.alone import Person
from members.errors import MemberError
from members.forms import IdentityForm
from members.identity import LENGTH
from members.models import Member, Scheme, SelfEnrolment, Station
from members.refusals import sentence
from members.signin import account


class JoinForm(IdentityForm):
    """Asks to join without a unit; who is bound to a member need not say who they are."""

    kind = forms.ChoiceField(
        label="您的身份",
        choices=SelfEnrolment.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您的身份。"},
    )
    employer = forms.CharField(
        label="所在企业",
        help_text="小微企业职工填写企业全称，灵活就业人员不填。",
        max_length=200,
        required=False,
        error_messages={"max_length": "企业名称请不要超过200个字。"},
    )
    station = forms.ModelChoiceField(
        Station.objects.order_by("level", "name"),
        label="服务站",
        help_text="到这里核对资料、缴费。",
        empty_label="请选择",
        error_messages={"required": "请选择服务站。", "invalid_choice": "请选择列出的服务站。"},
    )
    insured = forms.BooleanField(
        label="我已参加职工基本医疗保险，所在单位没有建立工会",
        error_messages={"required": "须已参加职工基本医疗保险，才能申请。"},
    )

    field_order = ("kind", "employer", "name", "id_number", "station", "insured")

    def __init__(self, *args: Any, member: Member | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if member is not None:
            del self.fields["name"], self.fields["id_number"]

    def clean_id_number(self) -> str:
        number = super().clean_id_number()
        if len(number) != LENGTH:
            raise forms.ValidationError("请填写18位证件号码；其他证件请到服务站办理。")
        return number

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("kind") == SelfEnrolment.Kind.SMALL_FIRM and not told.get("employer"):
            self.add_error("employer", "请填写所在企业的全称。")
        return told

    def person(self) -> Person:
        if self.member is not None:
            return Person(self.member.name, self.member.id_number)
        return Person(self.cleaned_data["name"], self.cleaned_data["id_number"])

    def asked(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("station", "kind", "employer")}


def join(request: HttpRequest) -> HttpResponse:
    """Show one's request and what comes next, or the form to ask; outside the days, when."""
    user = account(request)
    member = Member.objects.filter(user=user).first()
    last = user.self_enrolments.select_related("station", "coverage").first()
    today, scheme = timezone.localdate(), Scheme.objects.enrolling()
    form = JoinForm(request.POST or None, member=member)
    if form.is_valid():
        try:
            alone.ask(user.pk, form.person(), **form.asked())
        except MemberError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "申请已提交，请带齐资料到服务站核对。")
            return redirect("members:join")
    context = {
        "form": form,
        "member": member,
        "last": last,
        "waits": last is not None and last.status in SelfEnrolment.OPEN,
        "window": alone.window(today),
        "scheme": scheme,
    }
    return render(request, "members/join.html", context)


def withdraw(request: HttpRequest) -> HttpResponse:
    user = account(request)
    asked = get_object_or_404(user.self_enrolments.filter(status__in=SelfEnrolment.OPEN))
    try:
        alone.withdraw(asked.pk, by=user)
    except MemberError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, "已撤回申请。")
    return redirect("members:join")
