"""How the controls are set: by staff, with a reason, every setting kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied

from claims.control.errors import Missing
from claims.models import Control, ControlSetting
from members.models import User
from members.roles import Role


@dataclass(frozen=True, slots=True)
class Setting:
    """A control as it is in force."""

    on: bool
    number: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What the number of a control means, its bounds, and what holds before anybody set it.

    Until then every control is on. Defaults, not sourced.
    """

    says: str
    least: int
    most: int
    default: int

    def words(self, number: int) -> str:
        return self.says.format(number)


TERMS: Final[Mapping[Control, Terms]] = {
    Control.SAMPLE: Terms("每月抽取上月已支付申请的{}%", 1, 100, 5),
    Control.ACCOUNT: Terms("使用同一收款账户的职工达到{}名", 2, 50, 3),
    Control.STAY: Terms("同一医院同日入院的申请达到{}名职工", 2, 500, 10),
    Control.AMOUNT: Terms("核定金额低于终审标准，但相差不到{}%", 1, 50, 10),
    Control.DAYS: Terms("一份申请的补助天数距上限不到{}天", 1, 45, 3),
}


def in_force() -> dict[Control, Setting]:
    """Every control as it is set now. One query."""
    last = ControlSetting.objects.order_by("control", "-at", "-pk").distinct("control")
    found = {control: Setting(on=True, number=t.default) for control, t in TERMS.items()}
    for row in last:
        found[Control(row.control)] = Setting(on=row.on, number=row.number)
    return found


def change(control: Control, *, on: bool, number: int, words: str, by: User) -> ControlSetting:
    """Set a control anew, from the next sweep on. Missing with all that is wrong."""
    if not by.has_role(Role.AUDITOR):
        raise PermissionDenied
    terms, problems = TERMS[control], {}
    if not terms.least <= number <= terms.most:
        problems["number"] = f"数值须在{terms.least}到{terms.most}之间。"
    if not words.strip():
        problems["words"] = "请写明更改的理由。"
    if problems:
        raise Missing(problems)
    return ControlSetting.objects.create(
        control=control, on=on, number=number, words=words.strip(), by=by
    )
