"""What a file still lacks before it can be sent in: every problem at once, each with a sentence.

Keys name the place to mend it: `facts`, `account`, or the first paper of a need.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims import benefits
from claims.models import Claim, CorrectionItem, Kind, Occurrence, Page, Stay, UploadPart
from claims.papers import WORDS, needs_of
from claims.states import Status
from members import days
from members.models import Coverage
from members.prepared import prepared

DEAD_ENDS = (Status.DRAFT, Status.WITHDRAWN, Status.CLOSED_LATE, Status.REFUSED)
"""Claims that do not stand in the way of another for the same stay."""
WAITING: Final = "上传的文件已保存，正在等待安全检测。检测完成后即可提交，请稍后再来。"


def problems(claim: Claim) -> dict[str, str]:
    """List what stops the claim from being sent in; empty when it is complete."""
    return facts_problems(claim) | account_problems(claim) | paper_problems(claim)


def facts_problems(claim: Claim) -> dict[str, str]:
    if claim.kind == Kind.INPATIENT:
        stays = _stays(claim.pk, claim.member_id)
        own = [stay for stay in stays if stay.claim_id == claim.pk]
        if not own:
            return {"facts": "请填写住院信息。"}
        spans = [(stay.admitted_on, stay.discharged_on) for stay in own]
        others = [stay for stay in stays if stay.claim_id != claim.pk]
        wrong = [words for found in _spans_problems(spans, claim, others) for words in found]
        return {"facts": wrong[0]} if wrong else {}
    happened = getattr(claim, "occurrence", None)
    if happened is None:
        return {"facts": "请填写申请内容。"}
    wrong = day_problems(happened.decisive_on, claim)
    return {"facts": wrong[0]} if wrong else {}


def unfinished(claim: Claim) -> dict[str, str]:
    """List what stops a pre-review from being passed. One query.

    What happened may not be told at all, after the kind of the claim was put right.
    """
    [(brought, stayed, happened, noted)] = _found(claim.pk)
    found = _lacking(claim, set(brought))
    if not (stayed if claim.kind == Kind.INPATIENT else happened):
        found["facts"] = "还没有填写这类申请的内容，请先要求职工补正“填写的内容”。"
    if noted:
        found["items"] = "还有记下的问题没有发出。请先发出补正要求，或删除记下的问题。"
    return found


def stays_problems(spans: Sequence[tuple[date, date]], claim: Claim) -> list[list[str]]:
    """Say of each stay what is wrong with its dates, for this member, today. Two queries."""
    stays = _stays(claim.pk, claim.member_id)
    return _spans_problems(spans, claim, [s for s in stays if s.claim_id != claim.pk])


@prepared
def _found(claim_id: UUID) -> QuerySet[Claim, Any]:
    """The papers of a claim, whether it says what happened, and whether a defect is noted."""
    row = OuterRef("pk")
    return Claim.objects.filter(pk=claim_id).values_list(
        ArraySubquery(Page.objects.live().filter(claim=row).order_by().values("material")),
        Exists(Stay.objects.filter(claim=row)),
        Exists(Occurrence.objects.filter(claim=row)),
        Exists(CorrectionItem.objects.filter(noted_for=row)),
    )


@prepared
def _stays(claim_id: UUID, member_id: UUID) -> QuerySet[Stay]:
    """The stays of a claim, and those of the member's claims that stand in its way."""
    of_member = Stay.objects.filter(claim__member=member_id).select_related("claim")
    return of_member.filter(~Q(claim__status__in=DEAD_ENDS) | Q(claim=claim_id))


@prepared
def _coverages(member_id: UUID) -> QuerySet[Coverage]:
    return Coverage.objects.live().filter(member=member_id)


def _spans_problems(
    spans: Sequence[tuple[date, date]], claim: Claim, filed: Sequence[Stay]
) -> list[list[str]]:
    coverages = _coverages(claim.member_id)
    return [_stay_problems(*span, claim, coverages, filed) for span in spans]


def _stay_problems(
    admitted_on: date,
    discharged_on: date,
    claim: Claim,
    coverages: Iterable[Coverage],
    filed: Iterable[Stay],
) -> list[str]:
    found = []
    today = timezone.localdate()
    if discharged_on < admitted_on:
        found.append("出院日期早于入院日期，请对照出院记录核对。")
    if max(admitted_on, discharged_on) > today:
        found.append("日期在今天之后。出院以后才能申请，请核对日期。")
    if admitted_on < claim.member.born_on:
        found.append("入院日期早于出生日期，请核对年份。")
    if found:
        return found
    if not any(c.starts_on <= discharged_on and c.ends_on >= admitted_on for c in coverages):
        return [outside_words(claim)]
    return [
        f"这次住院与您已提交的申请（{stay.claim.number}）日期重复，请不要重复申请。"
        for stay in filed
        if stay.admitted_on < discharged_on and stay.discharged_on > admitted_on
    ][:1]


def day_problems(day: date, claim: Claim) -> list[str]:
    """The same for the one date that decides a benefit paid once."""
    if day > timezone.localdate():
        return ["日期在今天之后，请核对。"]
    if not Coverage.objects.on(day).filter(member_id=claim.member_id).exists():
        return [outside_words(claim)]
    return []


def outside_words(claim: Claim) -> str:
    """Tell the member when they were covered, and whom to ask."""
    held = Coverage.objects.live().filter(member_id=claim.member_id).order_by("starts_on")
    if not held:
        return "没有查到您的参保记录，请向单位工会核实，或拨打12351咨询。"
    spans = "；".join(f"{days.long(c.starts_on)}至{days.long(c.ends_on)}" for c in held)
    return f"这个日期不在您的保障期限内。您的保障期限是：{spans}。如有疑问请拨打12351。"


def account_problems(claim: Claim) -> dict[str, str]:
    if claim.payee_name and claim.payee_account and claim.payee_bank:
        return {}
    return {"account": "请填写收款账户。"}


def paper_problems(claim: Claim) -> dict[str, str]:
    """What of the papers is not there, or there and not looked through yet. One query."""
    [(brought, waiting)] = _brought(claim.pk)
    found = _lacking(claim, {*brought, *waiting})
    return found | dict.fromkeys(waiting, WAITING)


@prepared
def _brought(claim_id: UUID) -> QuerySet[Claim, Any]:
    """The papers of a claim, and those that wait to be looked through."""
    row = OuterRef("pk")
    return Claim.objects.filter(pk=claim_id).values_list(
        ArraySubquery(Page.objects.live().filter(claim=row).order_by().values("material")),
        ArraySubquery(UploadPart.objects.waiting().filter(claim=row).values("material")),
    )


def _lacking(claim: Claim, brought: set[str]) -> dict[str, str]:
    return {
        str(need.papers[0]): f"还没有上传{'或'.join(WORDS[p].name for p in need.papers)}。"
        for need in missing_papers(claim, brought)
    }


def missing_papers(claim: Claim, brought: set[str]) -> list[benefits.Need]:
    """The needs that no uploaded page meets, in the order people are asked for them."""
    needs = needs_of(claim.kind, claim.circumstances)
    return [need for need in needs if brought.isdisjoint(map(str, need.papers))]
