"""Filing for another (代办): opened by an agent, told to the member at once, objected to, settled.

The agent is the claim's applicant and makes its moves; the member sees it all the while. What an
objection does depends on how far the claim is: a draft stays what it is and cannot be sent in, a
claim not yet accepted is withdrawn, a later one is approved by nobody and its payout held until a
person has looked into it.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import filing, intake, notices
from claims.benefits import Circumstance
from claims.errors import Incomplete, NotDisputed, NothingToObject, NotTheirAgent
from claims.models import Agency, Claim, Hold, Kind, Payout
from claims.states import MOVES, Action, Status
from claims.transitions import locked
from members import posts
from members.models import Coverage, Member, Station, Unit, User
from members.naming import reached
from members.roles import Role

ENDED: Final = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.CLOSED_LATE})
OF_THE_OFFICE: Final = Role.SECOND_CHECKER
"""Takes down an objection that came by telephone, and looks into one."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Who files: their name as they give it, what they are to the member, and by which post."""

    name: str
    relation: Agency.Relation
    unit: Unit | None = None
    station: Station | None = None
    collects: bool = False


def circle(agent: Agent) -> QuerySet[Member]:
    """Whom an agent may name: a cadre the people covered through the unit, others anybody."""
    if agent.unit is None:
        return Member.objects.all()
    covered = Coverage.objects.live().filter(unit=agent.unit).values("member")
    return Member.objects.filter(unit=agent.unit, pk__in=covered)


@transaction.atomic
def open_draft(member: Member, kind: Kind, agent: Agent, *, by: User, client_key: UUID) -> Claim:
    """Open a draft for a member and tell them. The same `client_key` gives the draft there is.

    PermissionDenied for a post that the account does not hold, NotTheirAgent when the member
    objected to it before.
    """
    _check_post(agent, by)
    if Agency.objects.filter(claim__applicant=by, claim__member=member).disputed().exists():
        raise NotTheirAgent
    claim = intake.open_draft(member, kind, by=by, client_key=client_key)
    if claim.by_agent is not None:
        return claim
    if needs_authority(kind, agent.relation):
        claim.circumstances = [Circumstance.BY_AGENT]
        claim.save(update_fields=["circumstances"])
    told = reached(member)
    agency = Agency.objects.create(
        claim=claim,
        relation=agent.relation,
        name=agent.name,
        unit=agent.unit,
        station=agent.station,
        collects=agent.collects,
        told_at=timezone.now() if told not in {None, by} else None,
    )
    if agency.told_at is not None:
        notices.filed_for(claim)
    _make_agent(by, agent.name)
    return claim


@transaction.atomic
def object_(claim_id: UUID, words: str, *, by: User) -> Claim:
    """The member says that they did not agree; or the office writes down what they said.

    NothingToObject for a claim of their own, one that has ended, one objected to before.
    """
    claim = locked(claim_id)
    agency, member = claim.by_agent, by.pk == claim.member.user_id
    if not member and not by.has_role(OF_THE_OFFICE):
        raise PermissionDenied
    if agency is None or not may_object(claim):
        raise NothingToObject
    agency.objected_at, agency.objected_by, agency.objection = timezone.now(), by, words.strip()
    agency.save(update_fields=["objected_at", "objected_by", "objection"])
    if member and claim.status in MOVES[Action.WITHDRAW].sources:
        claim = filing.withdraw(claim_id, by=by, note=f"职工表示没有同意由{agency}代办")
    else:
        _hold(claim, by)
    notices.disputed(claim)
    return claim


@transaction.atomic
def settle(claim_id: UUID, words: str, *, by: User) -> Agency:
    """Somebody has looked into an objection and found that the claim may go on.

    NotDisputed; Incomplete without words. A payout that is held is released by two, as any is.
    """
    claim = locked(claim_id)
    if not by.has_role(OF_THE_OFFICE):
        raise PermissionDenied
    agency = claim.by_agent
    if agency is None or not agency.disputed or claim.status in ENDED:
        raise NotDisputed
    if not words.strip():
        raise Incomplete({"words": "请写明怎样核实、结果如何。"})
    agency.settled_at, agency.settled_by, agency.settlement = timezone.now(), by, words.strip()
    agency.save(update_fields=["settled_at", "settled_by", "settlement"])
    notices.dispute_settled(claim)
    return agency


def may_object(claim: Claim) -> bool:
    """Whether the member can still say that they did not agree."""
    agency = claim.by_agent
    return agency is not None and agency.objected_at is None and claim.status not in ENDED


def needs_authority(kind: Kind, relation: str) -> bool:
    """Whether papers of authority are asked for: not of an heir, who claims a death by right."""
    return (
        kind != Kind.DEATH or relation in Agency.OFFICIAL or relation == Agency.Relation.ENTRUSTED
    )


def _check_post(agent: Agent, by: User) -> None:
    cadre, station = Agency.Relation.CADRE, Agency.Relation.STATION
    if agent.relation == cadre and (agent.unit is None or agent.unit not in posts.units_of(by)):
        raise PermissionDenied
    if agent.relation == station and (agent.station is None or agent.station != by.station):
        raise PermissionDenied


def _make_agent(by: User, name: str) -> None:
    user = User.objects.select_for_update().get(pk=by.pk)
    user.roles = sorted({*user.roles, str(Role.AGENT)})
    user.name = user.name or name
    user.save(update_fields=["roles", "name"])
    by.roles, by.name = user.roles, user.name


def _hold(claim: Claim, by: User) -> None:
    """Keep what is owed and not yet sent from going to the bank."""
    owed = Payout.objects.select_for_update(of=["self"]).filter(award__claim=claim)
    for payout in owed.filter(state=Payout.State.QUEUED):
        Hold.objects.create(payout=payout, reason=Hold.Reason.DISPUTED, placed_by=by)
