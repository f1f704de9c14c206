-- Four eyes: who approves, seals, publishes or clears is not who prepared it.
SELECT 'award ' || id || ' was decided twice by one person' AS what
FROM claims_award WHERE approved_by_id = proposed_by_id OR checked_by_id IN (proposed_by_id, approved_by_id)
UNION ALL
SELECT 'batch ' || number || ' was sealed by its maker'
FROM claims_payoutbatch WHERE sealed_by_id = prepared_by_id
UNION ALL
SELECT 'period ' || code || ' was published by its drafter'
FROM members_scheme WHERE published_by_id = drafted_by_id
UNION ALL
SELECT 'recovery ' || id || ' was confirmed by its proposer'
FROM claims_recovery WHERE confirmed_by_id = proposed_by_id
UNION ALL
SELECT 'reconciliation ' || id || ' was cleared by who explained it'
FROM claims_reconciliation WHERE cleared_by_id = explained_by_id
UNION ALL
SELECT 'award ' || a.id || ' was approved by somebody else than the history says'
FROM claims_award a
WHERE a.approved_at IS NOT NULL AND NOT a.voided AND NOT EXISTS (
    SELECT FROM claims_claimevent e
    WHERE e.claim_id = a.claim_id AND e.status_after = 'approved' AND e.by_id = a.approved_by_id)
