"""Signing in and out, and saying who one is. Verbs: members.signin."""

import secrets
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from members import human, signin
from members.errors import CodeNotSent, HumanNeeded, MemberError, TooSoon, WrongAnswer
from members.forms import CodeForm, HumanForm, IdentityForm, PhoneForm
from members.identity import mask_phone
from members.models import SignInCode, User
from members.outside.sms import ShownSms
from members.refusals import sentence
from members.roles import PUBLIC_ROLES, Role

BROWSER: Final = "sign_in_browser"
"""In the session: marks this browser, so that a code works in no other."""
ASKED: Final = "sign_in_asked"
"""In the session: the key of the code last sent. The phone stays sealed in its row."""
NEXT: Final = "sign_in_next"


def sign_in(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User) and request.user.has_role(*PUBLIC_ROLES):
        return redirect(_landing(request.user, signin.way_back(request)))
    asked = _asked(request)
    form = _phone_form(request, {"phone": asked.phone if asked else ""})
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        request.session[NEXT] = signin.way_back(request)
        try:
            _send(request, phone, human=_answered(form))
        except (HumanNeeded, WrongAnswer) as error:
            form = HumanForm(human.draw(), {"phone": phone}, ask=sentence(error))
        except TooSoon as error:
            if asked is None or asked.phone != phone:
                form.add_error("phone", sentence(error))
            else:
                messages.warning(request, f"验证码已经发出，请查看短信。{sentence(error)}")
                return redirect("members:sign_in_code")
        except CodeNotSent as error:
            form.add_error("phone", sentence(error))
        else:
            return redirect("members:sign_in_code")
    context = {"form": form, "next": signin.way_back(request), "demo": settings.DEMO}
    return render(request, "members/sign_in.html", context)


def sign_in_code(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    if asked is None:
        return redirect("members:sign_in")
    if "resend" in request.POST:
        try:
            _send(request, asked.phone)
        except HumanNeeded as error:
            messages.warning(request, sentence(error))
            return redirect("members:sign_in")
        except (TooSoon, CodeNotSent) as error:
            messages.warning(request, sentence(error))
        else:
            messages.success(request, "新的验证码已经发出，之前的验证码不再有效。")
        return redirect("members:sign_in_code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = signin.verify_code(
                asked.phone, form.cleaned_data["code"], browser=request.session[BROWSER]
            )
        except MemberError as error:
            form.add_error("code", sentence(error))
        else:
            return _enter(request, user)
    context = {"form": form, "phone": mask_phone(asked.phone), "demo": settings.DEMO}
    return render(request, "members/sign_in_code.html", context)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; what pages left in the browser goes too, the chosen display stays."""
    logout(request)
    response = redirect("members:home")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def identify(request: HttpRequest) -> HttpResponse:
    user = signin.account(request)
    if user.has_role(Role.MEMBER):
        return redirect("members:home")
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = signin.bind(user, **form.cleaned_data)
        except MemberError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, f"{member.name}，您好！已核对您的参保信息。")
            return redirect(request.session.pop(NEXT, "") or "members:home")
    return render(request, "members/identify.html", {"form": form})


def demo_phone(request: HttpRequest) -> HttpResponse:
    """Show the texts that the demo did not send; no such page anywhere else."""
    if not settings.DEMO:
        raise Http404
    return render(request, "members/demo_phone.html", {"texts": ShownSms().texts()})


def _phone_form(request: HttpRequest, known: dict[str, str]) -> PhoneForm:
    """Ask for the phone and, where codes are asked for and not used, for a small sum too."""
    if not signin.asks_for_human(signin.address(request)):
        return PhoneForm(request.POST or None, initial=known)
    question = human.read(request.POST.get("question", "")) or human.draw()
    return HumanForm(question, request.POST or None, initial=known)


def _answered(form: PhoneForm) -> bool:
    """Whether the question was answered; WrongAnswer for a wrong answer, False for no question."""
    if not isinstance(form, HumanForm):
        return False
    human.check(form.asked, form.cleaned_data["answer"])
    return True


def _send(request: HttpRequest, phone: str, *, human: bool = False) -> None:
    browser = request.session.setdefault(BROWSER, secrets.token_hex(32))
    asked = signin.request_code(
        phone, browser=browser, address=signin.address(request), human=human
    )
    request.session[ASKED] = str(asked.pk)


def _asked(request: HttpRequest) -> SignInCode | None:
    if ASKED not in request.session or BROWSER not in request.session:
        return None
    return SignInCode.objects.filter(
        pk=request.session[ASKED], browser=request.session[BROWSER]
    ).first()


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Start a session under a new key, so that whoever knew the old one has nothing."""
    back = request.session.get(NEXT, "")
    login(request, user)
    for used in (ASKED, BROWSER, NEXT):
        request.session.pop(used, None)
    if not user.has_role(*PUBLIC_ROLES):
        request.session[NEXT] = back
    return redirect(_landing(user, back))


def _landing(user: User, back: str) -> str:
    if not user.has_role(*PUBLIC_ROLES):
        return resolve_url("members:identify")
    return back or resolve_url("members:unit" if user.has_role(Role.CADRE) else "members:home")
