"""Days as people read them: the same words on every screen, in every message and sentence.

A moment is taken in local time; nothing is said of None.
"""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

WEEKDAYS: Final = "一二三四五六日"


def short(day: date | None) -> str:
    """Word a day as 7月14日."""
    local = _local(day)
    return f"{local.month}月{local.day}日" if local else ""


def long(day: date | None) -> str:
    """Word a day as 2026年7月14日."""
    local = _local(day)
    return f"{local.year}年{short(local)}" if local else ""


def with_weekday(day: date | None) -> str:
    """Word a day as 7月14日（周二）."""
    local = _local(day)
    return f"{short(local)}{_weekday(local)}" if local else ""


def in_full(day: date | None) -> str:
    """Word a day as 2026年7月14日（周二）."""
    local = _local(day)
    return f"{long(local)}{_weekday(local)}" if local else ""


def _local(day: date | None) -> date | None:
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localdate(day)
    return day


def _weekday(day: date) -> str:
    return f"（周{WEEKDAYS[day.weekday()]}）"
