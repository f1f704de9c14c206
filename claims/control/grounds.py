"""Why a claim was noticed, in the words of the office."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.models import Control, Flag
from claims.money import yuan
from members import days


def in_words(flag: Flag) -> str:
    """One sentence, made from the values that were kept when the flag was raised."""
    found: Mapping[str, Any] = flag.grounds
    match Control(flag.control):
        case Control.ACCOUNT:
            return f"这个收款账户用于{found['members']}名职工的申请：{_named(found)}。"
        case Control.STAY:
            day = days.long(date.fromisoformat(found["day"]))
            at = f"{found['hospital']}{day}入院的申请"
            return f"{at}，已有{found['members']}名职工：{_named(found)}。"
        case Control.AMOUNT:
            fen, limit = yuan(found["fen"]), yuan(found["limit_fen"])
            return f"核定{fen}元，从{limit}元起须终审。"
        case Control.DAYS:
            return f"一份申请补助{found['days']}天，上限{found['most']}天。"
    raise ValueError(flag.control)


def _named(found: Mapping[str, Any]) -> str:
    listed: str = "、".join(filter(None, found["claims"]))
    return listed if len(found["claims"]) >= found["members"] else f"{listed}等"
