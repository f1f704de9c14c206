-- Every recorded move is one of the table, follows the one before, and led to where the claim is.
WITH moves AS (
    SELECT action, before, after
    FROM jsonb_to_recordset(%(moves)s) AS m(action text, before text, after text)
), told AS (
    SELECT *, lag(status_after, 1, 'draft') OVER (PARTITION BY claim_id ORDER BY seq) AS found,
        lead(seq) OVER (PARTITION BY claim_id ORDER BY seq) IS NULL AS last
    FROM claims_claimevent
)
SELECT 'claim ' || claim_id || ' event ' || seq || ': ' || action || ' from ' || status_before
    || ' to ' || status_after || ', found in ' || found AS what
FROM told
WHERE status_before <> found OR NOT EXISTS (
    SELECT FROM moves m
    WHERE (m.action, m.before, m.after) = (told.action, told.status_before, told.status_after))
UNION ALL
SELECT 'claim ' || c.id || ' is ' || c.status || ', its history ends in ' || coalesce(t.status_after, 'draft')
FROM claims_claim c LEFT JOIN told t ON t.claim_id = c.id AND t.last
WHERE c.status <> coalesce(t.status_after, 'draft')
UNION ALL
SELECT 'claim ' || c.id || ' is marked as contested: ' || c.contested || ', its history says otherwise'
FROM claims_claim c
WHERE c.contested <> EXISTS (
    SELECT FROM claims_claimevent e WHERE e.claim_id = c.id AND e.action IN ('recuse', 'object'))
