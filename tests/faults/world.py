"""What the rig's city consists of, and the acts its people do: each harmless to do again."""

import hashlib
import os
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from claims.models import Claim, Page, Payout, PayoutBatch
from claims.outside import bank
from claims.payouts import batches, returns
from claims.payouts.errors import PayoutError
from members import outbox, vault
from members.models import Message, User, Workday
from members.roles import Role
from tests.factories.claims import account_of, approved, staff
from tests.factories.members import UserFactory

FACTORY_BYTES = b"a page of the rig"


class FileSms:
    """The partner's own book: a line a text, however the process that sent it ends."""

    path = Path(settings.VAR_DIR) / "texts"

    def send(self, phone: str, text: str) -> None:
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, f"{text}\n".encode())
        os.close(file)
        time.sleep(0.01)  # somebody else's machine


def texts() -> Counter[str]:
    """Count what the partner sent, by text."""
    try:
        return Counter(FileSms.path.read_text().splitlines())
    except FileNotFoundError:
        return Counter()


def calendar() -> None:
    """Have working days ahead whenever the rig is run: plain weeks where no year is known yet."""
    last = Workday.objects.latest("day").day
    ahead = (timezone.localdate() + timedelta(days=60) - last).days
    days = [last + timedelta(days=n) for n in range(1, ahead + 1)]
    Workday.objects.bulk_create(Workday(day=day, works=day.weekday() < 5) for day in days)


def owed(count: int) -> list[Payout]:
    """Have so many claims approved, by the verbs."""
    claims = [approved(account=account_of(n)) for n in range(count)]
    keep_the_pages()
    return list(Payout.objects.filter(award__claim__in=claims).order_by("pk"))


def keep_the_pages(claim: Claim | None = None, key: str = "") -> str:
    """Give the factory's pages bytes: of one claim, or all. Gives the key, to be used again."""
    key = key or vault.put(FACTORY_BYTES)
    pages = Page.objects.filter(claim=claim) if claim else Page.objects.all()
    digest = hashlib.sha256(FACTORY_BYTES).hexdigest()
    pages.update(original_key=key, picture_key=key, thumb_key=key, original_sha256=digest)
    return key


def told(count: int) -> None:
    """Owe so many texts, each in words of its own."""
    user, until = UserFactory.create(), timezone.now() + timedelta(hours=1)
    for n in range(count):
        outbox.owe(user, key=f"rig:{n}", text=f"第{n}条", expires_at=until, sms=True)


def people() -> tuple[User, User]:
    """Somebody who prepares and somebody who seals."""
    return staff(Role.CASHIER), staff(Role.ACCOUNTANT)


def collect() -> None:
    while batches.collect(timezone.localdate()):
        pass


def send(maker: User, sealer: User) -> None:
    """Take every open batch on, seal it and fetch its file, as far as that is not done yet.

    One that somebody else prepared is sealed as it is; one from which all was taken out waits for
    what is collected next.
    """
    for batch in PayoutBatch.objects.filter(sealed_at=None).exclude(payouts=None):
        mine = batch if batch.prepared_at else batches.prepare(batch.pk, by=maker)
        batches.seal(batch.pk, by=sealer, count=mine.count, total_fen=mine.total_fen)
    for batch in PayoutBatch.objects.filter(downloaded_at=None).exclude(sealed_at=None):
        batches.file(batch.pk, by=sealer)


def settle(maker: User) -> None:
    """Bring the bank's answer to every batch that waits; of some the first line fails."""
    waiting = Payout.objects.filter(state=Payout.State.EXPORTED).values("batch")
    for batch in PayoutBatch.objects.filter(pk__in=waiting):
        failed = {1} if int(batch.number[-1]) % 2 else set()
        content = bank.answer(batches.content(batch), failed=failed)
        try:
            returns.take_up(batch.pk, content.encode("gb18030"), by=maker)
        except PayoutError:
            continue


def money_day(maker: User, sealer: User) -> None:
    """From what is owed to what the bank answered."""
    collect()
    send(maker, sealer)
    settle(maker)
    outbox.send_owed()


def unsent() -> int:
    """Texts that nobody has taken."""
    return Message.objects.filter(sms_state=Message.SmsState.OWED).count()


def unanswered() -> int:
    """Those and the ones that a worker has in hand; who was killed keeps theirs for good."""
    open_ = [Message.SmsState.OWED, Message.SmsState.TAKEN]
    return Message.objects.filter(sms_state__in=open_).count()


def states() -> Counter[str]:
    return Counter(Payout.objects.values_list("state", flat=True))
