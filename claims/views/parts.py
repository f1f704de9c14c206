"""A claim's parts as templates take them: what was filled in, the papers, their pages."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from claims.benefits import Circumstance
from claims.forms.occurrence import FIELDS, GRADES, LABELS
from claims.models import Claim, Kind, Page
from claims.papers import in_order, name_of, needs_of
from claims.photographs.twins import sent_before
from members import days
from members.identity import mask_card

SAME: Final = "您已在“{}”中上传过这个文件。如是选错了，可以删除这一页。"


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Thumb:
    """One page, see _page_thumb.html."""

    anchor: str
    number: int
    paper_name: str
    thumb_url: str
    view_url: str
    remove_url: str
    words: str
    receipt: str
    """When it was stored, and the beginning of the digest of what was."""
    move_url: str = ""
    """Without its last word, `earlier/` or `later/`."""
    retake_url: str = ""
    state: str = "kept"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper in a list, with what is there of it."""

    code: str
    name: str
    link: str
    pages: list[Thumb]


@dataclass(frozen=True, slots=True)
class Brought:
    """One paper, and how many pages of it are there."""

    code: str
    name: str
    link: str
    pages: int


@dataclass(frozen=True, slots=True)
class NeedLines:
    """What has to be brought: any one of the papers."""

    papers: list[PaperLine]

    @property
    def met(self) -> bool:
        return any(paper.pages for paper in self.papers)


def facts(claim: Claim) -> list[Fact]:
    """What the member told of what happened, in the order it was asked."""
    if claim.kind == Kind.INPATIENT:
        return _stays(claim)
    happened = getattr(claim, "occurrence", None)
    if happened is None:
        return []
    kind = Kind(claim.kind)
    told = {
        "place": happened.place,
        "disease": happened.disease,
        "cause": happened.get_cause_display(),
        "grade": f"{GRADES[happened.grade - 1]}级" if happened.grade else "",
        "occurred_on": days.long(happened.occurred_on),
        "decisive_on": days.long(happened.decisive_on),
        "surgery": _yes_no(claim, Circumstance.SURGERY),
        "several_heirs": _yes_no(claim, Circumstance.SEVERAL_HEIRS),
    }
    return [Fact(LABELS[kind].get(name, ASKED.get(name, "")), told[name]) for name in FIELDS[kind]]


ASKED: Mapping[str, str] = {
    "disease": "疾病名称",
    "cause": "事故性质",
    "occurred_on": "事故日期",
    "grade": "伤残等级",
    "surgery": "是否做过手术",
    "several_heirs": "有无其他法定继承人",
}


def payee(claim: Claim) -> list[Fact]:
    """Where the money goes, the number masked."""
    if not claim.payee_account:
        return []
    return [
        Fact("收款户名", claim.payee_name),
        Fact("开户银行", claim.payee_bank),
        Fact("银行卡号", mask_card(claim.payee_account)),
    ]


def needs(claim: Claim) -> list[NeedLines]:
    """Each need of the claim with its papers and their pages. One query."""
    pages = _by_material(claim)
    return [
        NeedLines([paper_line(claim, paper, pages.get(paper, [])) for paper in need.papers])
        for need in needs_of(claim.kind, claim.circumstances)
    ]


def handed_in(claim: Claim, pages: Iterable[str]) -> list[Brought]:
    """The papers that pages are of, needed or not, in the order people are asked."""
    count = Counter(pages)
    return [
        Brought(code, name_of(code), reverse("claims:paper", args=[claim.pk, code]), count[code])
        for code in in_order(claim.kind, count)
    ]


def paper_line(claim: Claim, material: str, pages: Iterable[Page]) -> PaperLine:
    thumbs = [thumb(page, n) for n, page in enumerate(pages, start=1)]
    link = reverse("claims:paper", args=[claim.pk, material])
    return PaperLine(material, name_of(material), link, thumbs)


def thumbs(claim: Claim, material: str, *, removable: bool) -> dict[UUID, Thumb]:
    """Give the pages of a paper in order, each told if its file is in the claim already."""
    live = list(claim.pages.live())
    before = sent_before(live)
    of_paper = (page for page in live if page.material == material)
    return {
        page.pk: thumb(page, number, removable=removable, same=before.get(page.pk))
        for number, page in enumerate(of_paper, start=1)
    }


def thumb(page: Page, number: int, *, removable: bool = False, same: Page | None = None) -> Thumb:
    """Give one page; `same` is an earlier one of the claim that came as the same file."""
    at = [page.claim_id, page.pk]
    stored = timezone.localtime(page.added_at)
    return Thumb(
        anchor=f"page-{page.pk}",
        number=number,
        paper_name=name_of(page.material),
        thumb_url=reverse("claims:page_picture", args=[*at, "thumb"]),
        view_url=reverse("claims:page_picture", args=[*at, "picture"]),
        remove_url=reverse("claims:page_remove", args=at) if removable else "",
        words=page.advice + (SAME.format(name_of(same.material)) if same else ""),
        receipt=f"{stored:%m-%d %H:%M} 存证 {page.original_sha256[:8]}",
        move_url=reverse("claims:page_move", args=[*at, "earlier"])[: -len("earlier/")]
        if removable
        else "",
        retake_url=reverse("claims:paper", args=[page.claim_id, page.material])
        + f"?replaces={page.pk}"
        if removable
        else "",
    )


def _by_material(claim: Claim) -> dict[str, list[Page]]:
    pages: dict[str, list[Page]] = {}
    for page in claim.pages.live():
        pages.setdefault(page.material, []).append(page)
    return pages


def _stays(claim: Claim) -> list[Fact]:
    stays = list(claim.stays.all())
    found = []
    for n, stay in enumerate(stays, start=1):
        which = f"第{n}次住院 · " if len(stays) > 1 else ""
        found += [
            Fact(f"{which}就诊医院", stay.hospital),
            Fact(f"{which}入院日期", days.long(stay.admitted_on)),
            Fact(f"{which}出院日期", days.long(stay.discharged_on)),
        ]
        if stay.printed_days is not None:
            found.append(Fact(f"{which}票据所载住院天数", f"{stay.printed_days}天"))
    if found:
        found.append(Fact("是否因道路交通事故", _yes_no(claim, Circumstance.TRAFFIC_ACCIDENT)))
    return found


def _yes_no(claim: Claim, circumstance: Circumstance) -> str:
    return "是" if circumstance in claim.circumstances else "否"
