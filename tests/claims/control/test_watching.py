"""The rules notice what they are for and nothing else; what they noticed needs three people."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from claims import checking
from claims.control import settings, watching
from claims.control.errors import AlreadyCleared, Missing, TookPart
from claims.control.grounds import in_words
from claims.errors import ThirdNeeded
from claims.models import Award, Control, Flag
from claims.states import Status
from members.roles import Role
from tests.factories.claims import accepted, account_of, in_second_check, put, staff, submitted

pytestmark = pytest.mark.django_db

NIGHTS = {"admitted": date(2023, 6, 1), "discharged": date(2023, 7, 14)}
"""43 of the 45 that one coverage pays."""


def auditor():
    return staff(Role.AUDITOR)


def alike(count, **how):
    """Claims of so many members, the last one accepted."""
    for n in range(count - 1):
        submitted(**{"account": account_of(n), **how})
    return accepted(**{"account": account_of(count), **how})


def notice(rule, number, *, on=True) -> list[Flag]:
    """Let one rule alone look."""
    by = auditor()
    for other in watching.RULES:
        settings.change(other, on=other == rule and on, number=5, words="试", by=by)
    if on:
        settings.change(rule, on=True, number=number, words="试", by=by)
    watching.watch()
    return list(Flag.objects.all())


def test_an_account_of_many_members_is_noticed_and_that_of_fewer_is_not() -> None:
    claim = alike(3, account=account_of(7))

    assert notice(Control.ACCOUNT, 4) == []
    [flag] = notice(Control.ACCOUNT, 3)
    assert flag.claim == claim
    assert in_words(flag).startswith("这个收款账户用于3名职工的申请：YBH-")


def test_one_hospital_on_one_day_is_noticed_and_on_another_is_not() -> None:
    claim = alike(2)
    accepted(account=account_of(9), admitted=date(2023, 6, 2))

    assert notice(Control.STAY, 3) == []
    [flag] = notice(Control.STAY, 2)
    assert flag.claim == claim
    assert "示范医院2023年6月1日入院的申请，已有2名职工" in in_words(flag)


@pytest.mark.parametrize(("fen", "noticed"), [(2_700_000, 0), (2_700_001, 1), (2_999_999, 1)])
def test_an_amount_just_below_the_third_check_is_noticed(fen, noticed) -> None:
    claim = in_second_check()
    lines = [{"sheet": "xiamen-18"}]
    Award.objects.filter(claim=claim).update(amount_fen=fen, lines=lines)

    assert len(notice(Control.AMOUNT, 10)) == noticed
    if noticed:
        assert "从30,000.00元起须终审" in in_words(Flag.objects.get())


@pytest.mark.parametrize(("number", "noticed"), [(2, 0), (3, 1)])
def test_nearly_all_nights_are_noticed(number, noticed) -> None:
    in_second_check(**NIGHTS)

    assert [in_words(flag) for flag in notice(Control.DAYS, number)] == noticed * [
        "一份申请补助43天，上限45天。"
    ]


def test_a_rule_that_is_off_notices_nothing() -> None:
    in_second_check(**NIGHTS)

    assert notice(Control.DAYS, 3, on=False) == []


def test_what_was_raised_is_not_raised_again_also_once_it_is_cleared() -> None:
    in_second_check(**NIGHTS)
    [flag] = notice(Control.DAYS, 3)
    watching.clear(flag.pk, "已核对病历", by=auditor())

    assert watching.watch() == 0
    assert Flag.objects.count() == 1


def test_a_claim_that_ended_is_not_looked_at() -> None:
    put(in_second_check(**NIGHTS), Status.WITHDRAWN)

    assert notice(Control.DAYS, 3) == []


def test_two_are_not_enough_while_a_flag_is_open_and_are_once_it_is_cleared() -> None:
    claim = in_second_check(**NIGHTS)
    [flag] = notice(Control.DAYS, 3)
    second = staff(Role.SECOND_CHECKER)
    with pytest.raises(ThirdNeeded):
        checking.confirm(claim.pk, by=second)

    watching.clear(flag.pk, "已核对病历", by=auditor())

    assert checking.confirm(claim.pk, by=second).status == Status.APPROVED


def test_three_approve_with_a_flag_open_and_the_second_need_not_say_why() -> None:
    claim = in_second_check(**NIGHTS)
    notice(Control.DAYS, 3)

    checking.pass_on(claim.pk, by=staff(Role.SECOND_CHECKER))

    done = checking.approve(claim.pk, by=staff(Role.THIRD_CHECKER))
    assert done.status == Status.APPROVED


def test_who_moved_the_claim_does_not_clear_its_flag() -> None:
    claim = in_second_check(**NIGHTS)
    [flag] = notice(Control.DAYS, 3)
    mover = claim.events.order_by("-seq").first().by
    mover.roles = [*mover.roles, str(Role.AUDITOR)]
    mover.save()

    with pytest.raises(TookPart):
        watching.clear(flag.pk, "没有问题", by=mover)
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.update(cleared_by=mover, cleared_at=flag.raised_at, words="没有问题")


def test_a_flag_is_cleared_once_in_words_and_stays() -> None:
    in_second_check(**NIGHTS)
    [flag] = notice(Control.DAYS, 3)
    with pytest.raises(Missing):
        watching.clear(flag.pk, " ", by=auditor())
    watching.clear(flag.pk, "已核对病历", by=auditor())

    with pytest.raises(AlreadyCleared):
        watching.clear(flag.pk, "再次", by=auditor())
    for change in (Flag.objects.all().delete, lambda: Flag.objects.update(words="改")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_sweep_asks_as_often_however_many_claims(django_assert_num_queries) -> None:
    alike(2)
    with django_assert_num_queries(6):
        watching.watch()
