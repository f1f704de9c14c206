"""Writing down, at the desk, what is in order and what is not. Nothing is sent to anybody yet."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from claims import noting
from claims.admin import desk, moves, pages
from claims.admin.asking import NoteForm
from claims.admin.refusals import Refused, sentence
from members.signin import account


def note(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Write one defect down; what cannot be taken stays in the form with what is wrong."""
    claim = moves.read(claim_id)
    form = NoteForm(pages.papers(claim), request.POST)
    if form.is_valid():
        try:
            noting.note(claim.pk, form.asked(), by=account(request))
        except Refused as error:
            form.add_error(None, sentence(error))
            return desk.show(request, moves.read(claim_id), form=form, status=409)
        return redirect(_back(request, claim_id))
    return desk.show(request, claim, form=form, status=422)


def forget(request: HttpRequest, claim_id: UUID, item_id: int) -> HttpResponse:
    return _done(request, claim_id, lambda: noting.forget(claim_id, item_id, by=account(request)))


def check(request: HttpRequest, claim_id: UUID, material: str) -> HttpResponse:
    """Record that a paper is in order, or with `undo` take that back."""
    verb = noting.uncheck_paper if "undo" in request.POST else noting.check_paper
    return _done(request, claim_id, lambda: verb(claim_id, material, by=account(request)))


def invoice(request: HttpRequest, claim_id: UUID, page_id: UUID) -> HttpResponse:
    """Register the number that a page of an invoice bears."""
    number, code = request.POST.get("number", ""), request.POST.get("code", "")
    user = account(request)
    return _done(
        request,
        claim_id,
        lambda: noting.register_invoice(claim_id, page_id, number, code=code, by=user),
    )


def _done(request: HttpRequest, claim_id: UUID, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as error:
        messages.warning(request, sentence(error))
    return redirect(_back(request, claim_id))


def _back(request: HttpRequest, claim_id: UUID) -> str:
    """The desk, with the same page shown large."""
    page, here = request.GET.get("page", ""), resolve_url("admin:claims_claim_desk", claim_id)
    try:
        return f"{here}?page={UUID(page)}"
    except ValueError:
        return here
