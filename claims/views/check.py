"""Read it all over and send it in; the receipt."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from claims import benefits, checking, completeness, filing
from claims.benefits import Assessment, Outcome
from claims.consent import TEXT
from claims.errors import Incomplete, MoveRefused, NotOpen
from claims.forms.acts import ConsentForm
from claims.models import Claim
from claims.papers import FACTS
from claims.standing import standing
from claims.states import Status
from claims.timeline import OURS
from claims.views import parts
from claims.views.own import STEPS, own_claim, sent, turned_back, whole_claim
from claims.working import REASONS, lines_of, working
from members.signin import account


def check(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show every answer, page and estimate, take the separate consent, and send it in once."""
    claim = own_claim(request, claim_id)
    form = ConsentForm(sent(request))
    problems = completeness.problems(claim)
    if form.is_bound and form.is_valid():
        try:
            filing.submit(claim.pk, by=account(request), **form.cleaned_data)
        except Incomplete as error:
            problems = dict(error.problems)
            _tell(form, problems)
        except MoveRefused:  # pressed twice: the receipt is that of the first
            return redirect("claims:receipt", claim.pk)
        else:
            return redirect("claims:receipt", claim.pk)
    if claim.status != Status.DRAFT:
        return turned_back(request, claim, NotOpen())
    context = {
        "claim": claim,
        "form": form,
        "problems": [_problem(claim, key, words) for key, words in problems.items()],
        "facts": parts.facts(claim),
        "payee": parts.payee(claim),
        "needs": parts.needs(claim),
        "estimate": _estimate(claim),
        "consent_text": TEXT,
        "step": 4,
        "steps": STEPS,
    }
    return render(request, "claims/check.html", context)


def receipt(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The number, and what happens next, by whom and by when; to be printed or photographed."""
    claim = whole_claim(request, claim_id)
    if not claim.number:
        return redirect("claims:check", claim.pk)
    stands = standing(claim)
    context = {
        "claim": claim,
        "now": stands.now if stands.now.state == "now" else None,
        "who": "服务中心" if stands.turn == OURS else stands.turn,
    }
    return render(request, "claims/receipt.html", context)


def _tell(form: ConsentForm, problems: dict[str, str]) -> None:
    """Put into the form what stops the claim, each where it is mended."""
    if "consent" in problems:
        form.add_error("consents", problems.pop("consent"))
    if problems:
        form.add_error(None, f"还有{len(problems)}项没有完成，请按下面的提示补齐后再提交。")


def _problem(claim: Claim, key: str, words: str) -> dict[str, str]:
    if key in {FACTS, "account"}:
        return {"words": words, "link": resolve_url(f"claims:{key}", claim.pk) + "?from=check"}
    return {"words": words, "link": resolve_url("claims:paper", claim.pk, key)}


def _estimate(claim: Claim) -> dict[str, object] | None:
    """What the rules give for what was told; None while they cannot say."""
    if completeness.facts_problems(claim):
        return None
    try:
        assessment = checking.preview(claim)
    except Incomplete:
        return None
    if assessment.outcome not in {Outcome.PAYABLE, Outcome.ZERO}:
        return None
    return {
        "amount": benefits.yuan(assessment.fen or 0),
        "working": working(lines_of(assessment)),
        "notes": _notes(assessment),
    }


def _notes(assessment: Assessment) -> list[str]:
    return [REASONS[reason] for reason in assessment.reasons if reason in REASONS]
