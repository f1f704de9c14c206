"""The originals: on their way, signed in, compared page by page with the pictures, accepted.

Verbs as claims.transitions says. A page stands as it was found last: what was found the same in one
parcel stays so; what differed is looked at again in the next. A claim is accepted when every page
stands the same, which the database holds too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims import numbers
from claims.errors import Incomplete, NotHere, NotOpen
from claims.models import Claim, Comparison, Page, Parcel
from claims.papers import in_order, name_of
from claims.promise import deadlines
from claims.reasons import Difference
from claims.states import AWAITING_ORIGINALS, Action
from claims.transitions import check_move, locked, move
from members.models import User
from members.prepared import prepared

Verdict = Comparison.Verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """A page, its number among those of its paper, and how it stands beside its original."""

    page: Page
    number: int
    found: Comparison | None
    todo: bool
    """Still to be looked at in the parcel that lies here."""

    @property
    def name(self) -> str:
        return f"{name_of(self.page.material)}第{self.number}页"

    @property
    def differs(self) -> bool:
        return self.found is not None and self.found.differs

    @property
    def words(self) -> str:
        """What is wrong with the original, in words."""
        if self.found is None or not self.differs:
            return ""
        more = f"：{self.found.words}" if self.found.words else ""
        return f"{self.found.why}{more}"


def compared(claim: Claim) -> list[Compared]:
    """Give every live page as it stands, in the order papers are asked for. Two queries."""
    found = {c.page_id: c for c in Comparison.objects.filter(page__claim=claim).standing()}
    pages: dict[str, list[Any]] = {}
    for page in claim.pages.live().annotate(parcel=_on_the_table(claim.pk)):
        pages.setdefault(page.material, []).append(page)
    return [
        Compared(page, number, found.get(page.pk), _to_do(found.get(page.pk), page.parcel))
        for paper in map(pages.__getitem__, in_order(claim.kind, pages))
        for number, page in enumerate(paper, start=1)
    ]


def received(claim: Claim) -> Parcel | None:
    """The parcel that was signed in last: what lies on the teller's table."""
    parcels = claim.parcels.filter(received_at__isnull=False)
    return parcels.order_by("-received_at").first()


@transaction.atomic
def register_parcel(claim_id: UUID, *, courier: str, number: str) -> Parcel:
    """Note that the originals were posted; a second registration corrects the first.

    NotOpen once a station has taken them in.
    """
    claim = locked(claim_id)
    handed = claim.parcels.under_way().filter(way=Parcel.Way.HANDED)
    if claim.status not in AWAITING_ORIGINALS or handed.exists():
        raise NotOpen
    parcel, _created = Parcel.objects.update_or_create(
        claim=claim,
        received_at=None,
        defaults={"way": Parcel.Way.POSTED, "courier": courier, "number": number},
    )
    claim.version += 1
    claim.save(update_fields=["version"])
    return parcel


@transaction.atomic
def receive(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Sign the originals in: the parcel under way, or papers brought to the counter.

    NotHere for somebody of a station that does not take originals.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.RECEIVE, by=by)
    if by.station is not None and not by.station.takes_originals:
        raise NotHere(str(by.station))
    parcel = next(iter(_under_way(claim.pk)), Parcel(claim=claim, way=Parcel.Way.BROUGHT))
    parcel.received_at, parcel.received_by = timezone.now(), by
    parcel.save()
    claim.answer_by = None
    return move(claim, Action.RECEIVE, by=by)


