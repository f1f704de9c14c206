"""Who may call what: one table of URL × method × role, denied by default.

A URL name without a row is answered as if it did not exist, and turns the build red
(tests/config/test_policy.py). The table says which *kind* of caller may knock; whose claim it is,
is asked where the row is read: querysets start from the actor.
"""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string

from members import systems
from members.models import User
from members.roles import OFFICE_ROLES, PUBLIC_ROLES, Role

ANYONE: Final = frozenset({"anyone"})
SIGNED_IN: Final = frozenset({"signed in"})
"""Any account of the public site, also one not yet bound to a member."""

NO_TOKEN: Final = {
    "code": "TOKEN_WRONG",
    "message": "没有令牌，或令牌已失效。请在请求头 Authorization 中写明 Bearer 和令牌。",
}
SIGNED_OUT: Final = "离开时间较长，已自动退出登录。刚才提交的内容没有保存，请登录后再提交一次。"

UNIT_SYSTEM: Final = frozenset({"unit system"})
"""A unit's own system, by its token. No session opens these rows, and no token any other."""

Callers = frozenset[str]
Row = Mapping[str, Callers]

MEMBER: Final[Callers] = frozenset({Role.MEMBER})
FILER: Final[Callers] = MEMBER | {Role.AGENT}
"""For themselves, or for somebody else; of which claim is asked where it is read."""
CADRE: Final[Callers] = frozenset({Role.CADRE})
OFFICE: Final[Callers] = OFFICE_ROLES
NOBODY: Final[Callers] = frozenset()

STATION_REVIEWER: Final[Callers] = frozenset({Role.STATION_REVIEWER})
REVIEWER: Final[Callers] = frozenset({Role.PRE_REVIEWER})
TELLER: Final[Callers] = frozenset({Role.TELLER})
CHECKERS: Final[Callers] = frozenset({Role.FIRST_CHECKER, Role.SECOND_CHECKER, Role.THIRD_CHECKER})
MONEY: Final[Callers] = frozenset({Role.CASHIER, Role.ACCOUNTANT})
AUDITOR: Final[Callers] = frozenset({Role.AUDITOR})
ANSWERERS: Final[Callers] = AUDITOR | {Role.SECOND_CHECKER}
"""Of poor ratings; whoever had a part in the claim is told to leave it to another."""
ADMINISTRATOR: Final[Callers] = frozenset({Role.ADMINISTRATOR})
PUBLISHERS: Final[Callers] = ADMINISTRATOR | {Role.SECOND_CHECKER}
"""Of a scheme period that somebody else drafted."""
CASEWORK: Final[Callers] = REVIEWER | TELLER | CHECKERS


def _read(callers: Callers) -> Row:
    return {"GET": callers}


def _form(callers: Callers) -> Row:
    return {"GET": callers, "POST": callers}


def _act(callers: Callers) -> Row:
    return {"POST": callers}


PUBLIC_URLS: Final[Mapping[str, Row]] = {
    "members:home": _read(ANYONE),
    "members:health": _read(ANYONE),
    "members:display": _act(ANYONE),
    "members:sign_in": _form(ANYONE),
    "members:sign_in_code": _form(ANYONE),
    "members:sign_out": _act(SIGNED_IN),
    "members:identify": _form(SIGNED_IN),
    "members:demo_phone": _read(ANYONE),
    "members:messages": _read(SIGNED_IN),
    "members:me": _read(SIGNED_IN),
    "members:wechat": _act(SIGNED_IN),
    "members:wechat_back": _read(SIGNED_IN),
    "members:wechat_off": _act(SIGNED_IN),
    "members:demo_wechat": _form(SIGNED_IN),
    "members:unit": _read(CADRE),
    "members:people": _form(CADRE),
    "members:profile": _form(CADRE),
    "members:choose_unit": _act(CADRE),
    "members:fee": _form(CADRE),
    "members:receipt": _read(CADRE),
    "members:payment_notice": _act(ANYONE),
    "members:demo_pay": _form(CADRE),
    "members:certificate": _read(MEMBER | CADRE),
    "members:verify": _read(ANYONE),
    "members:verify_code": _read(ANYONE),
    "members:ask_post": _form(SIGNED_IN),
    "members:join": _form(SIGNED_IN),
    "members:join_withdraw": _act(SIGNED_IN),
    "members:correct_number": _form(CADRE),
    "members:systems": _form(CADRE),
    "members:system_token": _act(CADRE),
    "members:system_revoke": _act(CADRE),
    "api:guide": _read(ANYONE),
    "api:schema": _read(ANYONE),
    "api:rosters": _act(UNIT_SYSTEM),
    "api:roster": _read(UNIT_SYSTEM),
    "api:confirmation": _act(UNIT_SYSTEM),
    "api:recheck": _act(UNIT_SYSTEM),
    "api:abandonment": _act(UNIT_SYSTEM),
    "api:covers": _read(UNIT_SYSTEM),
    "members:roster_upload": _form(CADRE),
    "members:roster_template": _read(CADRE),
    "members:roster": _form(CADRE),
    "members:roster_problems": _read(CADRE),
    "claims:guide": _read(ANYONE),
    "claims:trial": _read(ANYONE),
    "claims:statistics": _read(ANYONE),
    "claims:list": _read(FILER),
    "claims:start": _form(MEMBER),
    "claims:file_for": _form(SIGNED_IN),
    "claims:disown": _form(MEMBER),
    "claims:of_unit": _read(CADRE),
    "claims:detail": _read(FILER),
    "claims:facts": _form(FILER),
    "claims:papers": _read(FILER),
    "claims:paper": _form(FILER),
    "claims:page_remove": _act(FILER),
    "claims:page_move": _act(FILER),
    "claims:parts": _act(FILER),
    "claims:part": {"GET": FILER, "PATCH": FILER},
    "claims:page_picture": _read(FILER),
    "claims:account": _form(FILER),
    "claims:check": _form(FILER),
    "claims:receipt": _read(FILER),
    "claims:discard": _form(FILER),
    "claims:correct": _form(FILER),
    "claims:parcel": _form(FILER),
    "claims:cover_sheet": _read(FILER),
    "claims:withdraw": _form(FILER),
    "claims:object": _form(FILER),
    "claims:again": _form(FILER),
    "claims:rate": _form(FILER),
    "claims:payee": _form(FILER),
    "appointments:book": _form(FILER),
    "appointments:booking": _read(FILER),
    "appointments:cancel": _act(FILER),
}

