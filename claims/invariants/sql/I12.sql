-- Whoever is to be told is told: a message for each move that has words, and each payment.
SELECT concat('申请 ', (SELECT coalesce(number, id::text) FROM claims_claim WHERE id = e.claim_id),
    ' 的“', %(actions)s::jsonb ->> e.action, '”没有发出通知') AS what
FROM claims_claimevent e
WHERE e.action = ANY(%(told)s) AND NOT EXISTS (
    SELECT FROM members_message m WHERE m.key = 'claim-event:' || e.id)
UNION ALL
SELECT concat('支付 ', p.bank_ref, ' 为“', %(payouts)s::jsonb ->> p.state, '”，没有发出通知')
FROM claims_payout p
WHERE p.state IN ('paid', 'returned') AND NOT EXISTS (
    SELECT FROM members_message m WHERE m.key = 'payout-' || p.state || ':' || p.id)
UNION ALL
SELECT concat('核定 ', r.award_id, ' 的追回没有发出通知')
FROM claims_recovery r
WHERE r.confirmed_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM members_message m WHERE m.key = 'recovery-reclaimed:' || r.id)
