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
SELECT 'posting ' || posting || ' has ' || legs || ' legs that sum to ' || fen AS what
FROM posting WHERE fen <> 0 OR legs <> 2
UNION ALL
SELECT 'award ' || id || ' of ' || fen || ' (' || coalesce(state, 'not sent') || ') stands in the books as '
    || concat_ws(' ', benefits, payable, clearing, bank, receivable)
FROM due
WHERE (benefits, payable, clearing, bank, receivable) IS DISTINCT FROM (
    fen - reclaimed,
    CASE WHEN state IN ('exported', 'unknown', 'paid') THEN 0 ELSE offset_fen - fen END,
    CASE WHEN state IN ('exported', 'unknown') THEN -fen ELSE 0 END,
    CASE WHEN state = 'paid' THEN recovered - fen ELSE recovered END,
    reclaimed - recovered - offset_fen)
UNION ALL
SELECT 'payout ' || p.bank_ref || ' is of ' || p.amount_fen || ', its award of ' || a.amount_fen
FROM claims_payout p JOIN claims_award a ON a.id = p.award_id WHERE p.amount_fen <> a.amount_fen
UNION ALL
SELECT 'recovery ' || r.id || ' of ' || r.amount_fen || ' stands in the books as '
    || b.reclaimed || ', received ' || b.recovered + b.offset_fen
FROM claims_recovery r JOIN books b ON b.award_id = r.award_id
WHERE (b.reclaimed, b.recovered + b.offset_fen) <> (
    CASE WHEN r.confirmed_at IS NULL OR r.unpaid THEN 0 ELSE r.amount_fen END,
    CASE WHEN r.received_at IS NULL THEN 0 ELSE r.amount_fen END)
UNION ALL
SELECT 'recovery ' || r.id || ' took back what was not paid, its payout is ' || l.state
FROM claims_recovery r LEFT JOIN live l ON l.award_id = r.award_id
WHERE r.unpaid <> (l.state IS NOT DISTINCT FROM 'reversed')