@transaction.atomic
def compare(
    claim_id: UUID,
    pages: Collection[UUID],
    verdict: Comparison.Verdict,
    *,
    by: User,
    reason: str = "",
    words: str = "",
) -> None:
    """Write down how pages of the originals are beside their pictures; a second time corrects it.

    Incomplete for a page that is not a live one of the claim, or a difference without its reason.
    """
    claim = locked(claim_id)
    check_move(claim, Action.ACCEPT, by=by)
    differs = verdict == Verdict.DIFFERS
    problems = {}
    parcels = {page: parcel for page, parcel in _beside(claim.pk) if page in pages}
    if not pages or len(parcels) != len(set(pages)):
        problems["pages"] = "请选择这份申请现有的材料页。"
    if differs and reason not in Difference.values:
        problems["reason"] = "请选择哪里不一致。"
    if differs and reason == Difference.OTHER and not words.strip():
        problems["words"] = "选择“其他”时，请写明哪里不一致。"
    if problems:
        raise Incomplete(problems)
    Comparison.objects.bulk_create(
        [
            Comparison(
                page_id=page,
                parcel_id=parcel,
                verdict=verdict,
                reason=reason if differs else "",
                words="" if verdict == Verdict.SAME else words.strip(),
                by=by,
            )
            for page, parcel in parcels.items()
        ],
        update_conflicts=True,
        unique_fields=["parcel", "page"],
        update_fields=["verdict", "reason", "words", "by", "at"],
    )


@transaction.atomic
def dispute(claim_id: UUID, words: str = "", *, by: User, version: int | None = None) -> Claim:
    """Send for the originals that differ or are not there: all of them at once.

    Incomplete while a page is not looked at, or when nothing differs.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.DISPUTE, by=by)
    pages = compared(claim)
    _check_all_seen(pages)
    wrong = [page for page in pages if page.differs]
    if not wrong:
        raise Incomplete({"pages": "各页都与图片一致，不需要补交原件。"})
    claim.answer_by = timezone.localdate() + deadlines.ANSWER_WITHIN
    claim.reason_words = words.strip()
    told = "；".join([*(f"{page.name}：{page.words}" for page in wrong), *words.split()])
    return move(claim, Action.DISPUTE, by=by, note=told[:500])


@transaction.atomic
def accept(claim_id: UUID, *, by: User, version: int | None = None) -> Claim:
    """Accept the claim formally: from here on the office alone moves it.

    Incomplete while a page was not found the same as its original.
    """
    claim = locked(claim_id, version)
    check_move(claim, Action.ACCEPT, by=by)
    if _not_the_same(claim.pk):
        pages = compared(claim)
        _check_all_seen(pages)
        wrong = _names([page for page in pages if page.differs])
        raise Incomplete({"pages": f"{wrong}与图片不符，请要求补交，不能受理。"})
    claim.acceptance_number = claim.acceptance_number or numbers.acceptance_number()
    claim.reason_words = ""
    return move(claim, Action.ACCEPT, by=by)


@prepared
def _under_way(claim_id: UUID) -> QuerySet[Parcel]:
    return Parcel.objects.under_way().filter(claim=claim_id)


@prepared
def _not_the_same(claim_id: UUID) -> QuerySet[Page]:
    """A page that was not found the same as its original, if there is one."""
    found = Comparison.objects.filter(page=OuterRef("pk")).order_by("-at", "-pk")
    last = Coalesce(Subquery(found.values("verdict")[:1]), Value(""))
    pages = Page.objects.live().filter(claim=claim_id)
    return pages.annotate(last=last).exclude(last=Verdict.SAME)[:1]


@prepared
def _beside(claim_id: UUID) -> QuerySet[Page, Any]:
    """The pages that stand, and the parcel that each is compared with now."""
    return Page.objects.live().filter(claim=claim_id).values_list("pk", _on_the_table(claim_id))


def _on_the_table(claim_id: UUID) -> Subquery:
    """The key of the parcel that was signed in last, within a query."""
    last = Parcel.objects.filter(claim=claim_id, received_at__isnull=False).order_by("-received_at")
    return Subquery(last.values("pk")[:1])


def _to_do(found: Comparison | None, last: UUID | None) -> bool:
    if found is None:
        return True
    return found.differs and last is not None and found.parcel_id != last


def _check_all_seen(pages: Sequence[Compared]) -> None:
    if unseen := [page for page in pages if page.todo]:
        raise Incomplete({"pages": f"还有{len(unseen)}页没有比对：{_names(unseen)}。"})


def _names(pages: Sequence[Compared]) -> str:
    """The first of them by name, and how many more."""
    named = "、".join(page.name for page in pages[:3])
    return f"{named}等{len(pages)}页" if len(pages) > 3 else named  # noqa: PLR2004 - three names
