-- Nothing is paid twice: one live payout an award, one payment a reference.
SELECT concat('核定 ', award_id, ' 有', count(*), '笔有效支付') AS what
FROM claims_payout WHERE state <> 'returned' GROUP BY award_id HAVING count(*) > 1
UNION ALL
SELECT concat('核定 ', p.award_id, ' 有', count(*), '笔支付已从银行付出，没有退回')
FROM (
    SELECT payout_id, sum(fen) AS fen FROM claims_ledgerentry
    WHERE account = 'bank' AND kind IN ('paid', 'bounced') GROUP BY payout_id
) e JOIN claims_payout p ON p.id = e.payout_id
WHERE e.fen < 0 GROUP BY p.award_id HAVING count(*) > 1
UNION ALL
SELECT concat('支付 ', (SELECT bank_ref FROM claims_payout WHERE id = claims_bankreturnline.payout_id), ' 在银行回盘中成功', count(*), '次')
FROM claims_bankreturnline WHERE paid GROUP BY payout_id HAVING count(*) > 1
