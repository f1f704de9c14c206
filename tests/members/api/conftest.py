"""A unit with a connected system, and a way to call as it."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from members import systems
from members.enrolment.checking import check_waiting
from members.models import Unit, UnitSystem, User
from members.roles import Role
from tests.factories.members import CadreFactory, SchemeFactory, StaffFactory, id_number_of


@dataclass
class Caller:
    """Calls as one unit's system; a key of its own each time unless told otherwise."""

    system: UnitSystem
    token: str
    keys: int = field(default=0)

    @property
    def unit(self) -> Unit:
        return self.system.unit

    @property
    def cadre(self) -> User:
        return self.system.asked_by

    def get(self, path: str, **headers: str) -> Any:
        return Client().get(f"/api/v1/{path}", headers=self._said() | headers)

    def post(self, path: str, sent: object = None, *, key: str = "", **headers: str) -> Any:
        self.keys += 1
        said = self._said() | {"Idempotency-Key": key or f"key-{self.keys:08}"} | headers
        content = sent if isinstance(sent, bytes) else json.dumps(sent or {})
        return Client().generic(
            "POST", f"/api/v1/{path}", content, "application/json", headers=said
        )

    def checked(self, *rows: dict[str, str], **more: object) -> dict[str, Any]:
        """A roster that was sent and checked, as it reads now."""
        sent = self.post("rosters/", {"rows": list(rows), **more})
        assert sent.status_code == 202, sent.json()
        check_waiting()
        answer: dict[str, Any] = self.get(f"rosters/{sent.json()['id']}/").json()
        return answer

    def _said(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def person(nth: int = 1, **changes: str) -> dict[str, str]:
    return {"姓名": "测试甲", "证件号码": id_number_of(nth)} | changes


def connect(**cadre: Any) -> Caller:
    post = CadreFactory.create(**cadre)
    system = systems.ask(post.unit, by=post.user, name="人事系统")
    administrator = StaffFactory.create(roles=[str(Role.ADMINISTRATOR)])
    systems.decide(system.pk, by=administrator, approve=True)
    token = systems.hand_out(system.pk, by=post.user)
    return Caller(UnitSystem.objects.select_related("unit", "asked_by").get(pk=system.pk), token)


@pytest.fixture
def caller(db: None) -> Caller:
    SchemeFactory.create()
    return connect()
