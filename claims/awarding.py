"""An award from its proposal to what it uses and owes: called by the checks, inside their locks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from claims import benefits, facts
from claims.errors import Changed, Incomplete, NotPayable
from claims.facts import Held
from claims.models import Award, Claim, Kind, LumpSum, PaidDay
from claims.payouts import orders
from claims.promise.deadlines import PAID_WITHIN
from claims.working import lines_of
from members.crashes import crash_point
from members.models import Coverage, User
from members.workdays import add_workdays

PAID = (benefits.Outcome.PAYABLE, benefits.Outcome.ZERO)


@dataclass(frozen=True, slots=True)
class Override:
    """What a person finds where the rules give something else, and why."""

    fen: int
    reason: str
    days: int | None = None
    """Of a stay in hospital: no more than the rules give, the oldest nights."""


def proposed(claim: Claim, *, by: User, otherwise: Override | None = None) -> Award:
    """Write the proposal for a locked claim, with the working and a digest of what it rests on."""
    known, covered = facts.facts_of(claim), facts.covers(facts.coverages_of(claim))
    found = benefits.assess(known, covered)
    days = len(found.days) if claim.kind == Kind.INPATIENT else None
    award = Award(
        claim=claim,
        outcome=found.outcome,
        amount_fen=found.fen or 0,
        days=days,
        lines=lines_of(found),
        reasons=[str(reason) for reason in found.reasons],
        input_hash=facts.digest(claim, known, covered),
        proposed_by=by,
    )
    if otherwise is not None:
        _override(award, found, otherwise)
    elif found.outcome not in PAID:
        raise NotPayable(found.outcome, tuple(found.reasons))
    award.needs_third = bool(award.override_reason) or _large(award, found)
    award.save(force_insert=True)
    return award


def unchanged(award: Award, coverages: Sequence[Held]) -> benefits.Assessment:
    """Value the claim again as it is now; Changed unless all is as it was proposed."""
    claim = award.claim
    known, covered = facts.facts_of(claim), facts.covers(coverages)
    if facts.digest(claim, known, covered) != award.input_hash:
        raise Changed
    found = benefits.assess(known, covered)
    if found.fen != (award.rules_fen if award.override_reason else award.amount_fen):
        raise Changed
    return found


def approved(award: Award, *, by: User) -> None:
    """Let the award stand: its days are used, and it is owed by a day."""
    coverages = facts.coverages_of(award.claim)
    found = unchanged(award, coverages)
    award.approved_by, award.approved_at = by, timezone.now()
    if award.amount_fen:
        award.due_on = add_workdays(timezone.localdate(award.approved_at), PAID_WITHIN)
    award.save(update_fields=["approved_by", "approved_at", "due_on"])
    crash_point("award.approved")
    _use(award, found, coverages)
    crash_point("award.used")
    if award.amount_fen:
        orders.order(award, by=by)


def _override(award: Award, found: benefits.Assessment, otherwise: Override) -> None:
    """Set what a person finds beside what the rules give."""
    claim = award.claim
    by_day = claim.kind == Kind.INPATIENT
    unknown = found.outcome == benefits.Outcome.MANUAL and not by_day
    if found.outcome != benefits.Outcome.PAYABLE and not unknown:
        raise NotPayable(found.outcome, tuple(found.reasons))
    if unknown and _paid_before(claim):
        raise NotPayable(benefits.Outcome.REFUSED, (benefits.Reason.ALREADY_PAID,))
    problems = {}
    if not otherwise.reason.strip():
        problems["reason"] = "请写明与规则计算不同的理由。"
    if otherwise.fen < 1:
        problems["fen"] = "金额须大于0；不予补助请另行提出。"
    if by_day and not 1 <= (otherwise.days or 0) <= (award.days or 0):
        problems["days"] = f"天数须在1到{award.days}之间：多于规则计算的，请先更正住院日期。"
    if (otherwise.fen, otherwise.days if by_day else None) == (found.fen, award.days):
        problems["fen"] = "金额和天数与规则计算相同，请直接提出核定意见。"
    if problems:
        raise Incomplete(problems)
    award.override_reason = otherwise.reason.strip()
    award.rules_fen, award.rules_days = found.fen, award.days
    award.outcome, award.amount_fen = Award.Outcome.PAYABLE, otherwise.fen
    award.days = otherwise.days if by_day else None


def _paid_before(claim: Claim) -> bool:
    """Whether a benefit paid once was paid, where no rule can say so.

    A second illness, in another coverage than the first, may be paid if three people find so.
    """
    paid = LumpSum.objects.filter(member=claim.member, kind=claim.kind, voided=False)
    if claim.kind != Kind.DEATH:
        on = claim.occurrence.decisive_on
        paid = paid.filter(coverage__starts_on__lte=on, coverage__ends_on__gte=on)
    return bool(paid.exists())


def _large(award: Award, found: benefits.Assessment) -> bool:
    """Whether a sheet asks for a third pair of eyes on such an amount."""
    bounds = [line.cover.sheet.third_check_from for line in found.lines]
    return any(bound is not None and award.amount_fen >= bound for bound in bounds)


def _use(award: Award, found: benefits.Assessment, coverages: Sequence[Held]) -> None:
    """Write what an award uses: a row a night, or a row a lump sum."""
    by_key = {str(one.coverage.pk): one for one in coverages}
    nights = award.days or 0
    for line in found.lines:
        held = by_key[line.cover.key]
        if isinstance(line, benefits.DayLine):
            days = list(islice(line.days, nights))
            nights -= len(days)
            PaidDay.objects.bulk_create(
                PaidDay(
                    coverage=held.coverage,
                    most_days=line.most_days,
                    award=award,
                    day=day,
                    slot=slot,
                )
                for day, slot in zip(days, _free_slots(held, line.most_days), strict=False)
            )
        else:
            _use_once(award, held.coverage)
    if found.outcome == benefits.Outcome.MANUAL:  # a person found what the sheet does not say
        on = award.claim.occurrence.decisive_on
        known = (one.coverage for one in coverages)
        _use_once(award, next(c for c in known if c.starts_on <= on <= c.ends_on))


def _use_once(award: Award, coverage: Coverage) -> None:
    LumpSum.objects.create(
        coverage=coverage, member=award.claim.member, kind=award.claim.kind, award=award
    )


def _free_slots(held: Held, most_days: int) -> list[int]:
    """The numbers within the cap that no paid day holds; days taken back leave gaps."""
    return [slot for slot in range(1, most_days + 1) if slot not in held.slots]
