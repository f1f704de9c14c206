"""What is said when something failed: to try again soon, or that it is our fault."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for an error nobody caught (Django's handler500).

    A lock not had in time, a statement too long, a database that is away: 503, and nothing was
    written, since every verb is one transaction. All else: 500. Both pages are rendered without
    the request, for who is signed in would have to be asked of the database.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("500.html"), status=500)
