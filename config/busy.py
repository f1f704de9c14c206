"""What is said when something failed: to try again soon, or that it is our fault."""

import errno
import logging
import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

logger = logging.getLogger(__name__)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for an error nobody caught (Django's handler500).

    A lock not had in time, a statement too long, a database that is away: 503, and nothing was
    written, since every verb is one transaction. A disk without room: 507, and an alarm in the log.
    All else: 500. The pages are rendered without the request, for who is signed in would have to be
    asked of the database.
    """
    match sys.exception():
        case OperationalError() | InterfaceError():
            page = render_to_string("503.html")
            return HttpResponse(page, status=503, headers={"Retry-After": "5"})
        case OSError(errno=number) if number in NO_ROOM:
            logger.critical("disk_full", extra={"errno": errno.errorcode[number]})
            return HttpResponse(render_to_string("507.html"), status=507)
    return HttpResponse(render_to_string("500.html"), status=500)