OFFICE_MODELS: Final[Mapping[str, Mapping[str, Callers]]] = {
    "claims.claim": {"view": CASEWORK | AUDITOR},
    "claims.parcel": {"view": TELLER | AUDITOR},
    "claims.transfer": {"view": TELLER | AUDITOR},
    "claims.loan": {"view": CASEWORK | AUDITOR},
    "claims.payoutbatch": {"view": MONEY | AUDITOR},
    "claims.payout": {"view": MONEY | AUDITOR},
    "claims.bankreturn": {"view": MONEY | AUDITOR},
    "claims.reconciliation": {"view": MONEY | AUDITOR | ADMINISTRATOR},
    "claims.accountchange": {"view": MONEY | AUDITOR},
    "claims.recovery": {"view": CHECKERS | MONEY | AUDITOR},
    "claims.flag": {"view": CHECKERS | AUDITOR},
    "claims.sample": {"view": AUDITOR},
    "claims.rating": {"view": ANSWERERS},
    "claims.controlsetting": {"view": AUDITOR | ADMINISTRATOR},
    "claims.simulationrun": {"view": PUBLISHERS | AUDITOR, "add": PUBLISHERS},
    "appointments.booking": {"view": TELLER},
    "appointments.slot": {"view": TELLER, "add": TELLER},
    "members.member": {"view": CASEWORK | AUDITOR},
    "members.coverage": {"view": CASEWORK | MONEY | AUDITOR},
    "members.enrolmentbatch": {"view": MONEY | AUDITOR},
    "members.gift": {"view": TELLER | ADMINISTRATOR | AUDITOR, "add": ADMINISTRATOR},
    "members.feeorder": {"view": MONEY | AUDITOR},
    "members.unit": {"view": OFFICE, "add": ADMINISTRATOR, "change": ADMINISTRATOR},
    "members.cadre": {"view": ADMINISTRATOR, "add": ADMINISTRATOR, "change": ADMINISTRATOR},
    "members.cadrerequest": {"view": ADMINISTRATOR},
    "members.selfenrolment": {"view": TELLER | AUDITOR},
    "members.joiningwindow": {"view": OFFICE, "add": ADMINISTRATOR, "change": ADMINISTRATOR},
    "members.numbercorrection": {"view": ADMINISTRATOR | AUDITOR},
    "members.unitsystem": {"view": ADMINISTRATOR | AUDITOR},
    "members.station": {"view": OFFICE, "add": ADMINISTRATOR, "change": ADMINISTRATOR},
    "members.scheme": {"view": OFFICE, "add": ADMINISTRATOR},
    "members.workday": {"view": OFFICE, "add": ADMINISTRATOR, "change": ADMINISTRATOR},
    "members.user": {"view": ADMINISTRATOR, "add": ADMINISTRATOR, "change": ADMINISTRATOR},
    "members.accesslog": {"view": AUDITOR},
    "members.message": {"view": ADMINISTRATOR},
    "members.smsday": {"view": ADMINISTRATOR | AUDITOR},
}
"""What the admin shows and lets change, by model: has_perm and the admin's URLs both read it."""


