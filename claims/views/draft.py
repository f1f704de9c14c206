"""My claims: the list of them, a new one opened, a draft thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from claims import intake, refiling
from claims.errors import ClaimError, NotOpen
from claims.forms.acts import StartForm
from claims.listing import line
from claims.models import Claim, Kind
from claims.schemes.guidance import guidance
from claims.states import Status
from claims.views.own import own_claim, own_member, sent, turned_back
from members.signin import account


def mine(request: HttpRequest) -> HttpResponse:
    claims = Claim.objects.of(account(request)).with_standing()
    return render(request, "claims/list.html", {"claims": [line(claim) for claim in claims]})


def start(request: HttpRequest) -> HttpResponse:
    """Choose what to claim; the same form sent twice opens one draft."""
    member = own_member(request)
    form = StartForm(sent(request), initial={"kind": request.GET.get("kind")})
    if form.is_bound and form.is_valid():
        if form.cleaned_data["kind"] == Kind.DEATH:
            messages.info(request, "亡故慰问金由亲属办理，请填写亡故职工和您的关系。")
            return redirect(f"{resolve_url('claims:file_for')}?kind={Kind.DEATH}")
        claim = intake.open_draft(
            member,
            Kind(form.cleaned_data["kind"]),
            by=account(request),
            client_key=form.cleaned_data["client_key"],
        )
        return redirect("claims:facts", claim.pk)
    drafts = member.claims.filter(status=Status.DRAFT).with_standing()
    context = {
        "form": form,
        "guidance": guidance(),
        "chosen": form["kind"].value(),
        "drafts": [line(claim) for claim in drafts],
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
        return turned_back(request, claim, NotOpen())
    return render(request, "claims/discard.html", {"claim": claim})


def again(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """File a claim that was closed late or taken back anew, with what was told and photographed."""
    claim = own_claim(request, claim_id)
    if request.method == "POST":
        try:
            draft = refiling.file_again(claim.pk, by=account(request))
        except ClaimError as error:
            return turned_back(request, claim, error)
        messages.success(request, "已带入原来填写的内容和材料，请核对后提交。")
        return redirect("claims:papers", draft.pk)
    if not claim.may_be_filed_again:
        return turned_back(request, claim, NotOpen())
    return render(request, "claims/again.html", {"claim": claim})
