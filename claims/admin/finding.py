"""Finding a claim by what somebody at the counter says: a number, an ID number, a name.

Asked for by POST, and only the keys of what was found are kept in the session: a person's number
stands in no address, no log and no session.
"""

from typing import Final

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.models import Claim
from members.identity import canonical
from members.models import Member

FOUND: Final = "claims_found"
"""The session's key of the last finding: claims' keys as text."""

MOST: Final = 100
SHORTEST_NAME: Final = 2


def find(request: HttpRequest) -> HttpResponse:
    """Go to the one claim that fits, or list those that do."""
    sought = request.POST.get("sought", "").strip()
    found = [str(key) for key in fitting(sought)]
    if len(found) == 1:
        return redirect("admin:claims_claim_change", found[0])
    if not found:
        messages.warning(
            request,
            "没有找到。请核对后输入完整的申请编号、受理编号、身份证号码，或至少两个字的姓名。",
        )
        return redirect("admin:claims_claim_changelist")
    if len(found) == MOST:
        messages.warning(request, f"结果较多，只列出前{MOST}件。请用编号或身份证号码查找。")
    request.session[FOUND] = found
    return redirect(reverse("admin:claims_claim_changelist") + "?queue=found")


def fitting(sought: str) -> list[object]:
    """Give the keys of the claims that fit: whole numbers, or the beginning of a name."""
    number = canonical(sought)
    if len(number) < SHORTEST_NAME:
        return []
    people = Member.objects.filter(Q(id_number_index=number) | Q(name__startswith=sought))
    members = list(people.values_list("pk", flat=True)[: 10 * MOST])
    fits = Q(number=number) | Q(acceptance_number=number) | Q(member__in=members)
    claims = Claim.objects.seen_by_office().filter(fits).order_by("-submitted_at")
    return list(claims.values_list("pk", flat=True)[:MOST])
