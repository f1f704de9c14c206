-- Every recorded move is one of the table, follows the one before, and led to where the claim is.
WITH moves AS (
    SELECT action, before, after
    FROM jsonb_to_recordset(%(moves)s) AS m(action text, before text, after text)
), told AS (
    SELECT *, lag(status_after, 1, 'draft') OVER (PARTITION BY claim_id ORDER BY seq) AS found,
        lead(seq) OVER (PARTITION BY claim_id ORDER BY seq) IS NULL AS last
    FROM claims_claimevent
)
SELECT concat('申请 ', (SELECT coalesce(number, id::text) FROM claims_claim WHERE id = told.claim_id),
    ' 第', seq, '条办理记录“', coalesce(%(actions)s::jsonb ->> action, action),
    '”由“', coalesce(%(statuses)s::jsonb ->> status_before, status_before),
    '”到“', coalesce(%(statuses)s::jsonb ->> status_after, status_after),
    CASE WHEN status_before = found THEN '”，不在流程之内' ELSE concat(
        '”，此前实为“', coalesce(%(statuses)s::jsonb ->> found, found), '”') END) AS what
FROM told
WHERE status_before <> found OR NOT EXISTS (
    SELECT FROM moves m
    WHERE (m.action, m.before, m.after) = (told.action, told.status_before, told.status_after))
UNION ALL
SELECT concat('申请 ', coalesce(c.number, c.id::text), ' 现为“', %(statuses)s::jsonb ->> c.status,
    '”，办理记录止于“', coalesce(%(statuses)s::jsonb ->> coalesce(t.status_after, 'draft'), t.status_after), '”')
FROM claims_claim c LEFT JOIN told t ON t.claim_id = c.id AND t.last
WHERE c.status <> coalesce(t.status_after, 'draft')
UNION ALL
SELECT concat('申请 ', coalesce(c.number, c.id::text), CASE WHEN c.contested
    THEN ' 标记为有回避或异议，办理记录中没有'
    ELSE ' 没有标记为有回避或异议，办理记录中有' END)
FROM claims_claim c
WHERE c.contested <> EXISTS (
    SELECT FROM claims_claimevent e WHERE e.claim_id = c.id AND e.action IN ('recuse', 'object'))
