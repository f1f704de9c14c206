-- An amount just below that from which its sheet asks for a third pair of eyes.
INSERT INTO claims_flag (id, claim_id, control, key, grounds, raised_at, words)
SELECT gen_random_uuid(), looked.id, 'amount', award.id,
       jsonb_build_object('fen', award.amount_fen, 'limit_fen', min(allowed.fen::bigint)),
       %(now)s, ''
  FROM claims_claim looked
  JOIN claims_award award ON award.claim_id = looked.id AND NOT award.voided
 CROSS JOIN LATERAL jsonb_array_elements(award.lines) line
  JOIN jsonb_each_text(%(limits)s::jsonb) allowed (sheet, fen) ON allowed.sheet = line ->> 'sheet'
 WHERE (looked.status = ANY (%(statuses)s) OR looked.status = 'approved' AND looked.since > %(since)s)
   AND award.amount_fen < allowed.fen::bigint
   AND award.amount_fen * 100 > allowed.fen::bigint * (100 - %(number)s)
 GROUP BY looked.id, award.id
ON CONFLICT (claim_id, control, key) DO NOTHING
