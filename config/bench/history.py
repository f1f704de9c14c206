"""P7, the simulator: 220,000 approved claims from their rows to a comparison of two sheets.

The floor is one SQL aggregate of the same rows that counts up the same things. Before any time
counts, SQL and the rules must agree on every claim under every sheet.
"""

import io
import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.core.management import call_command

from claims.benefits import Sheet, read_sheet
from config.bench.database import database
from config.bench.measurement import Measurement, seconds_in_turn

if TYPE_CHECKING:
    from members.models import Scheme

CLAIMS = 220_000
COVERAGES = 180_000
"""Of them 40,000 have a second claim."""
PERIOD = "xiamen-18"
TURNS = 5

CITY = """
INSERT INTO members_user (id, username, name, password, phone, wechat_id, roles, is_active,
                          joined_at)
    SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'bench' || n, '', '!', '', '', '{}',
           true, now() FROM generate_series(1, 2) n;
INSERT INTO members_member (id, name, id_kind, id_number, id_number_index, sex, born_on, phone)
    SELECT md5('member' || n)::uuid, '测试', 'resident', '', sha256(n::text::bytea), 'm',
           '1990-03-07', '' FROM generate_series(0, %(coverages)s - 1) n;
INSERT INTO members_coverage (id, member_id, scheme_id, fee_class, fee_fen, starts_on, ends_on,
                              first_enrolment, most_days, voided)
    SELECT md5('coverage' || n)::uuid, md5('member' || n)::uuid, %(period)s, 'standard', 6000,
           starts_on, (starts_on + interval '1 year - 1 day')::date, n %% 3 = 0, 45, false
      FROM (SELECT n, date '2023-01-01' + n %% 300 AS starts_on
              FROM generate_series(0, %(coverages)s - 1) n) drawn;
INSERT INTO members_consent (member_id, given_by_id, purpose, version, text_sha256, channel,
                             given_at)
    SELECT md5('member0')::uuid, (SELECT min(id::text)::uuid FROM members_user), 'sensitive', '1',
           '', 'bench', now();
CREATE TEMPORARY TABLE drawn AS
    SELECT n, n %% %(coverages)s AS whose, md5('claim' || n)::uuid AS claim,
           date '2023-01-01' + n %% %(coverages)s %% 300
               + CASE WHEN n < %(coverages)s THEN 7 ELSE 200 END + n %% 53 AS admitted_on,
           CASE WHEN n %% 200 = 0 THEN 46 + n / 200 %% 40
                ELSE 1 + n * 7919::bigint %% 22 END AS nights,
           timestamptz '2024-01-05' + n * 48271::bigint %% 300 * interval '1 day'
               + n * interval '1 millisecond' AS approved_at
      FROM generate_series(0, %(claims)s - 1) n;
INSERT INTO claims_claim (id, client_key, number, acceptance_number, kind, member_id, applicant_id,
                          status, version, circumstances, payee_name, payee_bank, payee_account,
                          consent_id, reason_words, opened_at, submitted_at, since)
    SELECT claim, claim, 'N' || n, 'A' || n, 'inpatient', md5('member' || whose)::uuid,
           (SELECT min(id::text)::uuid FROM members_user), 'approved', 1, '{}', '', '', '',
           (SELECT id FROM members_consent), '', approved_at, approved_at, approved_at
      FROM drawn;
INSERT INTO claims_stay (claim_id, hospital, admitted_on, discharged_on)
    SELECT claim, '示范医院', admitted_on, admitted_on + nights::integer FROM drawn;
INSERT INTO claims_award (id, claim_id, outcome, amount_fen, days, lines, reasons, input_hash,
                          proposed_by_id, proposed_at, approved_by_id, approved_at, due_on, voided)
    SELECT md5('award' || n)::uuid, claim, CASE WHEN days > 0 THEN 'payable' ELSE 'zero' END,
           days * 8000, days, '[]', '[]', '', (SELECT min(id::text)::uuid FROM members_user),
           approved_at, (SELECT max(id::text)::uuid FROM members_user), approved_at,
           CASE WHEN days > 0 THEN approved_at::date + 9 END, false
      FROM (SELECT *, least(45, sum(nights) OVER so_far)
                      - least(45, sum(nights) OVER so_far - nights) AS days
              FROM drawn WINDOW so_far AS (PARTITION BY whose ORDER BY approved_at)) valued;
ANALYZE;
"""
"""People, coverages and approved claims without any papers; a claim in 200 is over the cap."""

