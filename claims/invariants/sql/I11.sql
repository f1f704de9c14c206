-- A batch holds what its control totals say, line by line.
SELECT concat('批次 ', b.number, ' 记为', b.count, '笔、合计', b.total_fen * 0.01, '元，实有',
    count(p.id), '笔、合计', coalesce(sum(p.amount_fen), 0) * 0.01, '元') AS what
FROM claims_payoutbatch b LEFT JOIN claims_payout p ON p.batch_id = b.id
GROUP BY b.id
HAVING (b.count, b.total_fen) IS DISTINCT FROM (count(p.id), coalesce(sum(p.amount_fen), 0))
UNION ALL
SELECT concat('批次 ', b.number, ' 已封存，行号不是从1连续到', b.count)
FROM claims_payoutbatch b JOIN claims_payout p ON p.batch_id = b.id
WHERE b.sealed_at IS NOT NULL
GROUP BY b.id
HAVING (min(p.line_no), max(p.line_no), count(DISTINCT p.line_no)) IS DISTINCT FROM (1, b.count, b.count)
