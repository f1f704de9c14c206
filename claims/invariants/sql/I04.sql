-- Four eyes: who approves, seals, publishes or clears is not who prepared it.
SELECT concat('核定 ', id, ' 有两步由同一人办理') AS what
FROM claims_award WHERE approved_by_id = proposed_by_id OR checked_by_id IN (proposed_by_id, approved_by_id)
UNION ALL
SELECT concat('批次 ', number, ' 由制单人自己封存')
FROM claims_payoutbatch WHERE sealed_by_id = prepared_by_id
UNION ALL
SELECT concat('保障期次 ', code, ' 由起草人自己发布')
FROM members_scheme WHERE published_by_id = drafted_by_id
UNION ALL
SELECT concat('核定 ', award_id, ' 的追回由提出人自己确认')
FROM claims_recovery WHERE confirmed_by_id = proposed_by_id
UNION ALL
SELECT concat('对账 ', to_char(at AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI'), ' 由说明人自己核销')
FROM claims_reconciliation WHERE cleared_by_id = explained_by_id
UNION ALL
SELECT concat('核定 ', a.id, ' 的核准人与办理记录不一致')
FROM claims_award a
WHERE a.approved_at IS NOT NULL AND NOT a.voided AND NOT EXISTS (
    SELECT FROM claims_claimevent e
    WHERE e.claim_id = a.claim_id AND e.status_after = 'approved' AND e.by_id = a.approved_by_id)
