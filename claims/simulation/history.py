"""All that was approved of one period, loaded by one cursor: what a simulation values again.

A row is a claim and a coverage of the period that it touches, in the order of approval, which is
the order in which caps were used. Nothing is locked and nothing is written.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from claims import benefits, facts
from claims.errors import Incomplete
from claims.models import Claim
from members.models import Coverage, Scheme

ROWS: Final = """
SELECT claim::text, member::text, coverage::text, kind, amount_fen,
       to_char(approved_at AT TIME ZONE %(zone)s, 'YYYY-MM'),
       first, morning, length, first_enrolment, stays
  FROM (
    SELECT c.id AS claim, c.member_id AS member, v.id AS coverage, c.kind, a.amount_fen,
           a.approved_at, coalesce(s.first, o.decisive_on) - v.starts_on AS first,
           coalesce(s.morning, o.decisive_on + 1) - v.starts_on AS morning,
           v.ends_on - v.starts_on + 1 AS length, v.first_enrolment, coalesce(s.stays, 0) AS stays
      FROM claims_award a
      JOIN claims_claim c ON c.id = a.claim_id
      LEFT JOIN (SELECT claim_id, count(*) AS stays, min(admitted_on) AS first,
                        max(greatest(discharged_on, admitted_on + 1)) AS morning
                   FROM claims_stay GROUP BY claim_id) s ON s.claim_id = c.id
      LEFT JOIN claims_occurrence o ON o.claim_id = c.id
      JOIN members_coverage v ON v.member_id = c.member_id AND NOT v.voided
       AND v.scheme_id = %(period)s
       AND v.starts_on < coalesce(s.morning, o.decisive_on + 1)
       AND v.ends_on >= coalesce(s.first, o.decisive_on)
     WHERE a.approved_at IS NOT NULL AND NOT a.voided
     ORDER BY a.approved_at, a.id) approved
"""

Row = tuple[str, str, str, str, int, str, int, int, int, bool, int]
"""Claim; member; coverage; kind; what was awarded, in fen; month of approval, as YYYY-MM.

Then, in days from the coverage's first: the admission or the day that decides, the morning after
the last night, the length of the coverage; whether it is a first enrolment; how many stays.
A plain tuple, for there are very many: the collector never looks at one again.
"""


def load(period: Scheme) -> list[Row]:
    """Give everything approved that touches a coverage of the period."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"period": period.pk, "zone": settings.TIME_ZONE})
        rows: list[Row] = cursor.fetchall()
    return rows


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
