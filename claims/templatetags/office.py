"""Words and figures of the office's pages, for `{% load office %}`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from claims import board as work
from claims.control import grounds
from claims.models import Reconciliation
from claims.money import capitals, yuan
from claims.papers import name_of
from claims.reasons import in_words
from claims.working import REASONS, Working, worked, working
from members.identity import mask_card, mask_name
from members.models import User
from members.roles import Role

register = template.Library()

register.filter("capitals", capitals)
register.filter("masked_name", mask_name)
register.filter("masked_card", mask_card)
register.filter("paper", name_of)
register.filter("refusal", in_words)
register.filter("grounds", grounds.in_words)
register.filter("worked", worked)

MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def age(since: datetime | None) -> str:
    """Word how long ago a moment was, in its largest unit: 3天, 5小时, 12分钟."""
    if since is None:
        return ""
    seconds = int((timezone.now() - since).total_seconds())
    for unit, name in ((DAY, "天"), (HOUR, "小时"), (MINUTE, "分钟")):
        if seconds >= unit:
            return f"{seconds // unit}{name}"
    return "不到1分钟"


@register.filter
def fen(amount: int | None) -> str:
    """Word fen as 2,480.00."""
    return "" if amount is None else yuan(amount)


@register.filter
def difference(amount: int) -> str:
    """Word a difference of fen with its sign, as +2,480.00; nothing changed is 0.00."""
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{yuan(abs(amount))}"


@register.filter
def signed(amount: Decimal) -> str:
    """Word a difference of yuan with its sign, as +2,480.00."""
    return difference(int(amount * 100))


@register.filter("in_words")
def line_in_words(line: Mapping[str, Any]) -> Working:
    """The same of one line."""
    return working([line])[0]


@register.filter
def noted(reasons: Iterable[str]) -> list[str]:
    """Word what the rules had to say of an award."""
    return [REASONS[code] for code in reasons if code in REASONS]


@register.simple_tag
def board(user: User) -> work.Board:
    """Give what waits for the person who is signed in."""
    return work.board(user)


@register.simple_tag
def broken_books(user: User) -> Reconciliation | None:
    """Give the oldest look at the books that found a break, to those who do with money."""
    if not user.has_role(Role.CASHIER, Role.ACCOUNTANT, Role.AUDITOR, Role.ADMINISTRATOR):
        return None
    return Reconciliation.objects.open().order_by("at").first()
