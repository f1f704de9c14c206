-- The history of every claim is whole: no gap, and each link bound to the one before.
WITH link AS (
    SELECT e.*,
        row_number() OVER one AS place,
        lag(hash, 1, ''::bytea) OVER one AS before
    FROM claims_claimevent e
    WINDOW one AS (PARTITION BY claim_id ORDER BY seq)
)
SELECT concat('申请 ', (SELECT coalesce(number, id::text) FROM claims_claim WHERE id = link.claim_id),
    ' 第', seq, '条办理记录与上一条不相接，有缺漏或改动') AS what
FROM link
WHERE seq <> place OR hash <> sha256(before || convert_to(concat_ws(chr(31),
    claim_id, seq, action, status_before, status_after,
    coalesce(by_id::text, ''), extract(epoch from at), note), 'UTF8'))
