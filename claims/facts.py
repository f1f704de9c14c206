"""From rows to facts, with the locks: the only bridge between the tables and the benefit rules."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from claims import benefits
from claims.errors import Incomplete
from claims.models import Claim, Kind, LumpSum, PaidDay
from members.models import Coverage
from members.prepared import prepared


@dataclass(frozen=True, slots=True)
class Held:
    """A coverage with what was used of it."""

    coverage: Coverage
    nights: frozenset[date]
    slots: frozenset[int]
    """The places within the cap that its nights hold."""
    fen: Mapping[benefits.Kind, int]


def lock_coverages(claim_id: UUID) -> None:
    """Lock every live coverage of the claim's member, oldest key first.

    Whoever counts what is used of a coverage holds this lock, and takes it before the claim's.
    """
    _locked(claim_id)


@prepared
def _locked(claim_id: UUID) -> QuerySet[Coverage, object]:
    member = Claim.objects.filter(pk=claim_id).values("member")[:1]
    coverages = Coverage.objects.live().filter(member=member).order_by("pk")
    return coverages.select_for_update().values_list("pk")


def coverages_of(claim: Claim) -> list[Held]:
    """The live coverages of the claim's member: to be counted under the lock alone. One query."""
    return held_by(claim.member_id)


def held_by(member_id: UUID) -> list[Held]:
    """Give a member's live coverages by their keys, with what was used of each. One query."""
    return [
        Held(
            coverage,
            frozenset(coverage.used_nights),
            frozenset(coverage.used_slots),
            {benefits.Kind(lump["kind"]): lump["fen"] for lump in coverage.used_sums},
        )
        for coverage in _with_used(member_id)
    ]


@prepared
def _with_used(member_id: UUID) -> QuerySet[Coverage, Any]:
    days = PaidDay.objects.filter(coverage=OuterRef("pk"), voided=False)
    sums = LumpSum.objects.filter(coverage=OuterRef("pk"), voided=False)
    coverages = Coverage.objects.live().filter(member=member_id).order_by("pk")
    return coverages.select_related("scheme").annotate(
        used_nights=ArraySubquery(days.values("day")),
        used_slots=ArraySubquery(days.values("slot")),
        used_sums=ArraySubquery(sums.values_list(JSONObject(kind="kind", fen="award__amount_fen"))),
    )


def covers(coverages: Iterable[Held]) -> list[benefits.Cover]:
    """Say to the rules what each coverage is and what was used of it."""
    return [
        benefits.Cover(
            sheet=benefits.read_sheet(one.coverage.scheme.sheet),
            starts_on=one.coverage.starts_on,
            ends_on=one.coverage.ends_on,
            used=benefits.Used(nights=one.nights, fen=one.fen),
            first_enrolment=one.coverage.first_enrolment,
            key=str(one.coverage.pk),
        )
        for one in coverages
    ]


def facts_of(claim: Claim) -> benefits.Claim:
    """What the claim says, as the rules read it. Incomplete when something is not known yet."""
    if claim.kind == Kind.INPATIENT:
        return _stays_of(claim)
    happened = getattr(claim, "occurrence", None)
    if happened is None:
        raise Incomplete({"facts": "尚未填写申请内容。"})
    if claim.kind == Kind.DEATH:
        return benefits.Death(died_on=happened.decisive_on)
    if claim.kind == Kind.CRITICAL_ILLNESS:
        if happened.listed is None or happened.first_diagnosis is None:
            raise Incomplete({"illness": "请先认定是否属于规定的重大疾病、是否首次确诊。"})
        return benefits.CriticalIllness(
            diagnosed_on=happened.decisive_on,
            listed=happened.listed,
            first_diagnosis=happened.first_diagnosis,
        )
    if happened.grade is None or not happened.cause:
        raise Incomplete({"facts": "尚未填写事故性质或伤残等级。"})
    return benefits.Disability(
        reported_on=happened.decisive_on,
        cause=benefits.Cause(happened.cause),
        grade=happened.grade,
        occurred_on=happened.occurred_on,
    )


def _stays_of(claim: Claim) -> benefits.Inpatient:
    stays = list(claim.stays.all())
    if not stays:
        raise Incomplete({"facts": "尚未填写住院日期。"})
    printed = [stay.printed_days for stay in stays if stay.printed_days is not None]
    return benefits.Inpatient(
        stays=tuple(benefits.Stay(s.admitted_on, s.discharged_on) for s in stays),
        printed_days=sum(printed) if len(printed) == len(stays) else None,
    )


def digest(claim: Claim, known: benefits.Claim, covered: Sequence[benefits.Cover]) -> str:
    """Fingerprint all that an award rests on: facts, coverages, what is used, and the payee.

    What is approved has to be what was proposed; a change in between shows here.
    """
    rests_on = [
        repr(known),
        [[c.key, c.sheet.code, str(c.starts_on), str(c.ends_on), _used(c)] for c in covered],
        [claim.payee_name, claim.payee_bank, claim.payee_account],
    ]
    return hashlib.sha256(json.dumps(rests_on, ensure_ascii=False).encode()).hexdigest()


def _used(cover: benefits.Cover) -> list[object]:
    return [sorted(map(str, cover.used.nights)), sorted(cover.used.fen.items())]
