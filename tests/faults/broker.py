"""A broker that forgets, dies or hangs, messages that come thrice, workers killed at work."""

import time
from contextlib import suppress
from functools import partial

from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from claims.models import Payout, PayoutBatch
from members import outbox
from tests.factories.claims import complete_draft
from tests.faults import world
from tests.faults.rig import Rig, expect
from tests.faults.scenario import scenario
from tests.faults.unsafe import no_locks, no_sweep_lock, send_before_mark

TEXTS = 60
RESTARTS = 5


def _all_told_once(count: int) -> str:
    sent = world.texts()
    twice = sum(times > 1 for times in sent.values())
    expect(twice == 0, f"{twice} texts were sent twice")
    return f"{sum(text.startswith('第') for text in sent)} of {count} texts once each"


@scenario("F02", "kill -9 of worker and beat in turn", off="mark before sending")
def killed_workers(rig: Rig) -> str:
    rig.without(send_before_mark)
    world.told(TEXTS)
    world.owed(4)
    with rig.celery("worker", "beat") as programs:
        for turn in range(3):
            aim = 10 * (turn + 1)
            rig.until(partial(_sent, aim), 20, "the worker did not begin")
            programs[turn % 2].kill()
            programs[turn % 2] = rig.program(programs[turn % 2].kind)
        rig.until(lambda: world.unsent() == 0, 20, "texts were left behind")
        rig.until(_nothing_uncollected, 10, "a payout was left behind")
    expect(len(world.texts()) >= TEXTS - 6, "more texts were lost than workers' hands held")
    return f"3 kills: {_all_told_once(TEXTS)}, nothing left behind"


def _sent(aim: int) -> bool:
    return len(world.texts()) >= aim


def _nothing_uncollected() -> bool:
    return not Payout.objects.filter(batch=None).exists()


@scenario("F03", "FLUSHALL with work outstanding", off="rows as the queue")
def forgetful_broker(rig: Rig) -> str:
    world.told(TEXTS)
    for n in range(TEXTS):
        if rig.protected:
            rig.publish("members.tasks.send_messages")
        else:
            rig.publish("faults.send_one", f"第{n}条")
    rig.broker().flushall()
    kinds = ("worker", "beat") if rig.protected else ("worker",)
    with rig.celery(*kinds):
        if rig.protected:
            rig.until(lambda: world.unanswered() == 0, 20, "texts were left behind")
        else:
            time.sleep(4)
    expect(len(world.texts()) == TEXTS, f"{TEXTS - len(world.texts())} of {TEXTS} texts were lost")
    return _all_told_once(TEXTS)


@scenario("F04", "the broker hangs, then dies, while members send in", off="no broker in requests")
def hanging_broker(rig: Rig) -> str:
    slowest = 0.0
    with rig.hung_broker():
        for _ in range(3):
            slowest = max(slowest, _send_in(rig))
    rig.kill_broker()
    slowest = max(slowest, _send_in(rig))
    world.keep_the_pages()
    expect(slowest < 1, f"a member waited {slowest:.1f} s")
    with rig.celery("worker", "beat"):
        rig.until(lambda: world.unanswered() == 0, 20, "texts were left behind")
        for _ in range(RESTARTS):
            rig.kill_broker()
        world.told(1)
        rig.until(lambda: world.unanswered() == 0, 60, "no worker came back to the broker")
    return f"slowest answer {slowest:.2f} s; at work again after {RESTARTS} starts of the broker"


def _send_in(rig: Rig) -> float:
    claim, client = complete_draft(), Client()
    client.force_login(claim.applicant, "django.contrib.auth.backends.ModelBackend")
    page = reverse("claims:check", args=[claim.pk])
    begun = time.monotonic()
    if not rig.protected:
        with suppress(OperationalError):
            rig.publish("members.tasks.send_messages")
    answer = client.post(page, {"consents": "on", "consent": "on"}, headers={"host": "localhost"})
    expect(answer.status_code < 400, f"the page answered {answer.status_code}")
    return time.monotonic() - begun


@scenario("F09", "every message thrice, out of order, to two workers", off="mark before sending")
def repeated_messages(rig: Rig) -> str:
    rig.without(send_before_mark, no_locks)
    world.told(TEXTS)
    world.owed(4)
    tasks = ["members.tasks.send_messages", "claims.payouts.tasks.collect_due"] * 6
    tasks += ["claims.payouts.tasks.settle_waiting"] * 6
    rig.random.shuffle(tasks)
    for task in tasks:
        rig.publish(task)
    with rig.celery("worker", "worker"):
        rig.until(lambda: world.unanswered() == 0, 20, "texts were left behind")
        rig.until(_nothing_uncollected, 10, "a payout was left behind")
    expect(PayoutBatch.objects.count() == 1, "more than one batch was opened")
    return f"{len(tasks)} messages: one batch, {_all_told_once(TEXTS)}"


@scenario("F10", "two beats and eight sweepers in one moment", off="the sweep's lock")
def many_sweepers(rig: Rig) -> str:
    rig.without(no_sweep_lock)
    world.owed(4)
    world.told(40)
    world_acts = [world.collect] * 8 + [partial(outbox.send_owed, 40)] * 4
    rig.at_once(*world_acts)
    found = PayoutBatch.objects.count()
    expect(found == 1, f"{found} batches were opened for one")
    return f"one batch, {_all_told_once(40)}"
