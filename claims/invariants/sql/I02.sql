-- Nothing is paid twice: one live payout an award, one payment a reference.
SELECT 'award ' || award_id || ' has ' || count(*) || ' live payouts' AS what
FROM claims_payout WHERE state <> 'returned' GROUP BY award_id HAVING count(*) > 1
UNION ALL
SELECT 'award ' || p.award_id || ' left the bank ' || count(*) || ' times more than it came back'
FROM (
    SELECT payout_id, sum(fen) AS fen FROM claims_ledgerentry
    WHERE account = 'bank' AND kind IN ('paid', 'bounced') GROUP BY payout_id
) e JOIN claims_payout p ON p.id = e.payout_id
WHERE e.fen < 0 GROUP BY p.award_id HAVING count(*) > 1
UNION ALL
SELECT 'payout ' || payout_id || ' was paid by ' || count(*) || ' lines of the bank'
FROM claims_bankreturnline WHERE paid GROUP BY payout_id HAVING count(*) > 1
