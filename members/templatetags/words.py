"""Days and money as people read them, for `{% load words %}` in any template."""

from decimal import Decimal

from django import template

from members import days

register = template.Library()

register.filter("day", days.with_weekday)
register.filter("full_day", days.in_full)


@register.filter
def yuan(value: Decimal | None) -> str:
    """Word an amount in yuan as 2,480.00; Django's Chinese format would group by four digits."""
    return "" if value is None else f"{value:,.2f}"
