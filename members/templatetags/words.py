"""Days and money as people read them, for `{% load words %}` in any template."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone

register = template.Library()

WEEKDAYS = "一二三四五六日"


@register.filter
def day(value: date | None) -> str:
    """Word a day as 7月14日（周五）; a moment is taken in local time; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"


@register.filter
def full_day(value: date | None) -> str:
    """Word a day with its year, as 2026年7月14日（周二）."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.year}年{day(value)}"


@register.filter
def yuan(value: Decimal | None) -> str:
    """Word an amount in yuan as 2,480.00; Django's Chinese format would group by four digits."""
    return "" if value is None else f"{value:,.2f}"
