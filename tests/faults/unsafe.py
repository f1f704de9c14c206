"""Protections taken off: what the house would be without each of them. Only controls use these."""

import time
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.db.transaction import Atomic

from claims import facts, numbers, transitions
from claims.payouts import batches, returns
from members import outbox
from members.models import Message
from members.outside.sms import get_sms

LOCKING: Final = (
    (transitions, "_locked"),
    (transitions, "_locked_with_member"),
    (facts, "_locked"),
)
"""The reads that lock, and whose SQL is made once."""


def no_transactions() -> None:
    """Each statement is committed by itself."""
    Atomic.__enter__ = lambda self: None  # type: ignore[method-assign]
    Atomic.__exit__ = lambda self, *how: None  # type: ignore[method-assign]
    no_locks()


def no_locks() -> None:
    """Nothing that is read is locked."""
    connection.features.has_select_for_update = False
    for module, name in LOCKING:
        setattr(module, name, _asked_anew(getattr(module, name)))


def _asked_anew(read: Any) -> Callable[..., list[Any]]:
    """Ask a prepared read as any other: its SQL, once made, would go on locking."""
    make = read.__wrapped__
    return lambda *values: list(make(*values))


def no_sweep_lock() -> None:
    """Two sweeps may collect at once."""
    number = numbers.batch_number

    def slowly() -> str:
        time.sleep(0.3)  # the moment in which sweeps can meet, made long
        return number()

    batches._alone = lambda: True
    batches.MOST_LINES = 2
    numbers.batch_number = slowly


def send_before_mark() -> None:
    """The text first, the mark after, and no lock between: as an outbox is often written."""

    def send_owed(most: int = 200) -> int:
        for message in Message.objects.to_send()[:most]:
            get_sms().send(message.user.phone, message.text)
            message.sms_state = Message.SmsState.SENT
            message.save(update_fields=["sms_state"])
        return most

    outbox.send_owed = send_owed


def no_matching() -> None:
    """The bank's file is believed, whatever it says."""
    returns._problems = lambda *given: iter(())


def no_digest() -> None:
    """What is approved is not compared with what was proposed."""
    facts.digest = lambda *given: "0" * 64


def new_key_each_time() -> uuid.UUID:
    """A retry that does not say which act it repeats."""
    return uuid.uuid4()
