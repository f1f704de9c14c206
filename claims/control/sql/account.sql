-- One account that claims of many members name. Next of kin may share one: a death is left out.
INSERT INTO claims_flag (id, claim_id, control, key, grounds, raised_at, words)
SELECT gen_random_uuid(), looked.id, 'account', left(encode(looked.payee_account_index, 'hex'), 32),
       jsonb_build_object('members', count(DISTINCT other.member_id),
                          'claims', (array_agg(DISTINCT other.number))[1:10]),
       %(now)s, ''
  FROM claims_claim looked
  JOIN claims_claim other ON other.payee_account_index = looked.payee_account_index
                         AND other.status <> 'draft' AND other.kind <> 'death'
 WHERE (looked.status = ANY (%(statuses)s) OR looked.status = 'approved' AND looked.since > %(since)s)
   AND looked.kind <> 'death'
 GROUP BY looked.id
HAVING count(DISTINCT other.member_id) >= %(number)s
ON CONFLICT (claim_id, control, key) DO NOTHING
