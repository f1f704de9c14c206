-- Whatever is late was named by every nightly reconciliation since.
-- A second attempt, and a promise that two people moved, may be late from their first hour on.
WITH promise AS (
    SELECT p.id, p.bank_ref, p.due_on, greatest(
        a.approved_at,
        (SELECT max(c.decided_at) FROM claims_accountchange c JOIN claims_payout f ON f.id = c.payout_id
            WHERE f.award_id = p.award_id AND f.attempt = p.attempt - 1),
        (SELECT max(r.confirmed_at) FROM claims_ruling r
            WHERE r.payout_id = p.id AND r.kind = 'due_on')) AS since
    FROM claims_payout p JOIN claims_award a ON a.id = p.award_id
    WHERE p.state IN ('queued', 'exported', 'unknown')
)
SELECT concat('支付 ', p.bank_ref, ' 应付日期', p.due_on, '，已超期，对账 ',
    to_char(r.at AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI'), ' 没有列出') AS what
FROM promise p JOIN claims_reconciliation r ON r.at::date > p.due_on + 1 AND r.at > p.since
WHERE NOT r.late ? p.bank_ref
