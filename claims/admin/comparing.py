"""The originals beside their pictures: a page large, what was found of each, then accepted or sent
for again. Driven like the review desk, whose pages and keys it shares."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from claims.admin import changes, moves
from claims.admin.acts import buttons
from claims.admin.desk import SHOWN, Leaf, chosen
from claims.admin.refusals import Refused, sentence
from claims.models import Claim, Comparison
from claims.originals import receiving
from claims.originals.receiving import Compared, compared
from claims.papers import name_of
from claims.reasons import Difference
from claims.states import Status
from members.signin import account

Verdict = Comparison.Verdict
WHOLE: Final = "_paper"
"""After a verdict: of all pages of the paper, not of the one that is shown."""


class ComparisonForm(forms.Form):
    """What was found of one page, or of its whole paper: the button that was pressed says it."""

    page = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="哪里不一致",
        choices=[("", "请选择"), *((c, f"{c[1:]} {label}") for c, label in Difference.choices)],
        required=False,
    )
    words = forms.CharField(
        label="写给职工的说明",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "可不填"}),
    )
    verdict = forms.ChoiceField(
        choices=[(f"{v}{of}", "") for v in Verdict.values for of in ("", WHOLE)],
        error_messages={"required": "请选择比对结果。"},
    )


def compare(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show the pages to compare; by POST write down what was found and go on to the next."""
    claim, status = moves.read(claim_id), 200
    form = ComparisonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_written(request, claim, form.cleaned_data))
        except Refused as error:
            form.add_error(None, sentence(error))
            claim, status = moves.read(claim_id), 409
    elif request.method == "POST":
        status = 422
    return _show(request, claim, form, status)


def _written(request: HttpRequest, claim: Claim, told: dict[str, Any]) -> str:
    """Write down what was found; give the address of the next page to look at."""
    shown: UUID = told["page"]
    verdict, _, whole = told["verdict"].partition("_")
    pages = list(claim.pages.live())
    material = next((page.material for page in pages if page.pk == shown), "")
    of_paper = [page.pk for page in pages if page.material == material]
    receiving.compare(
        claim.pk,
        of_paper if whole else [shown],
        Verdict(verdict),
        by=account(request),
        reason=told["reason"],
        words=told["words"],
    )
    here = reverse("admin:claims_claim_compare", args=[claim.pk])
    onward = _next(compared(claim), shown)
    return f"{here}?page={onward}" if onward else here


def _next(pages: list[Compared], shown: UUID) -> UUID | None:
    """The first page to look at after the one that was shown, else the first at all."""
    keys = [one.page.pk for one in pages]
    at = keys.index(shown) if shown in keys else 0
    return next((one.page.pk for one in (*pages[at:], *pages[:at]) if one.todo), None)


def _show(request: HttpRequest, claim: Claim, form: ComparisonForm, status: int) -> HttpResponse:
    user, pages = account(request), compared(claim)
    leaves = [_leaf(one) for one in pages]
    first = next((str(one.page.pk) for one in pages if one.todo), None)
    asked = request.POST.get("page") or request.GET.get("page") or first
    waiting = Claim.objects.filter(status=Status.RECEIVED).select_related("member")
    offered = {b.code: b for b in buttons(claim, user) if b.code in {"accept", "dispute"}}
    context = {
        **admin.site.each_context(request),
        "opts": Claim._meta,  # noqa: SLF001 - Django's documented door
        "title": f"比对原件 {claim.number}",
        "claim": claim,
        "pages": pages,
        "todo": sum(one.todo for one in pages),
        "differing": sum(one.differs and not one.todo for one in pages),
        "leaves": leaves,
        "leaf": chosen(leaves, asked),
        "form": form,
        "open": claim.status == Status.RECEIVED,
        "waiting": waiting.order_by("since", "pk")[:SHOWN],
        "now": changes.as_read(claim),
        **offered,
    }
    return render(request, "admin/claims/claim/compare.html", context, status=status)


def _leaf(one: Compared) -> Leaf:
    """A page as the desk shows it, without the one it replaced: that is settled."""
    one.page.replaces = None
    return Leaf(one.page, name_of(one.page.material), one.number, [], [])
