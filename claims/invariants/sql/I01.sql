-- Money is conserved: postings balance, and each award's accounts say what became of it.
WITH posting AS (
    SELECT posting, count(*) AS legs, sum(fen) AS fen FROM claims_ledgerentry GROUP BY posting
), live AS (
    SELECT award_id, max(state) AS state
    FROM claims_payout WHERE state <> 'returned' GROUP BY award_id
), books AS (
    SELECT p.award_id,
        coalesce(sum(fen) FILTER (WHERE account = 'benefits'), 0) AS benefits,
        coalesce(sum(fen) FILTER (WHERE account = 'payable'), 0) AS payable,
        coalesce(sum(fen) FILTER (WHERE account = 'clearing'), 0) AS clearing,
        coalesce(sum(fen) FILTER (WHERE account = 'bank'), 0) AS bank,
        coalesce(sum(fen) FILTER (WHERE account = 'receivable'), 0) AS receivable,
        coalesce(sum(fen) FILTER (WHERE kind = 'reclaimed' AND fen > 0), 0) AS reclaimed,
        coalesce(sum(fen) FILTER (WHERE kind = 'recovered' AND fen > 0), 0) AS recovered,
        coalesce(sum(fen) FILTER (WHERE kind = 'offset' AND fen > 0), 0) AS offset_fen
    FROM claims_ledgerentry e JOIN claims_payout p ON p.id = e.payout_id
    GROUP BY p.award_id
), due AS (
    SELECT a.id, b.*, l.state,
        CASE WHEN a.approved_at IS NULL OR a.voided OR l.state = 'reversed' THEN 0 ELSE a.amount_fen END AS fen
    FROM claims_award a
    LEFT JOIN books b ON b.award_id = a.id
    LEFT JOIN live l ON l.award_id = a.id
    WHERE b.award_id IS NOT NULL OR (a.approved_at IS NOT NULL AND a.amount_fen > 0)
)
SELECT concat('分录号 ', posting, ' 有', legs, '条分录（应为2条），借贷相差', abs(fen) * 0.01, '元') AS what
FROM posting WHERE fen <> 0 OR legs <> 2
UNION ALL
SELECT concat('核定 ', id, ' 应补助', fen * 0.01, '元（',
    coalesce(%(payouts)s::jsonb ->> state, state, '没有有效支付'), '），', coalesce(
        '账上为：补助支出' || benefits * 0.01 || '元、应付补助' || payable * 0.01 || '元、银行在途'
            || clearing * 0.01 || '元、银行存款' || bank * 0.01 || '元、应收追回款' || receivable * 0.01 || '元',
        '账上没有记录'))
FROM due
WHERE (benefits, payable, clearing, bank, receivable) IS DISTINCT FROM (
    fen - reclaimed,
    CASE WHEN state IN ('exported', 'unknown', 'paid') THEN 0 ELSE offset_fen - fen END,
    CASE WHEN state IN ('exported', 'unknown') THEN -fen ELSE 0 END,
    CASE WHEN state = 'paid' THEN recovered - fen ELSE recovered END,
    reclaimed - recovered - offset_fen)
UNION ALL
SELECT concat('支付 ', p.bank_ref, ' 金额', p.amount_fen * 0.01, '元，其核定金额', a.amount_fen * 0.01, '元')
FROM claims_payout p JOIN claims_award a ON a.id = p.award_id WHERE p.amount_fen <> a.amount_fen
UNION ALL
SELECT concat('核定 ', r.award_id, ' 的追回金额', r.amount_fen * 0.01, '元，账上应追回', b.reclaimed * 0.01,
    '元、已收回', (b.recovered + b.offset_fen) * 0.01, '元')
FROM claims_recovery r JOIN books b ON b.award_id = r.award_id
WHERE (b.reclaimed, b.recovered + b.offset_fen) <> (
    CASE WHEN r.confirmed_at IS NULL OR r.unpaid THEN 0 ELSE r.amount_fen END,
    CASE WHEN r.received_at IS NULL THEN 0 ELSE r.amount_fen END)
UNION ALL
SELECT concat('核定 ', r.award_id, ' 的追回', CASE WHEN r.unpaid THEN '是' ELSE '不是' END, '未付撤销，其支付为“',
    coalesce(%(payouts)s::jsonb ->> l.state, l.state, '没有有效支付'), '”')
FROM claims_recovery r LEFT JOIN live l ON l.award_id = r.award_id
WHERE r.unpaid <> (l.state IS NOT DISTINCT FROM 'reversed')
