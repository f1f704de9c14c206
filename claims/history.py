"""All that was approved of one period, loaded by one cursor: what a simulation values again.

A row is a claim and a coverage of the period that it touches, in the order of approval, which is
the order in which caps were used. Nothing is locked and nothing is written.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from claims import benefits, facts
from claims.errors import Incomplete
from claims.models import Claim
from members.models import Coverage, Scheme

ROWS: Final = """
SELECT c.id::text, c.member_id::text, v.id::text, c.kind, a.amount_fen,
       to_char(a.approved_at AT TIME ZONE %(zone)s, 'YYYY-MM'),
       coalesce(s.first, o.decisive_on) - v.starts_on,
       coalesce(s.morning, o.decisive_on + 1) - v.starts_on,
       v.ends_on - v.starts_on + 1, v.first_enrolment, coalesce(s.stays, 0)
  FROM claims_award a
  JOIN claims_claim c ON c.id = a.claim_id
  LEFT JOIN (SELECT claim_id, count(*) AS stays, min(admitted_on) AS first,
                    max(greatest(discharged_on, admitted_on + 1)) AS morning
               FROM claims_stay GROUP BY claim_id) s ON s.claim_id = c.id
  LEFT JOIN claims_occurrence o ON o.claim_id = c.id
  JOIN members_coverage v ON v.member_id = c.member_id AND NOT v.voided
   AND v.scheme_id = %(scheme)s
   AND v.starts_on < coalesce(s.morning, o.decisive_on + 1)
   AND v.ends_on >= coalesce(s.first, o.decisive_on)
 WHERE a.approved_at IS NOT NULL AND NOT a.voided
 ORDER BY a.approved_at, a.id
"""


class Row(NamedTuple):
    claim: str
    member: str
    coverage: str
    kind: str
    recorded: int
    """The award that stands, in fen."""
    month: str
    """Of approval, as YYYY-MM."""
    first: int
    """Days from the coverage's first day to the admission, or to the day that decides."""
    morning: int
    """The same to the morning after the last night."""
    length: int
    """Days that the coverage has."""
    first_enrolment: bool
    stays: int


def load(period: Scheme) -> list[Row]:
    """Give everything approved that touches a coverage of the period."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"scheme": period.pk, "zone": settings.TIME_ZONE})
        return [Row._make(values) for values in cursor.fetchall()]


def of_people(
    members: Sequence[str],
) -> tuple[dict[str, dict[str, benefits.Claim]], dict[str, list[benefits.Cover]]]:
    """Give all that was approved of some people, in that order, and their coverages, by member.

    A coverage has its period as key and nothing used. Claims that lack a fact are left out.
    """
    people = [UUID(member) for member in members]
    covers: dict[str, list[benefits.Cover]] = {member: [] for member in members}
    coverages = Coverage.objects.live().filter(member__in=people).select_related("scheme")
    for c in coverages:
        sheet = benefits.read_sheet(c.scheme.sheet)
        cover = benefits.Cover(
            sheet, c.starts_on, c.ends_on, first_enrolment=c.first_enrolment, key=c.scheme_id
        )
        covers[str(c.member_id)].append(cover)

    claims: dict[str, dict[str, benefits.Claim]] = {member: {} for member in members}
    approved = Claim.objects.filter(
        member__in=people, awards__voided=False, awards__approved_at__isnull=False
    )
    approved = approved.order_by("awards__approved_at", "awards__pk")
    for claim in approved.select_related("occurrence").prefetch_related("stays"):
        with suppress(Incomplete):
            claims[str(claim.member_id)][str(claim.pk)] = facts.facts_of(claim)
    return claims, covers
