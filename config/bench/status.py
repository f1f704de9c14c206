"""P4: a member's page of a claim that is paid for, beside a page that says ok.

The floor is the page that says ok under the same handler, middleware and one query included. Every
answer must be the page of the claim.
"""

import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from config.bench.city import city
from config.bench.measurement import Measurement, seconds_in_turn

if TYPE_CHECKING:
    from claims.models import Claim

PAGES, TURNS = 20, 11
"""So many pages in each turn."""


def status() -> Iterator[Measurement]:
    """P4: the queries of the page, its session's too; pages a second beside the floor's."""
    with city():
        from claims.models import Claim  # noqa: PLC0415 - models stand only after setup
        from config.wsgi import application  # noqa: PLC0415

        call_command("collectstatic", interactive=False, verbosity=0)
        approved = Claim.objects.filter(status=Claim.Status.APPROVED)
        claims = list(approved.select_related("applicant").order_by("pk")[:PAGES])
        pages = cycle([_page(application, claim) for claim in claims])
        asked = []
        for _ in claims:
            with CaptureQueriesContext(connection) as queries:
                next(pages)()
            asked.append(len(queries))
        yield Measurement("P4 queries of a claim's page, at most", max(asked), "queries")
        floor, taken = seconds_in_turn(
            lambda: [_answer(application, resolve_url("members:health"), "") for _ in claims],
            lambda: [next(pages)() for _ in claims],
            clock=time.perf_counter,
            turns=TURNS,
        )
        yield Measurement("P4 pages of a claim", PAGES / taken, "pages/s", PAGES / floor)


def _page(handler: WSGIHandler, claim: "Claim") -> Callable[[], str]:
    """Sign the applicant in; give what asks for the page and looks whether it is the claim's."""
    client = Client()
    client.force_login(claim.applicant, settings.AUTHENTICATION_BACKENDS[-1])
    cookie = client.cookies.output(header="", sep=";").strip()

    def shown() -> str:
        text = _answer(handler, f"/claims/{claim.pk}/", cookie)
        if str(claim.number) not in text:
            raise SystemExit("That is not the page of the claim.")
        return text

    return shown


def _answer(handler: WSGIHandler, path: str, cookie: str) -> str:
    request = RequestFactory().get(path, headers={"cookie": cookie, "host": "localhost"})
    answer = handler.get_response(handler.request_class(request.environ))
    assert isinstance(answer, HttpResponse)  # noqa: S101 - for the types: nothing is streamed
    return answer.content.decode()
