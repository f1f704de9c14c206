-- A single award that takes nearly all the nights of a coverage.
INSERT INTO claims_flag (id, claim_id, control, key, grounds, raised_at, words)
SELECT gen_random_uuid(), looked.id, 'days', award.id,
       jsonb_build_object('days', max((line ->> 'days')::int), 'most', max((line ->> 'most_days')::int)),
       %(now)s, ''
  FROM claims_claim looked
  JOIN claims_award award ON award.claim_id = looked.id AND NOT award.voided
 CROSS JOIN LATERAL jsonb_array_elements(award.lines) line
 WHERE (looked.status = ANY (%(statuses)s) OR looked.status = 'approved' AND looked.since > %(since)s)
   AND (line ->> 'days')::int > (line ->> 'most_days')::int - %(number)s
 GROUP BY looked.id, award.id
ON CONFLICT (claim_id, control, key) DO NOTHING
