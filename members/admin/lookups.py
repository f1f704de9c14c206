"""What may be asked of a list of the office through its address."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest

ASKED_OF_A_FILTER = ("exact", "id__exact", "code__exact", "isnull")
ASKED_OF_DAYS = ("year", "month", "day")


def only_filters(self: ModelAdmin[Any], lookup: str, value: str, request: HttpRequest) -> bool:
    """`lookup_allowed` of a list: what its own filters and days ask, and nothing else.

    Left alone, the admin answers for every column of the model, letter by letter: hashes of
    passwords, blind indexes, dates of birth, whatever the list masks or does not show.
    """
    asked = {f"{name}__{how}" for name in self.list_filter for how in ASKED_OF_A_FILTER}
    asked |= {f"{self.date_hierarchy}__{part}" for part in ASKED_OF_DAYS}
    asked |= {getattr(filter_, "parameter_name", "") for filter_ in self.list_filter}
    return lookup in asked
