-- Whatever is late was named by every nightly reconciliation since.
SELECT 'payout ' || p.bank_ref || ', due ' || p.due_on || ', is late and was not named on ' || r.at::date AS what
FROM claims_payout p JOIN claims_reconciliation r ON r.at::date > p.due_on + 1
WHERE p.state IN ('queued', 'exported', 'unknown') AND NOT r.late ? p.bank_ref
