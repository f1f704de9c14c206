"""The office's second factor: six digits that an app on the officer's phone shows (动态口令).

The codes are those of RFC 6238, another every half minute. The secret behind them is made here,
shown until the phone has given its first right code, and kept sealed. A code opens one session,
once: tries and codes used up are counted in the database, by conditional updates, so that no
second window and no second process gives anybody more of them.
"""

import base64
import os
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from members.errors import OfficeCodeUsed, OfficeCodeWrong, TooManyOfficeCodes
from members.identity import canonical
from members.models import AccessLog, Authenticator, User

STEP: Final = 30
"""Seconds that a code is shown."""
ASTRAY: Final = 1
"""Steps by which the clocks of phone and server may differ."""
DIGITS: Final = 6
SECRET_BYTES: Final = 20
MOST_TRIES: Final = 5
PAUSE: Final = timedelta(minutes=5)
"""After so many wrong codes, one by one: a pause, never a lock that an outsider could cause."""
ISSUER: Final = "互助保障"
PASSED: Final = "second_factor"
"""In the session: the key of the authenticator whose code it was opened with."""


def missing(request: HttpRequest) -> bool:
    """Whether the session is an officer's who has given a password and no code yet."""
    return bool(
        settings.SECOND_FACTOR
        and isinstance(request.user, User)
        and request.user.is_staff
        and PASSED not in request.session
    )


def authenticator_of(user: User) -> Authenticator:
    """Give what somebody's codes come from; made when it is first asked for."""
    secret = base64.b32encode(os.urandom(SECRET_BYTES)).decode()
    return Authenticator.objects.get_or_create(user=user, defaults={"secret": secret})[0]


def address_of(own: Authenticator) -> str:
    """Give the `otpauth:` address that the phone reads from the QR code."""
    return _codes(own).get_provisioning_uri(own.user.username, ISSUER)


def accept(own: Authenticator, code: str) -> None:
    """Take a code, once. OfficeCodeWrong, OfficeCodeUsed, TooManyOfficeCodes.

    A try is counted before anything is compared: however many come at once, five are compared.
    """
    now = timezone.now()
    rested = Q(tried_at__lt=now - PAUSE)
    counted = Authenticator.objects.filter(pk=own.pk).filter(Q(tries__lt=MOST_TRIES) | rested)
    tries = Case(When(rested, then=Value(1)), default=F("tries") + 1)
    if not counted.update(tries=tries, tried_at=now):
        raise TooManyOfficeCodes
    step = _step_of(own, canonical(code), now)
    if step is None:
        raise OfficeCodeWrong
    if not _used_up(own, step, now):
        raise OfficeCodeUsed


def unbind(user_id: UUID, *, by: User) -> None:
    """Forget an officer's authenticator, whose phone is lost: another is bound at the next sign-in.

    Whoever is signed in by it stays so until the session ends.
    """
    with transaction.atomic():
        if Authenticator.objects.filter(user_id=user_id).delete()[0]:
            AccessLog.objects.create(by=by, what="unbind", object_id=str(user_id))


def code_of(own: Authenticator, at: datetime) -> str:
    """Give the code that the phone shows at a moment."""
    return _codes(own).generate(int(at.timestamp())).decode()


def _step_of(own: Authenticator, code: str, now: datetime) -> int | None:
    """Give the half minute whose code it is, of those that are near enough; None for none."""
    codes, step = _codes(own), int(now.timestamp()) // STEP
    near = range(step - ASTRAY, step + ASTRAY + 1)
    return next((s for s in near if compare_digest(codes.generate(s * STEP), code.encode())), None)


def _used_up(own: Authenticator, step: int, now: datetime) -> bool:
    """Use a code up; False when it, or a later one, was used already."""
    newer = Authenticator.objects.filter(pk=own.pk, last_step__lt=step)
    bound_at = Coalesce("bound_at", Value(now))
    return bool(newer.update(last_step=step, tries=0, bound_at=bound_at))


def _codes(own: Authenticator) -> TOTP:
    # SHA-1 because that is what every app computes; nothing here rests on its collisions.
    return TOTP(base64.b32decode(own.secret), DIGITS, SHA1(), STEP)  # noqa: S303
