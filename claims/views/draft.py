"""My claims: the list of them, a new one opened, a draft thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from claims import intake
from claims.errors import ClaimError
from claims.forms.acts import StartForm
from claims.guidance import guidance
from claims.models import Claim, Kind
from claims.standing import YOURS, standing
from claims.states import Status
from claims.views.own import own_claim, own_member, turned_back
from members.signin import account
from members.templatetags.words import day


def mine(request: HttpRequest) -> HttpResponse:
    claims = Claim.objects.of(account(request)).select_related("member")
    return render(request, "claims/list.html", {"claims": [_line(claim) for claim in claims]})


def start(request: HttpRequest) -> HttpResponse:
    """Choose what to claim; the same form sent twice opens one draft."""
    member = own_member(request)
    form = StartForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        claim = intake.open_draft(
            member,
            Kind(form.cleaned_data["kind"]),
            by=account(request),
            client_key=form.cleaned_data["client_key"],
        )
        return redirect("claims:facts", claim.pk)
    drafts = member.claims.filter(status=Status.DRAFT)
    context = {
        "form": form,
        "guidance": guidance(),
        "chosen": form["kind"].value(),
        "drafts": [_line(claim) for claim in drafts],
    }
    return render(request, "claims/start.html", context)


def discard(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = own_claim(request, claim_id)
    if request.method == "POST":
        try:
            intake.discard(claim.pk)
        except ClaimError as error:
            return turned_back(request, claim, error)
        messages.success(request, "草稿已删除。")
        return redirect("claims:list")
    if claim.status != Status.DRAFT:
        return turned_back(request, claim, intake.NotOpen())
    return render(request, "claims/discard.html", {"claim": claim})


def _line(claim: Claim) -> dict[str, object]:
    stands = standing(claim)
    opened = day(timezone.localdate(claim.opened_at))
    return {
        "kind": claim.get_kind_display(),
        "number": claim.number or f"{opened}开始填写",
        "standing": stands.label,
        "turn": stands.turn,
        "mine": stands.turn == YOURS,
        "link": resolve_url("claims:detail", claim.pk),
    }
