"""What surrounds every call of a system: who calls, how often, how its body is read."""

import json
from typing import IO, Any, Final

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from members import systems
from members.api.answers import BodyTooLarge
from members.models import UnitSystem, User

MOST_BYTES: Final = 10_000_000


class AskedAtTheGate(BaseAuthentication):
    """Whom the Gate let through (config.gate): the system, acting as the cadre who connected it.

    No session and no cookie counts here, and so nobody's browser can be made to call.
    """

    def authenticate(self, request: Request) -> tuple[User, UnitSystem] | None:
        system = getattr(request._request, "unit_system", None)  # noqa: SLF001 - set by the Gate
        return None if system is None else (system.acts_as, system)


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = AskedAtTheGate
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SoManyAMinute(BaseThrottle):
    """Counts in the database, where all processes count together."""

    def allow_request(self, request: Request, view: object) -> bool:
        return systems.called(request.auth, timezone.now()) <= systems.CALLS_A_MINUTE

    def wait(self) -> float:
        return 60 - timezone.now().second


class StrictJson(BaseParser):
    """JSON and nothing beyond it: bounded, no NaN, no key twice, no depth without end."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: object = None, context: object = None) -> Any:
        content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BodyTooLarge
        try:
            return json.loads(content, parse_constant=_refuse, object_pairs_hook=_once_each)
        except (ValueError, RecursionError):
            raise ParseError from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found
