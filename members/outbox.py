"""Messages owed to people: rows first, the SMS after.

`owe` writes a row in the transaction of what it tells. `send_owed` is the sweep that sends what
is owed by SMS: take a row, call the partner with no transaction open, write the answer. A row
that was taken and never answered is not sent again by itself: a text may be lost, not repeated.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.crashes import crash_point
from members.models import Message, User
from members.outside.sms import SmsFailed, get_sms

logger = logging.getLogger(__name__)


def owe(
    user: User, *, key: str, text: str, expires_at: datetime, link: str = "", sms: bool = False
) -> None:
    """Owe a message to an account, once a `key`. After `expires_at` it is not sent by SMS."""
    message = Message(
        user=user,
        key=key,
        text=text,
        link=link,
        expires_at=expires_at,
        sms_state=Message.SmsState.OWED if sms and user.phone else Message.SmsState.NONE,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def send_owed(most: int = 200) -> int:
    """Send up to `most` messages, oldest first; give how many were sent. Harmless to run twice."""
    sms = get_sms()
    sent = 0
    for _ in range(most):
        message = _take()
        if message is None:
            break
        crash_point("message.taken")
        try:
            sms.send(message.user.phone, message.text)
        except (OSError, SmsFailed):
            logger.warning("message_not_sent", extra={"message_id": str(message.pk)})
            message.sms_state = Message.SmsState.FAILED
        else:
            message.sms_state = Message.SmsState.SENT
            sent += 1
        crash_point("message.sent")
        message.save(update_fields=["sms_state"])
    return sent


@transaction.atomic
def _take() -> Message | None:
    owed = Message.objects.to_send().select_for_update(skip_locked=True, of=("self",))
    message = owed.select_related("user").first()
    if message is not None:
        message.sms_state, message.taken_at = Message.SmsState.TAKEN, timezone.now()
        message.save(update_fields=["sms_state", "taken_at"])
    return message
