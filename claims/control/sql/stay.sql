-- Many members who came to one hospital on one day.
INSERT INTO claims_flag (id, claim_id, control, key, grounds, raised_at, words)
SELECT gen_random_uuid(), looked.id, 'stay', left(stay.admitted_on || ' ' || stay.hospital, 120),
       jsonb_build_object('members', count(DISTINCT other.member_id), 'hospital', stay.hospital,
                          'day', stay.admitted_on,
                          'claims', (array_agg(DISTINCT other.number))[1:10]),
       %(now)s, ''
  FROM claims_claim looked
  JOIN claims_stay stay ON stay.claim_id = looked.id
  JOIN claims_stay alike ON alike.admitted_on = stay.admitted_on AND alike.hospital = stay.hospital
  JOIN claims_claim other ON other.id = alike.claim_id AND other.status <> 'draft'
 WHERE looked.status = ANY (%(statuses)s) OR looked.status = 'approved' AND looked.since > %(since)s
 GROUP BY looked.id, stay.admitted_on, stay.hospital
HAVING count(DISTINCT other.member_id) >= %(number)s
ON CONFLICT (claim_id, control, key) DO NOTHING
