"""Who somebody is to the system. Stored codes: never rename or reuse one."""

from typing import Final

from django.db.models import TextChoices


class Role(TextChoices):
    MEMBER = "member", "职工"
    AGENT = "agent", "代办人"
    CADRE = "cadre", "单位工会经办人"
    STATION_REVIEWER = "station_reviewer", "社区初审员"
    PRE_REVIEWER = "pre_reviewer", "预审员"
    TELLER = "teller", "受理员"
    FIRST_CHECKER = "first_checker", "初审员"
    SECOND_CHECKER = "second_checker", "复核员"
    THIRD_CHECKER = "third_checker", "终审员"
    CASHIER = "cashier", "支付制单员"
    ACCOUNTANT = "accountant", "支付复核员"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


PUBLIC_ROLES: Final = frozenset({Role.MEMBER, Role.AGENT, Role.CADRE})
"""They sign in on the public site, by phone."""

OFFICE_ROLES: Final = frozenset(Role) - PUBLIC_ROLES
"""They sign in to the office, by name and password."""
