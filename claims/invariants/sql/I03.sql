-- No coverage pays more than its cap, no night twice, no lump sum twice.
SELECT 'coverage ' || coverage_id || ' paid ' || count(*) || ' days of ' || min(c.most_days) AS what
FROM claims_paidday d JOIN members_coverage c ON c.id = d.coverage_id
WHERE NOT d.voided GROUP BY coverage_id HAVING count(*) > min(c.most_days)
UNION ALL
SELECT 'coverage ' || coverage_id || ' paid ' || day || ' ' || count(*) || ' times'
FROM claims_paidday WHERE NOT voided GROUP BY coverage_id, day HAVING count(*) > 1
UNION ALL
SELECT 'coverage ' || d.coverage_id || ' paid ' || d.day || ', outside of it'
FROM claims_paidday d JOIN members_coverage c ON c.id = d.coverage_id
WHERE NOT d.voided AND d.day NOT BETWEEN c.starts_on AND c.ends_on
UNION ALL
SELECT 'award ' || a.id || ' of ' || a.days || ' days holds ' || count(d.id)
FROM claims_award a LEFT JOIN claims_paidday d ON d.award_id = a.id
WHERE a.approved_at IS NOT NULL AND a.days IS NOT NULL
GROUP BY a.id HAVING count(d.id) <> a.days
UNION ALL
SELECT 'award ' || a.id || ' is of ' || w.due || ' by the rules, its working of ' || w.fen
FROM claims_award a, LATERAL (
    SELECT sum((line ->> 'fen')::bigint) AS fen,
        CASE WHEN a.override_reason = '' THEN a.amount_fen ELSE a.rules_fen END AS due
    FROM jsonb_array_elements(a.lines) line
) w WHERE a.approved_at IS NOT NULL AND w.fen <> w.due
UNION ALL
SELECT 'coverage ' || coverage_id || ' paid ' || kind || ' ' || count(*) || ' times'
FROM claims_lumpsum WHERE NOT voided GROUP BY coverage_id, kind HAVING count(*) > 1
UNION ALL
SELECT 'member ' || member_id || ' was paid ' || kind || ' ' || count(*) || ' times in a life'
FROM claims_lumpsum WHERE NOT voided AND kind = 'death'
GROUP BY member_id, kind HAVING count(*) > 1
