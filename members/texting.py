"""The one door to the SMS partner, with a budget a day that everybody shares.

Each text is counted before it is sent, in one conditional update, so that no number of processes
sends more. Sign-in codes and notices each leave the other a fifth: neither somebody who asks for
codes without end nor a flood of notices can silence the rest. Half the budget raises an alarm.
"""

import logging
from typing import Final

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from members.models import SmsDay
from members.outside.sms import SmsFailed, get_sms

logger = logging.getLogger(__name__)

MOST_OF_ONE: Final = 80
"""Percent of the budget that codes or notices alone may take; default, not sourced."""
CODES: Final = "codes"
NOTICES: Final = "notices"


class OverBudget(SmsFailed):
    """Today's texts are spent: nothing was sent."""

    def __init__(self) -> None:
        super().__init__("OVER_BUDGET")


def send(phone: str, text: str, *, of: str) -> None:
    """Send a text, one of CODES or NOTICES. OverBudget, or SmsFailed of the partner."""
    _spend(of)
    get_sms().send(phone, text)


def half_spent() -> bool:
    """Whether today's alarm was raised."""
    return SmsDay.objects.filter(day=timezone.localdate()).exclude(alarmed_at=None).exists()


def _spend(of: str) -> None:
    most, today = settings.SMS_A_DAY, timezone.localdate()
    SmsDay.objects.get_or_create(day=today)
    days = SmsDay.objects.filter(day=today).annotate(sent=F("codes") + F("notices"))
    own = {f"{of}__lt": most * MOST_OF_ONE // 100}
    if not days.filter(sent__lt=most, **own).update(**{of: F(of) + 1}):
        if days.filter(exhausted_at=None).update(exhausted_at=timezone.now()):
            logger.error("sms_budget_spent", extra={"most": most, "of": of})
        raise OverBudget
    if days.filter(sent__gte=most // 2, alarmed_at=None).update(alarmed_at=timezone.now()):
        logger.error("sms_budget_half_spent", extra={"most": most})
