"""The pages of a paper: taken in, taken out, shown."""

import hashlib
from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string

from claims.errors import ClaimError
from claims.models import Claim, Page
from claims.outside.scanner import Unscanned
from claims.photographs import arriving, attachments, evidence
from claims.photographs.uploads import MOST_BYTES, UploadRefused
from claims.refusals import sentence
from claims.views import parts
from claims.views.own import own_claim, turned_back
from members.sealing import Unsealable
from members.signin import account, address

NO_FILE: Final = "请先拍照，或选择照片、PDF 文件。"
UNSCANNED: Final = "文件已保存，暂时无法检测，稍后会自动完成，请不要重复上传。"


def upload(request: HttpRequest, claim: Claim, material: str) -> HttpResponse:
    """Take in what was sent for a paper: one file by the script, or several by the plain form."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _upload_one(request, claim, material)
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, NO_FILE)
    for n, file in enumerate(files, start=1):
        which = f"第{n}个文件：" if len(files) > 1 else ""
        try:
            pages = _attach(request, claim, material, file)
        except UploadRefused as error:
            messages.error(request, f"{which}{error.words}")
        except Unscanned:
            messages.warning(request, f"{which}{UNSCANNED}")
        except ClaimError as error:
            return turned_back(request, claim, error)
        else:
            messages.success(request, f"{which}已保存，共{len(pages)}页。")
    return redirect("claims:paper", claim.pk, material)


def remove(request: HttpRequest, claim_id: UUID, page_id: UUID) -> HttpResponse:
    claim = own_claim(request, claim_id)
    page = get_object_or_404(claim.pages.live(), pk=page_id)
    try:
        attachments.remove(claim.pk, page.pk)
    except ClaimError as error:
        return turned_back(request, claim, error)
    messages.success(request, "已删除1页。")
    return redirect("claims:paper", claim.pk, page.material)


def move(request: HttpRequest, claim_id: UUID, page_id: UUID, way: str) -> HttpResponse:
    """Put a page before its neighbour (`earlier`) or behind it (`later`)."""
    claim = own_claim(request, claim_id)
    page = get_object_or_404(claim.pages.live(), pk=page_id)
    if way not in {"earlier", "later"}:
        raise Http404
    try:
        attachments.move(claim.pk, page.pk, earlier=way == "earlier")
    except ClaimError as error:
        return turned_back(request, claim, error)
    return redirect("claims:paper", claim.pk, page.material)


def picture(request: HttpRequest, claim_id: UUID, page_id: UUID, size: str) -> HttpResponse:
    """Give a page as a JPEG, one that was replaced too: old and new are shown side by side.

    `size` is "picture", to be read and on record, or "thumb".
    """
    page = get_object_or_404(own_claim(request, claim_id).pages, pk=page_id)
    if size not in {"picture", "thumb"}:
        raise Http404
    return jpeg(request, page, thumb=size == "thumb")


def jpeg(request: HttpRequest, page: Page, *, thumb: bool) -> HttpResponse:
    """Answer with a page, or its thumb; 404 when the bytes are gone or altered."""
    try:
        if thumb:
            content = evidence.thumb(page)
        else:
            content = evidence.picture(page, by=account(request), address=address(request))
    except (FileNotFoundError, Unsealable):
        raise Http404 from None
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _upload_one(request: HttpRequest, claim: Claim, material: str) -> JsonResponse:
    file = request.FILES.get("files")
    if file is None:
        return JsonResponse({"error": NO_FILE}, status=400)
    try:
        pages = _attach(request, claim, material, file)
    except UploadRefused as error:
        return JsonResponse({"error": error.words, "code": error.code}, status=422)
    except Unscanned:
        return waiting()
    except ClaimError as error:
        return JsonResponse({"error": sentence(error)}, status=409)
    return entered(request, claim, material, pages)


def waiting() -> JsonResponse:
    """Answer the script that a file is kept, and is no page before it was looked through."""
    return JsonResponse({"waiting": UNSCANNED}, status=202)


def entered(
    request: HttpRequest, claim: Claim, material: str, pages: Sequence[Page]
) -> JsonResponse:
    """Answer the script with the pages that were entered, as they stand in the list."""
    thumbs = parts.thumbs(claim, material, removable=True)
    html = "".join(
        render_to_string(
            "_page_thumb.html",
            {"page": thumbs[page.pk]},
            request=request,
        )
        for page in pages
        if page.pk in thumbs
    )
    return JsonResponse({"html": html}, status=201)


def _attach(
    request: HttpRequest, claim: Claim, material: str, file: "UploadedFile[bytes]"
) -> list[Page]:
    """Attach one file. The key is the form's and the content's: a form sent twice adds it once."""
    content = file.read(MOST_BYTES + 1)
    key = uuid5(
        uuid_of(request.POST.get("client_key")) or claim.pk, hashlib.sha256(content).hexdigest()
    )
    return arriving.take(
        claim.pk,
        material,
        content,
        client_key=key,
        by=account(request),
        replaces=uuid_of(request.POST.get("replaces")),
    )


def uuid_of(text: str | None) -> UUID | None:
    """Read a key that a form names; None when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
