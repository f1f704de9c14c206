"""Who may call what: one table of URL × method × role, denied by default.

A URL name without a row is answered as if it did not exist, and turns the build red
(tests/config/test_policy.py). The table says which *kind* of caller may knock; whose claim it is,
is asked where the row is read: querysets start from the actor.
"""

from collections.abc import Mapping
from typing import Final

from members.roles import OFFICE_ROLES, Role

ANYONE: Final = frozenset({"anyone"})
SIGNED_IN: Final = frozenset({"signed in"})
"""Any account of the public site, also one not yet bound to a member."""

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
    "members:own_fee": _form(SIGNED_IN),
    "members:own_receipt": _read(SIGNED_IN),
    "members:demo_pay": _form(SIGNED_IN),
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
    "claims.quarantined": {"view": ADMINISTRATOR | AUDITOR},
    "claims.transfer": {"view": TELLER | AUDITOR},
    "claims.loan": {"view": CASEWORK | AUDITOR},
    "claims.payoutbatch": {"view": MONEY | AUDITOR},
    "claims.payout": {"view": MONEY | AUDITOR},
    "claims.bankreturn": {"view": MONEY | AUDITOR},
    "claims.reconciliation": {"view": MONEY | AUDITOR | ADMINISTRATOR},
    "claims.accountchange": {"view": MONEY | AUDITOR},
    "claims.recovery": {"view": CHECKERS | MONEY | AUDITOR},
    "claims.flag": {"view": CHECKERS | AUDITOR},
    "claims.sample": {"view": AUDITOR | {Role.FIRST_CHECKER}},
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
        "second_factor": _form(OFFICE),
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
        "admin:claims_claim_invoice": _act(REVIEWER),
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
        "admin:claims_recovery_drop": _act(frozenset({Role.FIRST_CHECKER, Role.SECOND_CHECKER})),
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
        "admin:members_feeorder_clear": _form(frozenset({Role.CASHIER})),
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
BY_PASSWORD_ALONE: Final = frozenset({"second_factor", "admin:logout"})
"""What an officer may call before the code of their phone, besides what anyone may."""

RULES: Final[Mapping[str, Row]] = {**PUBLIC_URLS, **OFFICE_URLS}
