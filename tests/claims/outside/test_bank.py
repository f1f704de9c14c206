"""The bank's stand-in answers a file that was really sent, so that what it says can be taken up."""

import io

import pytest
from django.core.management import CommandError, call_command

from claims.models import Payout
from claims.payouts import batches, returns
from tests.claims.payouts import steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def answered(*arguments):
    out = io.StringIO()
    call_command("bank_answer", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("failed", "states"),
    [([], ["paid", "paid"]), (["--fail", "2"], ["paid", "returned"])],
    ids=["all paid", "the second not"],
)
def test_its_answer_is_taken_up(failed, states):
    batch = steps.sealed(2)

    answer = answered(batch.number, *failed)

    returns.take_up(batch.pk, answer.encode(), by=steps.cashier())
    assert [p.state for p in Payout.objects.order_by("line_no")] == states


def test_it_answers_what_the_bank_got():
    batch = steps.sealed()
    sent = batches.file(batch.pk, by=steps.cashier()).decode("gb18030")

    answer = answered(batch.number)

    assert sent.splitlines()[1].split("|")[1] == answer.splitlines()[1].split("|")[0]


def test_only_a_sealed_batch_has_an_answer():
    batch = steps.prepared()

    with pytest.raises(CommandError, match=batch.number):
        answered(batch.number)


def test_a_line_that_is_not_there_cannot_fail():
    batch = steps.sealed(2)

    with pytest.raises(CommandError, match="no line 3"):
        answered(batch.number, "--fail", "3")


def test_outside_the_demo_it_says_nothing(settings):
    settings.DEMO = False
    batch = steps.sealed()

    with pytest.raises(CommandError, match="bank"):
        answered(batch.number)
