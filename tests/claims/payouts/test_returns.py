"""What the bank answered: taken whole or not at all, and once."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from claims.models import BankReturn, BankReturnLine, LedgerEntry, Payout, PayoutBatch
from claims.payouts import returns
from claims.payouts.errors import (
    Fault,
    NotSealed,
    ReturnMismatch,
    UnreadableReturn,
)
from members.models import Message
from tests.claims.payouts.steps import accountant, answer, cashier, prepared, sealed

pytestmark = pytest.mark.django_db


def take_up(batch: PayoutBatch, text: str) -> BankReturn:
    return returns.take_up(batch.pk, text.encode("gb18030"), by=cashier())


def states(batch: PayoutBatch) -> list[str]:
    return list(batch.payouts.order_by("line_no").values_list("state", flat=True))


def written() -> tuple[int, ...]:
    """Count all that taking up a file writes."""
    settled = LedgerEntry.objects.filter(kind__in=["paid", "returned"])
    rows = (BankReturn, BankReturnLine, Message)
    return (*(model.objects.count() for model in rows), settled.count())


def test_one_success_and_one_failure() -> None:
    batch = sealed(2)

    received = take_up(batch, answer(batch, failed={2}))

    paid, failed = batch.payouts.order_by("line_no")
    assert (paid.state, paid.bank_words) == (Payout.State.PAID, "")
    assert (failed.state, failed.bank_words) == (Payout.State.RETURNED, "户名不符")
    assert paid.settled_at == failed.settled_at == received.settled_at is not None
    assert list(received.lines.order_by("line_no").values_list("line_no", "paid", "words")) == [
        (2, True, "成功"),
        (3, False, "户名不符"),
    ]


def test_the_books_follow() -> None:
    batch = sealed(2)

    take_up(batch, answer(batch, failed={2}))

    sums = LedgerEntry.objects.order_by("account").values_list("account").annotate(Sum("fen"))
    assert {account: fen for account, fen in sums if fen} == {
        "bank": -248_000,
        "benefits": 496_001,
        "payable": -248_001,
    }


def test_each_member_is_told() -> None:
    batch = sealed(2)

    take_up(batch, answer(batch, failed={2}))

    told = {message.user_id: message.text for message in Message.objects.all()}
    paid, failed = batch.payouts.order_by("line_no")
    assert "已支付" in told[paid.award.claim.applicant_id]
    assert "户名不符" in told[failed.award.claim.applicant_id]


def shuffled(text: str) -> str:
    header, *lines = text.splitlines()
    return "\r\n".join([header, *reversed(lines)])


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(lambda text: text.encode("gb18030"), id="as the bank made it"),
        pytest.param(lambda text: shuffled(text).encode("gb18030"), id="in another order"),
        pytest.param(lambda text: text.replace("\r\n", "\n").encode(), id="LF"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="UTF-8 with a mark"),
    ],
)
def test_however_it_was_saved_it_is_taken_up(saved: Callable[[str], bytes]) -> None:
    batch = sealed(3)

    returns.take_up(batch.pk, saved(answer(batch, failed={2})), by=cashier())

    assert states(batch) == ["paid", "returned", "paid"]


def test_a_part_of_the_batch_may_be_answered_and_the_rest_later() -> None:
    batch = sealed(3)

    take_up(batch, answer(batch, only={1, 3}))
    assert states(batch) == ["paid", "exported", "paid"]

    take_up(batch, answer(batch, only={2}))
    assert states(batch) == ["paid", "paid", "paid"]


def test_a_file_that_overlaps_an_earlier_one_is_refused_whole() -> None:
    batch = sealed(3)
    take_up(batch, answer(batch, only={1}))

    with pytest.raises(ReturnMismatch):
        take_up(batch, answer(batch))

    assert states(batch) == ["paid", "exported", "exported"]


def a_fen_more(text: str) -> str:
    return text.replace("|2480.01|", "|2480.02|")


def a_fen_more_with_the_total(text: str) -> str:
    return a_fen_more(text).replace("|496001", "|496002")


def with_a_line_twice(text: str) -> str:
    lines = text.splitlines()
    return "\r\n".join([lines[0].replace("|2|496001", "|3|744001"), *lines[1:], lines[1]])


def with_two_outcomes(text: str) -> str:
    lines = with_a_line_twice(text).splitlines()
    return "\r\n".join([*lines[:-1], lines[-1].replace("0000|成功", "E031|户名不符")])


def without_its_last_line(text: str) -> str:
    return "\r\n".join(text.splitlines()[:-1])


def with_accounts_swapped(text: str) -> str:
    first, second = (line.split("|")[1] for line in text.splitlines()[1:])
    return text.replace(first, "#").replace(second, first).replace("#", second)


def with_a_foreign_reference(text: str) -> str:
    return text.replace(text.splitlines()[2].split("|")[0], "HZ990101999999999")


def of_another_batch(text: str) -> str:
    number = text.splitlines()[0].split("|")[1]
    return text.replace(number, "PB-20200101-0000001")


SPOILT = [
    pytest.param(a_fen_more, {Fault.AMOUNT_DIFFERS, Fault.TOTAL_DIFFERS}, id="a fen more"),
    pytest.param(a_fen_more_with_the_total, {Fault.AMOUNT_DIFFERS}, id="a fen more, total too"),
    pytest.param(with_a_line_twice, {Fault.REPEATED}, id="a line twice"),
    pytest.param(with_two_outcomes, {Fault.REPEATED}, id="two outcomes of one payout"),
    pytest.param(without_its_last_line, {Fault.COUNT_DIFFERS, Fault.TOTAL_DIFFERS}, id="cut short"),
    pytest.param(with_accounts_swapped, {Fault.ACCOUNT_DIFFERS}, id="accounts swapped"),
    pytest.param(with_a_foreign_reference, {Fault.NOT_IN_BATCH}, id="a foreign reference"),
    pytest.param(of_another_batch, {Fault.OTHER_BATCH}, id="header of another batch"),
    pytest.param(
        lambda text: text.replace("0000|", "P001|", 1), {Fault.CODE}, id="still under way"
    ),
    pytest.param(lambda text: text.replace("|成功", "", 1), {Fault.FIELDS}, id="a field short"),
    pytest.param(lambda _: "", {Fault.EMPTY}, id="empty"),
]


@pytest.mark.parametrize(("spoil", "faults"), SPOILT)
def test_a_file_with_one_wrong_line_writes_nothing(
    spoil: Callable[[str], str], faults: set[Fault]
) -> None:
    batch = sealed(2)
    text = answer(batch)

    with pytest.raises((ReturnMismatch, UnreadableReturn)) as refused:
        take_up(batch, spoil(text))

    assert isinstance(refused.value, ReturnMismatch | UnreadableReturn)
    assert {problem.fault for problem in refused.value.problems} == faults
    assert written() == (0, 0, 0, 0)
    assert states(batch) == ["exported", "exported"]
    take_up(batch, text)
    assert states(batch) == ["paid", "paid"]


def test_the_answer_to_another_batch_is_refused_line_by_line() -> None:
    batch, other = sealed(1), sealed(1)

    with pytest.raises(ReturnMismatch) as refused:
        take_up(batch, answer(other))

    assert [(p.line, p.fault) for p in refused.value.problems] == [
        (1, Fault.OTHER_BATCH),
        (2, Fault.NOT_IN_BATCH),
    ]


def test_a_refusal_shows_amounts_and_no_account() -> None:
    batch = sealed(2)

    with pytest.raises(ReturnMismatch) as refused:
        take_up(batch, with_accounts_swapped(a_fen_more(answer(batch))))

    said = [(p.line, p.fault, p.found, p.expected) for p in refused.value.problems]
    assert (3, Fault.AMOUNT_DIFFERS, "2480.02", "2480.01") in said
    accounts = {payout.payee_account for payout in batch.payouts.all()}
    assert not accounts & {text for problem in said for text in problem[2:]}


def test_what_the_bank_may_still_change_is_kept_and_settled_by_the_sweep() -> None:
    batch = sealed()
    received = returns.receive(batch.pk, answer(batch).encode(), by=cashier())
    assert states(batch) == ["exported"]

    assert returns.settle(received.pk) == 1

    assert states(batch) == ["paid"]


def test_only_the_cashier_takes_a_return_up() -> None:
    batch = sealed()

    with pytest.raises(PermissionDenied):
        returns.take_up(batch.pk, answer(batch).encode(), by=accountant())

    assert written() == (0, 0, 0, 0)


def test_the_bank_does_not_answer_before_it_was_asked() -> None:
    batch = prepared()

    with pytest.raises(NotSealed):
        take_up(batch, answer(batch))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE claims_bankreturnline SET paid = false", "DELETE FROM claims_bankreturnline"],
)
def test_what_the_bank_said_never_changes(statement: str) -> None:
    batch = sealed()
    take_up(batch, answer(batch))

    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute(statement)
