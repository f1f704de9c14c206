-- A batch holds what its control totals say, line by line.
SELECT 'batch ' || b.number || ' says ' || b.count || ' of ' || b.total_fen || ', holds '
    || count(p.id) || ' of ' || coalesce(sum(p.amount_fen), 0) AS what
FROM claims_payoutbatch b LEFT JOIN claims_payout p ON p.batch_id = b.id
GROUP BY b.id
HAVING (b.count, b.total_fen) IS DISTINCT FROM (count(p.id), coalesce(sum(p.amount_fen), 0))
UNION ALL
SELECT 'batch ' || b.number || ' is sealed and its lines do not run from 1 to ' || b.count
FROM claims_payoutbatch b JOIN claims_payout p ON p.batch_id = b.id
WHERE b.sealed_at IS NOT NULL
GROUP BY b.id
HAVING (min(p.line_no), max(p.line_no), count(DISTINCT p.line_no)) IS DISTINCT FROM (1, b.count, b.count)
