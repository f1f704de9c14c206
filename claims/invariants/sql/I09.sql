-- No act is half done: what is written together is there together.
SELECT 'claim ' || c.id || ' is approved without an approved award' AS what
FROM claims_claim c
WHERE c.status = 'approved' AND NOT EXISTS (
    SELECT FROM claims_award a
    WHERE a.claim_id = c.id AND NOT a.voided AND a.approved_at IS NOT NULL)
UNION ALL
SELECT 'award ' || a.id || ' is approved, its claim is ' || c.status
FROM claims_award a JOIN claims_claim c ON c.id = a.claim_id
WHERE a.approved_at IS NOT NULL AND NOT a.voided AND c.status <> 'approved'
UNION ALL
SELECT 'award ' || a.id || ' is approved and nobody owes it'
FROM claims_award a
WHERE a.approved_at IS NOT NULL AND NOT a.voided AND a.amount_fen > 0
    AND NOT EXISTS (SELECT FROM claims_payout p WHERE p.award_id = a.id)
UNION ALL
SELECT 'payout ' || p.bank_ref || ' is ' || p.state || ' in a batch that is '
    || CASE WHEN b.sealed_at IS NULL THEN 'open' ELSE 'sealed' END
FROM claims_payout p JOIN claims_payoutbatch b ON b.id = p.batch_id
WHERE p.state <> 'reversed' AND (b.sealed_at IS NULL) <> (p.state NOT IN ('exported', 'paid', 'returned', 'unknown'))
UNION ALL
SELECT 'bank return ' || r.id || ' is settled without a line'
FROM claims_bankreturn r
WHERE r.settled_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM claims_bankreturnline l WHERE l.bank_return_id = r.id)
