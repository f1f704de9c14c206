-- No act is half done: what is written together is there together.
SELECT concat('申请 ', coalesce(c.number, c.id::text), ' 为“', %(statuses)s::jsonb ->> c.status, '”，没有已核准的核定') AS what
FROM claims_claim c
WHERE c.status = 'approved' AND NOT EXISTS (
    SELECT FROM claims_award a
    WHERE a.claim_id = c.id AND NOT a.voided AND a.approved_at IS NOT NULL)
UNION ALL
SELECT concat('核定 ', a.id, ' 已核准，其申请 ', coalesce(c.number, c.id::text),
    ' 为“', %(statuses)s::jsonb ->> c.status, '”')
FROM claims_award a JOIN claims_claim c ON c.id = a.claim_id
WHERE a.approved_at IS NOT NULL AND NOT a.voided AND c.status <> 'approved'
UNION ALL
SELECT concat('核定 ', a.id, ' 已核准，金额', a.amount_fen * 0.01, '元，没有支付记录')
FROM claims_award a
WHERE a.approved_at IS NOT NULL AND NOT a.voided AND a.amount_fen > 0
    AND NOT EXISTS (SELECT FROM claims_payout p WHERE p.award_id = a.id)
UNION ALL
SELECT concat('支付 ', p.bank_ref, ' 为“', coalesce(%(payouts)s::jsonb ->> p.state, p.state), '”，其批次 ', b.number,
    CASE WHEN b.sealed_at IS NULL THEN ' 未封存' ELSE ' 已封存' END)
FROM claims_payout p JOIN claims_payoutbatch b ON b.id = p.batch_id
WHERE p.state <> 'reversed' AND (b.sealed_at IS NULL) <> (p.state NOT IN ('exported', 'paid', 'returned', 'unknown'))
UNION ALL
SELECT concat('银行回盘 ', r.id, ' 已入账，没有明细')
FROM claims_bankreturn r
WHERE r.settled_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM claims_bankreturnline l WHERE l.bank_return_id = r.id)
