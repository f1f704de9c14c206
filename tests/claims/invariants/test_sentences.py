"""What a break says to those who clear it: yuan, labels and numbers, in the words of the office."""

import pytest

from claims import invariants
from tests.claims.invariants.steps import NO_TRIGGERS, run, world

pytestmark = pytest.mark.django_db

SENTENCES = [
    pytest.param(
        NO_TRIGGERS.format("claims_ledgerentry"),
        "UPDATE claims_ledgerentry SET fen = fen - 1 WHERE account = 'bank'",
        {
            "分录号 {posting} 有2条分录（应为2条），借贷相差0.01元",
            (
                "核定 {award} 应补助800.00元（已支付），账上为：补助支出800.00元、应付补助0.00元、"
                "银行在途0.00元、银行存款-800.01元、应收追回款0.00元"
            ),
        },
        id="money in yuan, states and accounts by their labels",
    ),
    pytest.param(
        NO_TRIGGERS.format("claims_ledgerentry"),
        "DELETE FROM claims_ledgerentry WHERE payout_id ="
        " (SELECT id FROM claims_payout WHERE state = 'paid')",
        {"核定 {award} 应补助800.00元（已支付），账上没有记录"},
        id="an award that is not in the books at all",
    ),
    pytest.param(
        "SELECT",
        "UPDATE claims_claim SET status = 'withdrawn' WHERE number = '{claim}'",
        {
            "申请 {claim} 现为“已撤回”，办理记录止于“审核通过”",
            "核定 {award} 已核准，其申请 {claim} 为“已撤回”",
        },
        id="a claim by its number",
    ),
    pytest.param(
        NO_TRIGGERS.format("claims_claimevent"),
        "UPDATE claims_claimevent SET action = 'lost' WHERE seq = 2 AND claim_id = '{pk}'",
        {
            "申请 {claim} 第2条办理记录“lost”由“待预审”到“预审中”，不在流程之内",
            "申请 {claim} 第2条办理记录与上一条不相接，有缺漏或改动",
        },
        id="a code without a label as it is",
    ),
    pytest.param(
        NO_TRIGGERS.format("claims_claimevent"),
        "UPDATE claims_claimevent SET status_before = 'draft' WHERE seq = 2 AND claim_id = '{pk}'",
        {
            "申请 {claim} 第2条办理记录“开始预审”由“草稿”到“预审中”，此前实为“待预审”",
            "申请 {claim} 第2条办理记录与上一条不相接，有缺漏或改动",
        },
        id="a move by what was before",
    ),
    pytest.param(
        NO_TRIGGERS.format("claims_payoutbatch"),
        "UPDATE claims_payoutbatch SET total_fen = total_fen + 1",
        {"批次 {batch} 记为2笔、合计1600.01元，实有2笔、合计1600.00元"},
        id="a batch by its number",
    ),
    pytest.param(
        "SELECT",
        "DELETE FROM members_message WHERE key LIKE 'payout-paid:%'",
        {"支付 {payout} 为“已支付”，没有发出通知"},
        id="a payout by its reference",
    ),
    pytest.param(
        "SELECT",
        "UPDATE claims_claim SET payee_account = '6222024100001234560'::bytea"
        " WHERE number = '{claim}'",
        {"补助申请 {pk} 的银行卡号没有加密"},
        id="a column by its label",
    ),
]


@pytest.mark.parametrize(("protection_off", "plant", "sentences"), SENTENCES)
def test_a_break_is_told_in_the_words_of_the_office(
    protection_off: str, plant: str, sentences: set[str]
) -> None:
    paid = world()[0]
    names = {
        "posting": paid.entries.get(account="bank").posting,
        "award": paid.award_id,
        "claim": paid.award.claim.number,
        "pk": paid.award.claim_id,
        "payout": paid.bank_ref,
        "batch": paid.batch,
    }
    run(protection_off)

    run(plant.format(**names))

    told = {found.what for found in invariants.all_breaks()}
    assert told == {sentence.format(**names) for sentence in sentences}