VALUED = """
SELECT c.id::text AS claim, c.member_id,
       to_char(a.approved_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, a.amount_fen,
       %(rate)s * (least(%(most)s, sum(s.nights) OVER so_far)
                   - least(%(most)s, sum(s.nights) OVER so_far - s.nights)) AS before,
       %(new_rate)s * (least(%(new_most)s, sum(s.nights) OVER so_far)
                       - least(%(new_most)s, sum(s.nights) OVER so_far - s.nights)) AS after
  FROM claims_award a
  JOIN claims_claim c ON c.id = a.claim_id
  JOIN (SELECT claim_id, min(admitted_on) AS first,
               sum(greatest(discharged_on - admitted_on, 1)) AS nights
          FROM claims_stay GROUP BY claim_id) s ON s.claim_id = c.id
  JOIN members_coverage v ON v.member_id = c.member_id AND NOT v.voided
   AND v.scheme_id = %(period)s AND s.first BETWEEN v.starts_on AND v.ends_on
 WHERE a.approved_at IS NOT NULL AND NOT a.voided
WINDOW so_far AS (PARTITION BY v.id ORDER BY a.approved_at, a.id)
"""

AGGREGATE = f"""
SELECT month, count(*), count(*) FILTER (WHERE after <> before),
       count(*) FILTER (WHERE after > before), count(*) FILTER (WHERE after < before),
       sum(amount_fen), sum(before), sum(after), count(*) FILTER (WHERE amount_fen <> before),
       count(DISTINCT member_id), count(DISTINCT member_id) FILTER (WHERE after > before),
       count(DISTINCT member_id) FILTER (WHERE after < before)
  FROM ({VALUED}) valued GROUP BY ROLLUP (month)
"""  # noqa: S608 - made of constants

TRIED = {"1 % change": (8_000, 60), "all change": (10_000, 45)}
"""Fen a day and days, under the sheet tried."""


def history() -> Iterator[Measurement]:
    """P7: simulate on stored claims, beside SQL, when few and when all change."""
    with database("bench") as cursor:
        from claims.simulation.valuing import simulate  # noqa: PLC0415 - models stand only after setup
        from members.models import Scheme  # noqa: PLC0415

        if not Scheme.objects.exists():
            call_command("load_schemes", stderr=io.StringIO())
            cursor.execute(CITY, {"claims": CLAIMS, "coverages": COVERAGES, "period": PERIOD})
        period = Scheme.objects.get(pk=PERIOD)
        for name, (rate, most) in TRIED.items():
            sheet, values = tried(period.sheet, rate, most)
            cursor.execute(VALUED, values)
            by_sql = {claim: amounts for claim, _, _, *amounts in cursor.fetchall()}
            found = simulate(period, sheet)
            amounts = zip(found.rows, found.before, found.after, strict=True)
            by_rules = {row[0]: [row[4], was, now] for row, was, now in amounts}
            if by_sql != by_rules or len(by_sql) != CLAIMS:
                raise SystemExit("SQL and the rules do not agree on every claim.")
            floor, taken = seconds_in_turn(
                partial(cursor.execute, AGGREGATE, values),
                partial(_report, period, sheet),
                clock=time.perf_counter,
                turns=TURNS,
            )
            yield Measurement(f"P7 simulate {CLAIMS:,} claims, {name}", taken, "s", floor)


def _report(period: "Scheme", sheet: Sheet) -> object:
    from claims.simulation.valuing import simulate  # noqa: PLC0415

    return simulate(period, sheet).report()


def tried(text: str, rate: int, most: int) -> tuple[Sheet, dict[str, str | int]]:
    """Give the period's sheet with another rate (fen) and cap, and the same for SQL."""
    text = text.replace("= 45", f"= {most}").replace('"80.00"', f'"{rate / 100:.2f}"')
    own: dict[str, str | int] = {"period": PERIOD, "rate": 8_000, "most": 45}
    return read_sheet(text), own | {"new_rate": rate, "new_most": most}
