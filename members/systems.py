"""The personnel systems of units: asked for, approved, given a token, revoked, counted.

A token is 256 random bits, shown once; its SHA-256 is all that is kept. It is worth something
while the system is approved and the cadre who took it still acts for the unit.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members import outbox
from members.errors import AskedAlready, RequestDecided, SystemNotApproved, TooManySystems
from members.models import AccessLog, Cadre, SystemCall, SystemMinute, Unit, UnitSystem, User
from members.roles import Role

Status = UnitSystem.Status
MARK: Final = "huzhu_"
"""Every token begins so, for those who look for leaked ones."""
MOST_OF_A_UNIT: Final = 3
CALLS_A_MINUTE: Final = 120
"""Of one system. Both defaults, not sourced."""
KEPT: Final = timedelta(hours=24)
"""How long what was answered to a key is kept."""
DECISION: Final = "unit_system_decided"
TOKEN: Final = "unit_system_token"  # noqa: S105 - in the access log: who took a token
REVOKED: Final = "unit_system_revoked"
TOLD_WITHIN: Final = timedelta(days=3)
APPROVED: Final = "“{name}”的接口对接申请已同意，请到“单位”的“系统对接”领取令牌。"
DECLINED: Final = "“{name}”的接口对接申请没有通过：{reason}"


def ask(unit: Unit, *, by: User, name: str) -> UnitSystem:
    """Ask that a system may call for a unit. AskedAlready, TooManySystems."""
    try:
        with transaction.atomic():
            Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
            if unit.systems.alive().count() >= MOST_OF_A_UNIT:
                raise TooManySystems(MOST_OF_A_UNIT)
            return UnitSystem.objects.create(unit=unit, name=name, asked_by=by)
    except IntegrityError as error:  # unit_system_once
        raise AskedAlready from error


@transaction.atomic
def decide(system_id: UUID, *, by: User, approve: bool, reason: str = "") -> UnitSystem:
    """Let a system call for its unit, or turn it down with a reason. RequestDecided."""
    if not by.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    system = _lock(system_id)
    if system.status != Status.ASKED:
        raise RequestDecided(system.get_status_display())
    system.status = Status.APPROVED if approve else Status.DECLINED
    system.decided_by, system.decided_at, system.reason = by, timezone.now(), reason
    system.save(update_fields=["status", "decided_by", "decided_at", "reason"])
    AccessLog.objects.create(by=by, what=DECISION, object_id=str(system.pk), reason=reason)
    outbox.owe(
        system.asked_by,
        key=f"unit-system:{system.pk}",
        text=(APPROVED if approve else DECLINED).format(name=system.name, reason=reason),
        link="/unit/systems/",
        sms=True,
        expires_at=timezone.now() + TOLD_WITHIN,
    )
    return system


@transaction.atomic
def hand_out(system_id: UUID, *, by: User) -> str:
    """Make a token, give it this once; one handed out before is worth nothing from now on.

    SystemNotApproved.
    """
    system = _lock(system_id)
    if system.status != Status.APPROVED:
        raise SystemNotApproved(system.get_status_display())
    token = MARK + secrets.token_urlsafe(32)
    system.token_hash, system.acts_as, system.handed_at = _hash(token), by, timezone.now()
    system.save(update_fields=["token_hash", "acts_as", "handed_at"])
    AccessLog.objects.create(by=by, what=TOKEN, object_id=str(system.pk))
    return token


@transaction.atomic
def revoke(system_id: UUID, *, by: User) -> UnitSystem:
    """Let a system call no longer, also one that only asked. Revoked already: no change."""
    system = _lock(system_id)
    if system.status in {Status.ASKED, Status.APPROVED}:
        system.status, system.token_hash = Status.REVOKED, None
        system.revoked_by, system.revoked_at = by, timezone.now()
        system.save(update_fields=["status", "token_hash", "revoked_by", "revoked_at"])
        AccessLog.objects.create(by=by, what=REVOKED, object_id=str(system.pk))
    return system


def holder(token: str) -> UnitSystem | None:
    """Give the system that shows a token, if it may call now."""
    if not token.startswith(MARK):
        return None
    approved = UnitSystem.objects.filter(status=Status.APPROVED, acts_as__is_active=True)
    system = approved.filter(token_hash=_hash(token)).select_related("unit", "acts_as").first()
    if system is None or system.acts_as is None:
        return None
    posts = Cadre.objects.on(timezone.localdate())
    acts = posts.filter(user=system.acts_as, unit=system.unit).exists()
    return system if acts else None


def called(system: UnitSystem, at: datetime) -> int:
    """Count a call; give how many there were in its minute."""
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_systemminute AS m (system_id, minute, calls) VALUES (%s, %s, 1)"
            " ON CONFLICT (system_id, minute) DO UPDATE SET calls = m.calls + 1 RETURNING calls",
            [system.pk, minute],
        )
        return int(cursor.fetchone()[0])


def forget_calls() -> int:
    """Remove answers and counts that are asked for no more; give how many answers."""
    old = timezone.now() - KEPT
    SystemMinute.objects.filter(minute__lt=old).delete()
    count, _by_model = SystemCall.objects.filter(at__lt=old).delete()
    return count


def _lock(system_id: UUID) -> UnitSystem:
    systems = UnitSystem.objects.select_for_update(of=("self",))
    return systems.select_related("unit", "asked_by").get(pk=system_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
