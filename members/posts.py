"""Who acts for a unit: asked for by the person, approved by the office, handed over with that."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from members import outbox
from members.errors import (
    ActsAlready,
    AskedAlready,
    AskedTooOften,
    RequestDecided,
    UnitUnknown,
)
from members.models import AccessLog, Cadre, CadreRequest, Unit, User
from members.roles import Role

Status = CadreRequest.Status
MOST_ASKED: Final = 5
"""Requests of one account in 24 hours; default, not sourced."""
APPROVAL: Final = "cadre_approved"
"""In the access log: who let somebody act for a unit."""
TOLD_WITHIN: Final = timedelta(days=3)
APPROVED: Final = "您已成为{unit}的互助保障经办人，登录后可以在“单位”中办理。"
DECLINED: Final = "您经办{unit}互助保障的申请没有通过：{reason}"
HANDED_OVER: Final = "{unit}的互助保障已由新的经办人接替，您不再经办。如有疑问，请拨打12351。"


def units_of(user: User) -> list[Unit]:
    """Give the units that an account acts for today, in the order in which it came to them."""
    posts = Cadre.objects.on(timezone.localdate()).filter(user=user).order_by("since", "pk")
    return [post.unit for post in posts.select_related("unit__parent")]


@transaction.atomic
def account_for(phone: str, *, name: str) -> User:
    """Give the account of a canonical phone with the cadre's role, made when there is none.

    A name is given to an account that has none, and never changed.
    """
    user = User.objects.select_for_update().filter(phone_index=phone).first()
    if user is None:
        return User.objects.create_by_phone(phone, name=name, roles=[Role.CADRE])
    _make_cadre(user, name)
    return user


@transaction.atomic
def ask(
    user_id: UUID, *, unit_name: str, credit_code: str, name: str, words: str = ""
) -> CadreRequest:
    """Ask to act for the unit of a credit code. Says nothing of whether there is such a unit.

    ActsAlready, AskedAlready, AskedTooOften.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    since = timezone.now() - timedelta(hours=24)
    if user.cadre_requests.filter(asked_at__gt=since).count() >= MOST_ASKED:
        raise AskedTooOften
    if any(unit.credit_code == credit_code for unit in units_of(user)):
        raise ActsAlready
    try:
        with transaction.atomic():
            return CadreRequest.objects.create(
                user=user, unit_name=unit_name, credit_code=credit_code, name=name, words=words
            )
    except IntegrityError as error:  # cadre_request_one_open
        raise AskedAlready from error


@transaction.atomic
def approve(request_id: UUID, *, by: User, replaces: bool, reason: str = "") -> Cadre:
    """Let somebody act for a unit from today; `replaces` ends everybody else's post with that.

    RequestDecided, UnitUnknown.
    """
    request = _decided(request_id, Status.APPROVED, by=by, reason=reason, replaces=replaces)
    today = timezone.localdate()
    unit = Unit.objects.select_for_update().filter(credit_code=request.credit_code).first()
    if unit is None:
        raise UnitUnknown(request.credit_code)
    if replaces:
        _hand_over(unit, request, today)
    post, _new = Cadre.objects.get_or_create(
        user=request.user, unit=unit, until=None, defaults={"since": today}
    )
    _make_cadre(request.user, request.name)
    AccessLog.objects.create(by=by, what=APPROVAL, object_id=str(request.pk), reason=reason)
    _tell(request.user, f"cadre-approved:{request.pk}", APPROVED.format(unit=unit), "/unit/")
    return post


@transaction.atomic
def decline(request_id: UUID, *, by: User, reason: str) -> CadreRequest:
    """Turn a request down, with a reason that the person reads. RequestDecided."""
    request = _decided(request_id, Status.DECLINED, by=by, reason=reason, replaces=False)
    words = DECLINED.format(unit=request.unit_name, reason=reason)
    _tell(request.user, f"cadre-declined:{request.pk}", words, "/unit/ask/")
    return request


def _decided(
    request_id: UUID, status: CadreRequest.Status, *, by: User, reason: str, replaces: bool
) -> CadreRequest:
    if not by.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    requests = CadreRequest.objects.select_for_update(of=("self",)).select_related("user")
    request = requests.get(pk=request_id)
    if request.status != Status.ASKED:
        raise RequestDecided(request.get_status_display())
    request.status, request.reason, request.replaces = status, reason, replaces
    request.decided_by, request.decided_at = by, timezone.now()
    request.save(update_fields=["status", "reason", "replaces", "decided_by", "decided_at"])
    return request


def _hand_over(unit: Unit, request: CadreRequest, today: date) -> None:
    before = Cadre.objects.on(today).filter(unit=unit).exclude(user=request.user)
    for post in before.select_for_update(of=("self",)).select_related("user"):
        post.until = today
        post.save(update_fields=["until"])
        key = f"cadre-handed-over:{post.pk}"
        _tell(post.user, key, HANDED_OVER.format(unit=unit), "")


def _make_cadre(user: User, name: str) -> None:
    user.roles = sorted({*user.roles, str(Role.CADRE)})
    user.name = user.name or name
    user.save(update_fields=["roles", "name"])


def _tell(user: User, key: str, text: str, link: str) -> None:
    expires_at = timezone.now() + TOLD_WITHIN
    outbox.owe(user, key=key, text=text, link=link, sms=True, expires_at=expires_at)