def _office_urls() -> dict[str, Row]:
    rows: dict[str, Row] = {
        "office": _read(ANYONE),
        "admin:index": _read(OFFICE),
        "admin:login": _form(ANYONE),
        "admin:logout": _act(OFFICE),
        "admin:password_change": _form(OFFICE),
        "admin:password_change_done": _read(OFFICE),
        "admin:jsi18n": _read(OFFICE),
        "admin:app_list": _read(OFFICE),
        "admin:autocomplete": _read(NOBODY),
        "admin:view_on_site": _read(NOBODY),
        "admin:claims_claim_find": _act(CASEWORK | AUDITOR),
        "admin:claims_claim_desk": _read(CASEWORK | AUDITOR),
        "admin:claims_claim_queue": _read(REVIEWER),
        "admin:claims_claim_note": _act(REVIEWER),
        "admin:claims_claim_forget": _act(REVIEWER),
        "admin:claims_claim_check": _act(REVIEWER),
        "admin:claims_claim_community": _read(STATION_REVIEWER),
        "admin:claims_claim_community_review": _form(STATION_REVIEWER),
        "admin:claims_claim_community_picture": _read(STATION_REVIEWER),
        "admin:claims_claim_agency": _act(frozenset({Role.SECOND_CHECKER})),
        "admin:claims_claim_move": _form(CASEWORK),
        "admin:claims_claim_compare": _form(TELLER),
        "admin:claims_claim_shelf": {"GET": CASEWORK | AUDITOR, "POST": TELLER},
        "admin:claims_parcel_scan": _form(TELLER),
        "admin:claims_transfer_held": _form(TELLER),
        "admin:claims_claim_picture": _read(CASEWORK | AUDITOR),
        "admin:claims_payoutbatch_prepare": _form(frozenset({Role.CASHIER})),
        "admin:claims_payoutbatch_seal": _form(frozenset({Role.ACCOUNTANT})),
        "admin:claims_payoutbatch_file": _act(MONEY),
        "admin:claims_payout_report_latest": _read(MONEY | AUDITOR),
        "admin:claims_payout_report": _read(MONEY | AUDITOR),
        "admin:claims_payout_report_file": _read(MONEY | AUDITOR),
        "admin:claims_payout_take_out": _form(MONEY),
        "admin:claims_payout_rule": _form(MONEY),
        "admin:claims_ruling_decide": _act(MONEY),
        "admin:claims_accountchange_decide": _act(frozenset({Role.ACCOUNTANT})),
        "admin:claims_bankreturn_upload": _form(frozenset({Role.CASHIER})),
        "admin:claims_recovery_propose": _form(frozenset({Role.FIRST_CHECKER})),
        "admin:claims_recovery_confirm": _act(frozenset({Role.SECOND_CHECKER})),
        "admin:claims_recovery_receive": _act(frozenset({Role.CASHIER})),
        "admin:claims_reconciliation_explain": _act(frozenset({Role.ACCOUNTANT})),
        "admin:claims_reconciliation_clear": _act(AUDITOR),
        "admin:claims_flag_clear": _act(AUDITOR),
        "admin:claims_rating_answer": _act(ANSWERERS),
        "admin:claims_sample_review": _act(AUDITOR),
        "admin:claims_controlsetting_set": _form(AUDITOR),
        "admin:claims_simulationrun_file": _read(PUBLISHERS | AUDITOR),
        "admin:appointments_booking_today": _read(TELLER),
        "admin:appointments_booking_arrived": _act(TELLER),
        "admin:members_scheme_revise": _form(ADMINISTRATOR),
        "admin:members_scheme_publish": _form(PUBLISHERS),
        "admin:members_scheme_open": _form(PUBLISHERS),
        "admin:members_scheme_try": _read(OFFICE),
        "admin:members_cadrerequest_decide": _form(ADMINISTRATOR),
        "admin:members_selfenrolment_settle": _form(TELLER),
        "admin:members_numbercorrection_decide": _form(ADMINISTRATOR),
        "admin:members_unitsystem_decide": _form(ADMINISTRATOR),
        "admin:members_unitsystem_revoke": _act(ADMINISTRATOR),
        "admin:members_message_retry": _act(ADMINISTRATOR),
        "admin:members_enrolmentbatch_pay": _form(frozenset({Role.CASHIER})),
        "admin:members_gift_upload": _form(TELLER | ADMINISTRATOR),
        "admin:members_gift_roster": _form(TELLER | ADMINISTRATOR),
    }
    for label, may in OFFICE_MODELS.items():
        name = "admin:" + label.replace(".", "_")
        view = may.get("view", NOBODY)
        rows |= {
            f"{name}_changelist": _read(view),
            f"{name}_add": _form(may.get("add", NOBODY)),
            f"{name}_change": {"GET": view, "POST": may.get("change", NOBODY)},
            f"{name}_history": _read(view),
            f"{name}_delete": _form(may.get("delete", NOBODY)),
        }
    return rows


OFFICE_URLS: Final[Mapping[str, Row]] = _office_urls()

RULES: Final[Mapping[str, Row]] = {**PUBLIC_URLS, **OFFICE_URLS}


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
    callers: 403. Text that no column can hold: 400. Rows for a unit's system: its token, or 401.
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
            if _has_nul(request):
                raise BadRequest("a NUL character")
            return None
        if user is None:
            office = match is not None and match.namespace == "admin"
            return _to_sign_in(request, row, "admin:login" if office else "members:sign_in")
        if callers & MEMBER and not user.is_staff and not user.roles:
            return redirect("members:identify")
        raise PermissionDenied


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
        return User.objects.filter(pk=user_id, is_active=True).first()

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
