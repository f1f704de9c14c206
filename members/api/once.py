"""A call that writes is done once however often it is sent: by the key that the caller made up.

The call is written down first, alone; what it does and its answer are one transaction. Killed in
between, nothing was done and the key is free again after a while. Whatever becomes of the keys,
what must not be twice the constraints of its own tables hold.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from members.api import answers
from members.api.answers import Refused
from members.errors import MemberError
from members.models import SystemCall

HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
LOST_AFTER: Final = timedelta(minutes=2)
"""No call takes so long: whoever took it down has gone."""

Answer = tuple[int, dict[str, Any]]


def once(request: Request, act: Callable[[], Answer]) -> Response:
    """Do `act` once a key, and give the same answer to the same key and body ever after.

    Refused with KEY_MISSING, KEY_REUSED or KEY_IN_PROGRESS. What a verb refuses is an answer.
    """
    key = request.headers.get(HEADER, "").strip('"')
    if not KEY.fullmatch(key):
        raise Refused("KEY_MISSING")
    call = _taken(request, key)
    if call.answered is None:
        try:
            call = _done(call, act)
        except BaseException:
            SystemCall.objects.filter(pk=call.pk, answered=None).delete()
            raise
    return Response(json.loads(call.reply), call.answered)


@transaction.atomic
def _done(call: SystemCall, act: Callable[[], Answer]) -> SystemCall:
    try:
        with transaction.atomic():
            call.answered, answer = act()
    except MemberError as error:
        call.answered, answer = answers.of(error)
    call.reply = json.dumps(answer, ensure_ascii=False)
    call.save(update_fields=["answered", "reply"])
    return call


def _taken(request: Request, key: str) -> SystemCall:
    """Give the call of a key: written down now, answered before, or lost by who had it."""
    digest = _digest(request)
    now = timezone.now()
    try:
        with transaction.atomic():
            return SystemCall.objects.create(system=request.auth, key=key, sha256=digest, at=now)
    except IntegrityError:  # system_call_once
        pass
    call = SystemCall.objects.filter(system=request.auth, key=key).first()
    if call is None:  # just given up by who had it
        raise Refused("KEY_IN_PROGRESS")
    if call.sha256 != digest:
        raise Refused("KEY_REUSED")
    if call.answered is None:
        lost = SystemCall.objects.filter(pk=call.pk, answered=None, at__lt=now - LOST_AFTER)
        if not lost.update(at=now):
            raise Refused("KEY_IN_PROGRESS")
    return call


def _digest(request: Request) -> str:
    """Fingerprint what is asked, however its JSON is written."""
    asked = [request.path, request.data]
    text = json.dumps(asked, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
