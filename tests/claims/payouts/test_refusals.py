"""Each refusal has its sentence, and none of them a system word."""

import re

import pytest

from claims.payouts import errors
from claims.payouts.errors import Fault, PayoutError, Problem
from claims.payouts.refusals import sentence

PROBLEM = Problem(2, Fault.AMOUNT_DIFFERS)

SAID: dict[PayoutError, str] = {
    errors.AlreadyPrepared(): "已由其他人制单",
    errors.EmptyBatch(): "没有待支付的款项",
    errors.NotPrepared(): "尚未制单",
    errors.SamePerson(): "另一位工作人员",
    errors.AlreadySealed(): "已经封存",
    errors.NotSealed(): "尚未封存",
    errors.BatchChanged(): "与制单时不一致",
    errors.FileDamaged(): "已停止下载",
    errors.NotWaiting(): "状态已经变化",
}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        *SAID.items(),
        (errors.WrongControlTotals(1, 8000), "没有封存"),
        (errors.Missing({"words": "请写明理由。"}), "请写明理由"),
        (errors.AlreadyReceived("0" * 64), "没有重复入账"),
        (errors.UnfitField("name", "|"), "收款户名含有银行文件不能使用的字符（U+007C）"),
        (errors.UnfitField("account", ""), "收款账号为空或过长"),
        (errors.UnreadableReturn([PROBLEM]), "1处不能读取，全部没有入账"),
        (errors.ReturnMismatch([PROBLEM, PROBLEM]), "2处与送出的不符，全部没有入账"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, PayoutError) else "",
)
def test_a_refusal_is_said_in_a_sentence(error: PayoutError, words: str) -> None:
    said = sentence(error)

    assert words in said
    assert said.endswith("。")
    assert not re.search("保险|理赔|[A-Za-z]{3}", said)


def test_an_error_without_a_sentence_is_noticed() -> None:
    with pytest.raises(KeyError):
        sentence(PayoutError())
