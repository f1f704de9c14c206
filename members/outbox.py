"""Messages owed to people: rows first, the SMS or WeChat message after.

`owe` writes a row in the transaction of what it tells. `send_owed` is the sweep that sends what
is owed: take a row, call the partner with no transaction open, write the answer. A row that was
taken and never answered is not sent again by itself: a text may be lost, not repeated. What did
not go out stands on the work board until it is too late; a person may have it sent once more.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from members import texting
from members.crashes import crash_point
from members.errors import NotStuck
from members.models import AccessLog, Message, User
from members.outside.sms import SmsFailed
from members.outside.wechat import WechatFailed, get_wechat
from members.roles import Role

logger = logging.getLogger(__name__)

State, Way = Message.SmsState, Message.Way
RETRIED: Final = "message_retried"
"""In the access log: who had a message sent once more."""


def owe(
    user: User, *, key: str, text: str, expires_at: datetime, link: str = "", sms: bool = False
) -> None:
    """Owe a message to an account, once a `key`; shown on the site whatever else.

    With `sms` it is sent as well, until `expires_at`: by WeChat to who is known there, else by SMS.
    """
    post([letter(user, key=key, text=text, expires_at=expires_at, link=link, sms=sms)])


def post(letters: Iterable[Message]) -> None:
    """Owe some messages at once."""
    Message.objects.bulk_create(letters, ignore_conflicts=True)


def letter(
    user: User, *, key: str, text: str, expires_at: datetime, link: str = "", sms: bool = False
) -> Message:
    """Give what `owe` writes, for who writes it beside other rows."""
    wechat = bool(user.wechat_id and settings.WECHAT_ADAPTER)
    return Message(
        user=user,
        key=key,
        text=text,
        link=link,
        expires_at=expires_at,
        way=Way.WECHAT if wechat else Way.SMS,
        sms_state=State.OWED if sms and (wechat or user.phone) else State.NONE,
    )


def send_owed(most: int = 200) -> int:
    """Send up to `most` messages, oldest first; give how many were sent. Harmless to run twice."""
    _lapse()
    sent = 0
    for _ in range(most):
        message = _take()
        if message is None:
            break
        crash_point("message.taken")
        try:
            _hand_over(message)
        except texting.OverBudget:
            _answer(message, State.OWED)
            break  # the rest waits for tomorrow's budget
        except WechatFailed as refused:
            _by_sms_instead(message, refused.reason)
        except (OSError, SmsFailed) as error:
            logger.warning("message_not_sent", extra={"message_id": str(message.pk)})
            _answer(message, State.FAILED, getattr(error, "reason", type(error).__name__))
        else:
            crash_point("message.sent")
            _answer(message, State.SENT)
            sent += 1
    return sent


@transaction.atomic
def retry(message_id: UUID, *, by: User) -> Message:
    """Owe a message once more that was not handed over. NotStuck when it was, or is too late."""
    if not by.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    if not message.stuck:
        raise NotStuck(message.get_sms_state_display())
    AccessLog.objects.create(by=by, what=RETRIED, object_id=str(message.pk))
    _answer(message, State.OWED)
    return message


@transaction.atomic
def _take() -> Message | None:
    owed = Message.objects.to_send().select_for_update(skip_locked=True, of=("self",))
    message = owed.select_related("user").first()
    if message is not None:
        message.sms_state, message.taken_at = State.TAKEN, timezone.now()
        message.save(update_fields=["sms_state", "taken_at"])
    return message


def _hand_over(message: Message) -> None:
    wechat = get_wechat() if message.way == Way.WECHAT else None
    if wechat is not None and message.user.wechat_id:
        wechat.send(message.user.wechat_id, message.text, message.link)
    else:
        texting.send(message.user.phone, message.text, of=texting.NOTICES)


def _by_sms_instead(message: Message, reason: str) -> None:
    """WeChat said no, so that nothing went out: the phone is tried, if there is one."""
    logger.warning("message_not_in_wechat", extra={"message_id": str(message.pk)})
    message.way = Way.SMS
    message.save(update_fields=["way"])
    _answer(message, State.OWED if message.user.phone else State.FAILED, reason)


def _answer(message: Message, state: Message.SmsState, failure: str = "") -> None:
    message.sms_state, message.failure = state, failure[:60]
    message.taken_at = None if state == State.OWED else message.taken_at
    message.save(update_fields=["sms_state", "failure", "taken_at"])


def _lapse() -> None:
    """Say of what is too late that it was not sent."""
    late = Message.objects.filter(sms_state=State.OWED, expires_at__lte=timezone.now())
    late.update(sms_state=State.LAPSED)
