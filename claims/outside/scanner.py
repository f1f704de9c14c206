"""The virus scanner beside the server, if there is one: asked before a file is opened by anything.

Fails closed: while it is named in the settings and cannot say, no file becomes a page. What it
could not say of is kept and asked again (claims.photographs.arriving).
"""

import io
from typing import Final

import clamd
from django.conf import settings

MOST_SECONDS: Final = 20
"""Of silence; a file of 10 MB takes a fraction of one."""
FOUND: Final = "FOUND"
CLEAN: Final = "OK"


class Unscanned(Exception):
    """The scanner could not say: it is away, silent, or would not read so much."""


def scan(content: bytes) -> str:
    """Give the scanner's name of what is hidden in a file; empty when nothing is, or no scanner.

    Unscanned when it cannot say. Never call it inside a transaction.
    """
    if not settings.CLAMD_SOCKET:
        return ""
    try:
        answer = _scanner().instream(io.BytesIO(content)) or {}
    except (clamd.ClamdError, OSError) as error:
        raise Unscanned(str(error)) from error
    said, name = answer.get("stream", ("", None))
    if said == CLEAN:
        return ""
    if said == FOUND:
        return name or FOUND
    raise Unscanned(f"an answer that means nothing: {answer!r}")


def _scanner() -> clamd.ClamdNetworkSocket:
    where: str = settings.CLAMD_SOCKET
    if where.startswith("/"):
        return clamd.ClamdUnixSocket(where, timeout=MOST_SECONDS)
    host, _, port = where.rpartition(":")
    return clamd.ClamdNetworkSocket(host, int(port), timeout=MOST_SECONDS)
