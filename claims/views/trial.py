from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.trial import trial_form
from claims.schemes.trial import offered
from members.models import Member, User


def trial(request: HttpRequest) -> HttpResponse:
    """Try what would be paid, by any published period or one's own coverages; nothing is kept.

    `live` is a request that the page itself made while somebody is still typing.
    """
    user = request.user
    member = Member.objects.filter(user=user).first() if isinstance(user, User) else None
    rules = offered(member)
    if not rules:
        return render(request, "claims/trial.html")
    form, lost = trial_form(rules, request.GET)
    context = {
        "form": form,
        "lost": lost,
        "answer": form.answer() if form.is_valid() else None,
        "live": "HX-Request" in request.headers,
    }
    return render(request, "claims/trial.html", context)
