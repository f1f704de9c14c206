"""我的: the account, and by which ways it is told. Verbs: members.notifying."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from members import notifying
from members.errors import MemberError, WechatUnconfirmed
from members.identity import mask_phone
from members.models import Member
from members.outside.wechat import CONSENT_SITE, ShownWechat, get_wechat
from members.refusals import sentence
from members.signin import account

ASKED: Final = "wechat_asked"
"""In the session: what WeChat has to bring back, once, and since when."""
LIVES: Final = timedelta(minutes=10)


@csp_update({"form-action": [CONSENT_SITE]})  # binding leads there
def me(request: HttpRequest) -> HttpResponse:
    """Show whose account it is and how it is told of things."""
    user = account(request)
    context = {
        "phone": mask_phone(user.phone),
        "member": Member.objects.filter(user=user).select_related("unit").first(),
        "wechat": bool(user.wechat_id),
        "offered": notifying.offered(),
        "opens": notifying.opens_in(request.headers.get("User-Agent", "")),
    }
    return render(request, "members/me.html", context)


def wechat(request: HttpRequest) -> HttpResponse:
    """Lead to where WeChat asks, with a state that this session alone knows."""
    state = secrets.token_urlsafe(24)
    back = request.build_absolute_uri(reverse("members:wechat_back"))
    try:
        address = notifying.asks_at(state, back)
    except MemberError as error:
        messages.warning(request, sentence(error))
        return redirect("members:me")
    request.session[ASKED] = {"state": state, "at": timezone.now().isoformat()}
    return redirect(address)


def wechat_back(request: HttpRequest) -> HttpResponse:
    """Take up what WeChat says. The state is forgotten before it is looked at: it is good once."""
    asked = request.session.pop(ASKED, None)
    request.session.save()
    try:
        if not _answers(asked, request.GET.get("state", "")):
            raise WechatUnconfirmed
        notifying.bind(account(request), request.GET.get("code", ""))
    except MemberError as error:
        messages.warning(request, sentence(error))
    else:
        messages.success(request, "已开通微信通知。")
    return redirect("members:me")


def wechat_off(request: HttpRequest) -> HttpResponse:
    notifying.unbind(account(request))
    messages.success(request, "已关闭微信通知，以后用短信通知您。")
    return redirect("members:me")


def demo_wechat(request: HttpRequest) -> HttpResponse:
    """Stand in for WeChat's own page; there is none outside the demo."""
    partner = get_wechat()
    if not settings.DEMO or not isinstance(partner, ShownWechat):
        raise Http404
    if request.method == "POST":
        code = partner.agreed(account(request).pk) if "agree" in request.POST else ""
        return redirect(partner.leads_back(request.GET.get("state", ""), code))
    return render(request, "members/demo_wechat.html")


def _answers(asked: dict[str, str] | None, state: str) -> bool:
    if asked is None or datetime.fromisoformat(asked["at"]) < timezone.now() - LIVES:
        return False
    return constant_time_compare(asked["state"], state)
