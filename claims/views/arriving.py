"""A file sent in pieces by the script of the upload: begun, asked after, added to.

The pieces are raw bodies; `Upload-Offset` says where one begins. An answer always tells the
offset that is stored, which is all a phone needs to go on.
"""

from contextlib import suppress
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.errors import ClaimError
from claims.models import Claim, UploadPart
from claims.outside.scanner import Unscanned
from claims.papers import WORDS
from claims.photographs import arriving
from claims.photographs.uploads import MOST_BYTES, UploadRefused
from claims.refusals import sentence
from claims.views.own import own_claim
from claims.views.pages import entered, uuid_of, waiting
from members.signin import account

READ: Final = 1 << 16
"""Bytes at a time."""
LONG: Final = 12
"""Digits that no size or offset of ours has."""
_REFUSALS: Final = (UploadRefused, ClaimError, Unscanned, arriving.WrongOffset)


def begin(request: HttpRequest, claim_id: UUID, material: str) -> JsonResponse:
    """Announce a file: `size` in bytes, `client_key`, `replaces`; the body is its first piece.

    Answers where to send the rest; when nothing is left to send, with the pages it made.
    """
    claim = own_claim(request, claim_id)
    if material not in WORDS:
        raise Http404
    size, key = request.GET.get("size", ""), uuid_of(request.GET.get("client_key"))
    if not (size.isascii() and size.isdecimal() and len(size) < LONG) or key is None:
        return JsonResponse({"error": "没有说明文件大小。请重新选择文件。"}, status=400)
    try:
        begun = arriving.begin(
            claim,
            material,
            int(size),
            client_key=key,
            by=account(request),
            replaces=uuid_of(request.GET.get("replaces")),
            first=_body(request, min(int(size), MOST_BYTES)),
        )
        return _so_far(request, claim, begun, status=201)
    except _REFUSALS as error:
        return _no_pages(error)


def part(request: HttpRequest, claim_id: UUID, part_id: UUID) -> JsonResponse:
    """Say how much is stored; add a piece. The last piece is answered with the pages it made."""
    claim = own_claim(request, claim_id)
    found = get_object_or_404(claim.parts, pk=part_id)
    if request.method != "PATCH":
        return JsonResponse({"offset": found.received, "size": found.size})
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdecimal() and len(offset) < LONG):
        return JsonResponse({"offset": found.received}, status=400)
    try:
        found = arriving.add(found, int(offset), _body(request, found.size - found.received))
        return _so_far(request, claim, found, status=200)
    except _REFUSALS as error:
        return _no_pages(error)


def _so_far(request: HttpRequest, claim: Claim, part: UploadPart, *, status: int) -> JsonResponse:
    if part.received < part.size:
        return JsonResponse({"url": _url(part), "offset": part.received}, status=status)
    return entered(request, claim, part.material, arriving.finish(part))


def _no_pages(
    error: UploadRefused | ClaimError | Unscanned | arriving.WrongOffset,
) -> JsonResponse:
    if isinstance(error, arriving.WrongOffset):
        return JsonResponse({"offset": error.offset}, status=409)
    if isinstance(error, Unscanned):
        return waiting()
    if isinstance(error, UploadRefused):
        return JsonResponse({"error": error.words, "code": error.code}, status=422)
    return JsonResponse({"error": sentence(error)}, status=423)


def _body(request: HttpRequest, most: int) -> bytearray:
    """Read what came of a piece: also when the connection broke in the middle of it."""
    read = bytearray()
    with suppress(OSError):
        while len(read) <= most and (some := request.read(READ)):
            read += some
    return read


def _url(part: UploadPart) -> str:
    return reverse("claims:part", args=[part.claim_id, part.pk])
