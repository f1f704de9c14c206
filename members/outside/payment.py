"""Paying online: the Protocol, and a stand-in whose page pays at a tap.

Never call `begin` or `ask` inside a transaction: they wait for somebody else's machine.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

SIGNATURE: Final = "X-Demo-Signature"


class PaymentFailed(Exception):
    """The partner did not answer, or took no order."""


class NotGenuine(Exception):
    """A notice that the partner did not sign, or that says nothing."""


@dataclass(frozen=True, slots=True)
class Paid:
    """That an order was paid: its number, how much, the partner's own number, and when."""

    number: str
    fen: int
    partner_number: str
    at: datetime


class Payments(Protocol):
    def begin(self, number: str, fen: int, subject: str) -> str:
        """Place an order, once a number; give the address at which it is paid. PaymentFailed."""

    def read(self, body: bytes, headers: Mapping[str, str]) -> Paid:
        """Read a notice of the partner. NotGenuine unless its signature holds."""

    def ask(self, number: str) -> Paid | None:
        """Ask whether an order was paid. PaymentFailed."""


def get_payments() -> Payments | None:
    """Give the partner that the settings name; None where nobody can pay online."""
    if not settings.PAYMENT_ADAPTER:
        return None
    adapter: type[Payments] = import_string(settings.PAYMENT_ADAPTER)
    return adapter()


class ShownPayments:
    """Takes a tap on the demo's page for a payment; RuntimeError outside the demo."""

    def __init__(self) -> None:
        if not settings.DEMO:
            raise RuntimeError("ShownPayments takes no money: it is for the demo only.")
        self.file = Path(settings.VAR_DIR) / "demo-payments.jsonl"

    def begin(self, number: str, fen: int, subject: str) -> str:
        return reverse("members:demo_pay", args=[number])

    def read(self, body: bytes, headers: Mapping[str, str]) -> Paid:
        told = headers.get(SIGNATURE, "").encode()
        if not hmac.compare_digest(self.signature(body).encode(), told):
            raise NotGenuine
        return self._paid(json.loads(body))

    def ask(self, number: str) -> Paid | None:
        try:
            lines = self.file.read_text().splitlines()
        except FileNotFoundError:
            return None
        found = (json.loads(line) for line in lines)
        return next((self._paid(line) for line in found if line["number"] == number), None)

    def pay(self, number: str, fen: int) -> bytes:
        """Pay an order, once; give the notice that a partner would send."""
        paid = self.ask(number)
        if paid is None:
            paid = Paid(number, fen, f"DEMO{number}", timezone.now())
            kept = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(kept, "a") as file:
                file.write(self._written(paid) + "\n")
        return self._written(paid).encode()

    def signature(self, body: bytes) -> str:
        key = f"demo-payments.{settings.SECRET_KEY}".encode()
        return hmac.new(key, body, hashlib.sha256).hexdigest()

    def _written(self, paid: Paid) -> str:
        return json.dumps(asdict(paid) | {"at": paid.at.isoformat()})

    def _paid(self, line: dict[str, str]) -> Paid:
        at = datetime.fromisoformat(line["at"])
        return Paid(line["number"], int(line["fen"]), line["partner_number"], at)
