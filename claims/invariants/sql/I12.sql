-- Whoever is to be told is told: a message for each move that has words, and each payment.
SELECT 'claim ' || e.claim_id || ': nobody was told of ' || e.action AS what
FROM claims_claimevent e
WHERE e.action = ANY(%(told)s) AND NOT EXISTS (
    SELECT FROM members_message m WHERE m.key = 'claim-event:' || e.id)
UNION ALL
SELECT 'payout ' || p.bank_ref || ': nobody was told that it is ' || p.state
FROM claims_payout p
WHERE p.state IN ('paid', 'returned') AND NOT EXISTS (
    SELECT FROM members_message m WHERE m.key = 'payout-' || p.state || ':' || p.id)
UNION ALL
SELECT 'recovery ' || r.id || ': nobody was told'
FROM claims_recovery r
WHERE r.confirmed_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM members_message m WHERE m.key = 'recovery-reclaimed:' || r.id)
