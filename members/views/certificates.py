"""The certificate of a coverage, and checking one. Verbs: members.certificates."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from members import certificates, posts
from members.errors import MemberError
from members.models import AccessLog, Coverage
from members.refusals import sentence
from members.signin import account, address

SEEN = "certificate"
"""In the access log: a cadre took out the certificate of somebody of the unit."""


def certificate(request: HttpRequest, coverage_id: UUID) -> HttpResponse:
    """Show the certificate of one's own coverage, or of one of the unit one acts for."""
    user = account(request)
    covers = Coverage.objects.live().select_related("member", "scheme", "unit", "batch__gift")
    theirs = Q(member__user=user) | Q(unit__in=[unit.pk for unit in posts.units_of(user)])
    cover = get_object_or_404(covers.filter(theirs), pk=coverage_id)
    own = cover.member.user_id == user.pk
    if not own:
        AccessLog.objects.create(
            by=user, what=SEEN, object_id=str(cover.pk), address=address(request)
        )
    code = certificates.issue(cover).code
    context = {
        "cover": cover,
        "own": own,
        "number": f"{cover.scheme_id}-{cover.pk.hex[-10:]}".upper(),
        "code": certificates.spaced(code),
        "link": request.build_absolute_uri(reverse("members:verify_code", args=[code])),
    }
    return render(request, "members/certificate.html", context)


def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say whether a certificate holds; anybody may ask."""
    asked = code or request.GET.get("code", "")
    context: dict[str, object] = {"asked": asked[:40]}
    if asked.strip():
        try:
            context["told"] = certificates.verify(asked, address=address(request))
        except MemberError as error:
            context["refusal"] = sentence(error)
    return render(request, "members/verify.html", context)
