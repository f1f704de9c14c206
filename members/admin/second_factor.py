"""The page between password and office: the code of the officer's phone, or binding one."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members import second_factor as factor
from members.errors import MemberError
from members.forms import CodeForm, digits
from members.refusals import sentence
from members.signin import account, way_back

FOUR = 4
"""Characters at a time are easier to copy."""


class OfficeCodeForm(CodeForm):
    code = forms.CharField(
        label="动态口令",
        max_length=40,
        widget=digits(autocomplete="one-time-code", autofocus="autofocus"),
        error_messages={
            "required": "请填写动态口令。",
            "max_length": "动态口令是6位数字，请核对身份验证器。",
        },
    )
    wrong_shape = "动态口令是6位数字，请核对身份验证器。"


def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code; whoever has bound no phone is shown the secret to bind one."""
    back = way_back(request) or "admin:index"
    if not factor.missing(request):
        return redirect(back)
    own = factor.authenticator_of(account(request))
    form = OfficeCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factor.accept(own, form.cleaned_data["code"])
        except MemberError as error:
            form.add_error("code", sentence(error))
        else:
            request.session.cycle_key()
            request.session[factor.PASSED] = str(own.pk)
            return redirect(back)
    context = {
        **admin.site.each_context(request),
        "title": "动态口令" if own.bound_at else "绑定动态口令",
        "form": form,
        "next": way_back(request),
        "bound": own.bound_at,
        "address": "" if own.bound_at else factor.address_of(own),
        "secret": "" if own.bound_at else _grouped(own.secret),
    }
    return render(request, "admin/second_factor.html", context)


def _grouped(secret: str) -> str:
    return " ".join(secret[i : i + FOUR] for i in range(0, len(secret), FOUR))
