"""What a reviewer writes down while turning the pages: papers in order, defects, then all sent.

Kept on the server from the first word, so that a closed window loses nothing. Each act needs what
asking for a correction needs, and extends the hold. Verbs as claims.transitions says.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.errors import Incomplete
from claims.models import Claim, CorrectionItem, InvoiceNumber, Page, PaperCheck
from claims.reading.numbers import NUMBERED, canonical
from claims.reasons import Correctable
from claims.review import Asked, ask, columns, hold
from claims.states import Action
from claims.transitions import check_move, locked
from members.models import User


@transaction.atomic
def note(claim_id: UUID, asked: Asked, *, by: User) -> CorrectionItem:
    """Write down one defect. The paper it is about no longer counts as in order."""
    claim = _held(claim_id, by)
    if asked.page is not None and not _live(claim, asked.material).filter(pk=asked.page).exists():
        raise Incomplete({"about": "这一页已被替换或移除，请重新选择。"})
    if asked.reason == Correctable.OTHER and not asked.words.strip():
        raise Incomplete({"words": "选择“其他”时，请写明需要补正什么。"})
    if asked.spot is not None and asked.page is None:
        raise Incomplete({"about": "标记须画在某一页图片上。"})
    claim.checks.filter(material=asked.material).delete()
    return CorrectionItem.objects.create(
        noted_for=claim,
        noted_by=by,
        material=asked.material,
        page_id=asked.page,
        reason=asked.reason,
        words=asked.words.strip(),
        **columns(asked.spot),
    )


@transaction.atomic
def forget(claim_id: UUID, item_id: int, *, by: User) -> None:
    """Strike a defect that was written down and not sent. Harmless when it is gone."""
    _held(claim_id, by).defects.filter(pk=item_id).delete()


@transaction.atomic
def check_paper(claim_id: UUID, material: str, *, by: User) -> PaperCheck:
    """Record that a paper is in order as its pages now are: not while a defect of it is noted."""
    claim = _held(claim_id, by)
    pages = list(_live(claim, material).values_list("pk", flat=True))
    if not pages:
        raise Incomplete({"about": "这份材料还没有上传，不能核对。"})
    if claim.defects.filter(material=material).exists():
        raise Incomplete({"about": "这份材料已记下问题。没有问题的，请先删除，再记为无误。"})
    checked, _created = PaperCheck.objects.update_or_create(
        claim=claim,
        material=material,
        defaults={"pages": pages, "by": by, "at": timezone.now()},
    )
    return checked


@transaction.atomic
def uncheck_paper(claim_id: UUID, material: str, *, by: User) -> None:
    """Take back that a paper is in order."""
    _held(claim_id, by).checks.filter(material=material).delete()


@transaction.atomic
def register_invoice(
    claim_id: UUID, page_id: UUID, number: str, *, code: str = "", by: User
) -> InvoiceNumber | None:
    """Register the number that a page of an invoice bears; an empty one takes it away."""
    page = _held(claim_id, by).pages.live().filter(pk=page_id, material__in=NUMBERED).first()
    if page is None:
        raise Incomplete({"about": "这一页已被替换或移除，请重新选择。"})
    if not number.strip():
        InvoiceNumber.objects.filter(page=page).delete()
        return None
    try:
        typed = {"number": canonical(number), "code": canonical(code) if code.strip() else ""}
    except ValueError:
        raise Incomplete({"number": "请填写票据上印的号码，由数字或字母组成，至少4位。"}) from None
    registered, _created = InvoiceNumber.objects.update_or_create(
        page=page, defaults={**typed, "by": by, "at": timezone.now()}
    )
    return registered


@transaction.atomic
def send(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Ask for everything that is written down, at once."""
    claim = locked(claim_id, version)
    asked = [
        Asked(item.material, Correctable(item.reason), item.words, item.page_id, item.spot)
        for item in claim.defects.all()
    ]
    return ask(claim_id, asked, by=by, version=version)


def _held(claim_id: UUID, by: User) -> Claim:
    claim = locked(claim_id)
    check_move(claim, Action.ASK, by=by)
    hold(claim, by)
    claim.save(update_fields=["reviewer", "held_until"])
    return claim


def _live(claim: Claim, material: str) -> QuerySet[Page]:
    return claim.pages.live().filter(material=material)
