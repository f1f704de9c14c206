"""The office's box for finding a claim by a number, an ID number, an account or a name.

Asked for by POST, and only the keys of what was found are kept in the session: a person's number
stands in no address, no log and no session. Who looked, and for what kind of thing, is recorded.
"""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.finding import MOST, By, fitting
from members.models import AccessLog
from members.signin import account

FOUND: Final = "claims_found"
"""The session's key of the last finding: claims' keys as text."""

LOOKED_FOR: Final = "claims_looked_for"
"""In the access log."""
NOTHING: Final = (
    "没有找到。请核对后输入完整的申请编号、受理编号、身份证号码、手机号码、银行卡号、封面码或档案位置，"
    "或姓名中相连的两个字。"
)
LACKING: Final = (
    "只有一个姓，同姓的人太多。请输入姓名中相连的两个字，或在姓后加出生日期，例如“陈 19830612”。"
)


def find(request: HttpRequest) -> HttpResponse:
    """Go to the one claim that fits, or list those that do."""
    found = fitting(request.POST.get("sought", "").strip())
    if found.lacking:
        messages.warning(request, LACKING)
        return redirect("admin:claims_claim_changelist")
    if found.by is not By.CLAIM:
        AccessLog.objects.create(
            by=account(request),
            what=LOOKED_FOR,
            object_id=found.by,
            reason=f"{len(found.keys)}",
            address=request.META.get("REMOTE_ADDR") or None,
        )
    if not found.keys:
        messages.warning(request, NOTHING)
        return redirect("admin:claims_claim_changelist")
    if len(found.keys) == 1:
        return redirect("admin:claims_claim_change", found.keys[0])
    if found.capped:
        messages.warning(
            request, f"结果较多，只列出{MOST}件。请输入更多的字，或用编号、身份证号码查找。"
        )
    request.session[FOUND] = [str(key) for key in found.keys]
    return redirect(reverse("admin:claims_claim_changelist") + "?queue=found")
