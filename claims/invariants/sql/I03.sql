-- No coverage pays more than its cap, no night twice, no lump sum twice.
SELECT concat('保障期限 ', coverage_id, ' 已补助', count(*), '天，上限', min(c.most_days), '天') AS what
FROM claims_paidday d JOIN members_coverage c ON c.id = d.coverage_id
WHERE NOT d.voided GROUP BY coverage_id HAVING count(*) > min(c.most_days)
UNION ALL
SELECT concat('保障期限 ', coverage_id, ' 的', day, '补助了', count(*), '次')
FROM claims_paidday WHERE NOT voided GROUP BY coverage_id, day HAVING count(*) > 1
UNION ALL
SELECT concat('保障期限 ', d.coverage_id, ' 补助了期限以外的', d.day)
FROM claims_paidday d JOIN members_coverage c ON c.id = d.coverage_id
WHERE NOT d.voided AND d.day NOT BETWEEN c.starts_on AND c.ends_on
UNION ALL
SELECT concat('核定 ', a.id, ' 补助', a.days, '天，记录的补助日有', count(d.id), '天')
FROM claims_award a LEFT JOIN claims_paidday d ON d.award_id = a.id
WHERE a.approved_at IS NOT NULL AND a.days IS NOT NULL
GROUP BY a.id HAVING count(d.id) <> a.days
UNION ALL
SELECT concat('核定 ', a.id, ' 按规则为', w.due * 0.01, '元，计算过程合计', w.fen * 0.01, '元')
FROM claims_award a, LATERAL (
    SELECT sum((line ->> 'fen')::bigint) AS fen,
        CASE WHEN a.override_reason = '' THEN a.amount_fen ELSE a.rules_fen END AS due
    FROM jsonb_array_elements(a.lines) line
) w WHERE a.approved_at IS NOT NULL AND w.fen <> w.due
UNION ALL
SELECT concat('保障期限 ', coverage_id, ' 的', coalesce(%(kinds)s::jsonb ->> kind, kind), '支付了', count(*), '次')
FROM claims_lumpsum WHERE NOT voided GROUP BY coverage_id, kind HAVING count(*) > 1
UNION ALL
SELECT concat('职工 ', member_id, ' 的', %(kinds)s::jsonb ->> kind, '支付了', count(*), '次')
FROM claims_lumpsum WHERE NOT voided AND kind = 'death'
GROUP BY member_id, kind HAVING count(*) > 1
