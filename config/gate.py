"""The way in: the policy table is asked before any view runs, and by the admin for its rights."""

from collections.abc import Callable
from itertools import chain
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string

from config.policy import (
    ANYONE,
    BY_PASSWORD_ALONE,
    MEMBER,
    NOBODY,
    OFFICE_MODELS,
    RULES,
    SIGNED_IN,
    UNIT_SYSTEM,
    Callers,
    Row,
)
from members import second_factor, systems
from members.models import User
from members.prepared import prepared
from members.roles import PUBLIC_ROLES

NO_TOKEN: Final = {
    "code": "TOKEN_WRONG",
    "message": "没有令牌，或令牌已失效。请在请求头 Authorization 中写明 Bearer 和令牌。",
}
SIGNED_OUT: Final = "离开时间较长，已自动退出登录。刚才提交的内容没有保存，请登录后再提交一次。"


def may_call(user: User | None, callers: Callers) -> bool:
    """Whether an account (None: not signed in) is among `callers`."""
    if callers & ANYONE:
        return True
    if user is None or not user.is_active:
        return False
    if callers & SIGNED_IN:
        return not user.is_staff or user.has_role(*PUBLIC_ROLES)
    return not callers.isdisjoint(user.roles)


class Gate:
    """Middleware that asks the table before any view runs.

    No row: 404. A method without an entry: 405. Not signed in: to the sign-in page. Signed in by
    phone but nobody yet: to the page where one says who one is. Signed in but not among the
    callers: 403. In the office by password alone: to the page that asks for the phone's code.
    Text that no column can hold: 400. Rows for a unit's system: its token, or 401.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        row = RULES.get(match.view_name) if match else None
        if row is None:
            raise Http404
        callers = row.get("GET" if request.method == "HEAD" else request.method or "")
        if callers is None:
            return HttpResponseNotAllowed(sorted(row), render_to_string("405.html"))
        if callers & UNIT_SYSTEM:
            return _ask_token(request)
        user = request.user if isinstance(request.user, User) else None
        if may_call(user, callers):
            if not callers & ANYONE and _by_password_alone(request):
                return _to_sign_in(request, row, "second_factor")
            if _has_nul(request):
                raise BadRequest("a NUL character")
            return None
        if user is None:
            office = match is not None and match.namespace == "admin"
            return _to_sign_in(request, row, "admin:login" if office else "members:sign_in")
        if callers & MEMBER and not user.is_staff and not user.roles:
            return redirect("members:identify")
        raise PermissionDenied


def _by_password_alone(request: HttpRequest) -> bool:
    """Whether an officer, who has not shown a code yet, asks for what waits behind it."""
    match = request.resolver_match
    early = match is not None and match.view_name in BY_PASSWORD_ALONE
    return not early and second_factor.missing(request)


def _has_nul(request: HttpRequest) -> bool:
    """Whether anything sent holds a NUL, which nobody types and PostgreSQL does not store."""
    sent = chain(request.GET.lists(), request.POST.lists())
    return any("\0" in text for name, values in sent for text in (name, *values))


def _ask_token(request: HttpRequest) -> HttpResponse | None:
    """Let a call through that shows a token, and say on it whose; 401 otherwise."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    system = systems.holder(token.strip()) if scheme.lower() == "bearer" else None
    if system is None:
        headers = {"WWW-Authenticate": "Bearer"}
        return JsonResponse(NO_TOKEN, status=401, headers=headers)
    request.unit_system = system  # type: ignore[attr-defined]  # members.api.caller reads it
    return None


def _to_sign_in(request: HttpRequest, row: Row, sign_in: str) -> HttpResponse:
    """Lead to signing in and back. Whoever sent a form is told that it was not taken."""
    if request.method == "POST":
        messages.warning(request, SIGNED_OUT)
    back = request.get_full_path() if "GET" in row else "/"
    return redirect_to_login(back, resolve_url(sign_in))


class OfficeBackend(ModelBackend):
    """Signs the office in by name and password; rights come from OFFICE_MODELS alone."""

    def user_can_authenticate(self, user: object) -> bool:
        return isinstance(user, User) and user.is_staff

    def get_user(self, user_id: UUID) -> User | None:
        return next(iter(_active(user_id)), None)

    def has_perm(self, user_obj: object, perm: str, obj: Model | None = None) -> bool:
        app, _, codename = perm.partition(".")
        verb, _, model = codename.partition("_")
        callers = OFFICE_MODELS.get(f"{app}.{model}", {}).get(verb, NOBODY)
        return isinstance(user_obj, User) and may_call(user_obj, callers)

    def has_module_perms(self, user_obj: object, app_label: str) -> bool:
        return isinstance(user_obj, User) and any(
            may_call(user_obj, may.get("view", NOBODY))
            for label, may in OFFICE_MODELS.items()
            if label.startswith(f"{app_label}.")
        )


@prepared
def _active(user_id: UUID) -> QuerySet[User]:
    return User.objects.filter(pk=user_id, is_active=True)
