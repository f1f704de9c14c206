"""Rules that notice claims which are alike or near a limit, asked of all open ones at once.

Each is one statement that finds and writes; what was raised once is not raised again. A flag says
only that somebody is to look: two people are not enough to approve while it is open.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from claims.benefits import read_sheet
from claims.control import settings
from claims.control.apart import took_part
from claims.control.errors import AlreadyCleared, Missing, TookPart
from claims.models import Control, Flag
from claims.states import Status
from members.models import Scheme, User
from members.roles import Role

SQL: Final = Path(__file__).with_name("sql")
RULES: Final = (Control.ACCOUNT, Control.STAY, Control.AMOUNT, Control.DAYS)
LOOKED_AT: Final = (
    Status.ACCEPTED,
    Status.FIRST_CHECK,
    Status.SECOND_CHECK,
    Status.THIRD_CHECK,
)
LOOK_BACK: Final = timedelta(days=7)
"""What was approved since is looked at too: an alike claim may come after it. Default."""


def watch() -> int:
    """Ask every rule that is on; give how many flags were raised. A statement a rule."""
    now, in_force = timezone.now(), settings.in_force()
    asked: Mapping[str, Any] = {
        "statuses": [str(status) for status in LOOKED_AT],
        "since": now - LOOK_BACK,
        "now": now,
        "limits": json.dumps(_limits()),
    }
    with connection.cursor() as cursor:
        return sum(
            cursor.execute(_statement(rule), {**asked, "number": in_force[rule].number}).rowcount
            for rule in RULES
            if in_force[rule].on
        )


@transaction.atomic
def clear(flag_id: UUID, words: str, *, by: User) -> Flag:
    """Say what a flag turned out to be. TookPart, AlreadyCleared, Missing."""
    if not by.has_role(Role.AUDITOR):
        raise PermissionDenied
    rows = Flag.objects.select_for_update(of=["self"]).select_related("claim__member")
    flag = rows.get(pk=flag_id)
    if flag.cleared_at is not None:
        raise AlreadyCleared
    if took_part(flag.claim, by):
        raise TookPart
    if not words.strip():
        raise Missing({"words": "请写明核查了什么、为什么可以解除。"})
    flag.cleared_by, flag.cleared_at, flag.words = by, timezone.now(), words.strip()
    flag.save(update_fields=["cleared_by", "cleared_at", "words"])
    return flag


def _statement(rule: Control) -> str:
    return (SQL / f"{rule.value}.sql").read_text()


def _limits() -> dict[str, int]:
    """The amount in fen from which each sheet asks for a third check."""
    sheets = Scheme.objects.filter(status=Scheme.Status.PUBLISHED).values_list("code", "sheet")
    limits = {code: read_sheet(text).third_check_from for code, text in sheets}
    return {code: fen for code, fen in limits.items() if fen is not None}
