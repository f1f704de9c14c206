"""From rows to facts, with the locks: the only bridge between the tables and the benefit rules."""

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from claims import benefits
from claims.errors import Incomplete
from claims.models import Claim, Kind, LumpSum, PaidDay
from members.models import Coverage


def lock_coverages(claim_id: UUID) -> list[Coverage]:
    """Lock every live coverage of the claim's member, oldest key first, and give them.

    Whoever counts what is used of a coverage holds this lock, and takes it before the claim's.
    """
    coverages = Coverage.objects.live().filter(member__claims=claim_id)
    return list(coverages.select_for_update(of=("self",)).select_related("scheme").order_by("pk"))


def coverages_of(claim: Claim) -> list[Coverage]:
    """The same without the lock: for looking, not for counting."""
    coverages = Coverage.objects.live().filter(member_id=claim.member_id)
    return list(coverages.select_related("scheme").order_by("pk"))


def covers(coverages: Sequence[Coverage]) -> list[benefits.Cover]:
    """Say to the rules what each coverage is and what was used of it. One query."""
    days = PaidDay.objects.filter(coverage=OuterRef("pk"), voided=False).values("day")
    once = LumpSum.objects.filter(coverage=OuterRef("pk"), voided=False)
    sums = once.values_list(JSONObject(kind="kind", fen="award__amount_fen"))
    found = Coverage.objects.filter(pk__in=[coverage.pk for coverage in coverages])
    used = {
        key: benefits.Used(
            nights=frozenset(nights),
            fen={benefits.Kind(lump["kind"]): lump["fen"] for lump in lumps},
        )
        for key, nights, lumps in found.values_list("pk", ArraySubquery(days), ArraySubquery(sums))
    }
    return [
        benefits.Cover(
            sheet=benefits.read_sheet(c.scheme.sheet),
            starts_on=c.starts_on,
            ends_on=c.ends_on,
            used=used[c.pk],
            first_enrolment=c.first_enrolment,
            key=str(c.pk),
        )
        for c in coverages
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
