"""Which papers each kind of claim needs: required, one of several, or only in some circumstances.

Codes only; their names and what each must show are words, and stand elsewhere. Source:
docs/reference/scheme-rules.md, "Papers".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from claims.benefits.types import Kind


class Paper(StrEnum):
    """One paper. Codes are stored: never rename or reuse one."""

    APPLICATION_FORM = "application_form"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    DISCHARGE_RECORD = "discharge_record"
    HOSPITAL_INVOICE = "hospital_invoice"
    INSURANCE_SETTLEMENT = "insurance_settlement"
    TRAFFIC_LIABILITY = "traffic_liability"
    ADMISSION_RECORD = "admission_record"
    DIAGNOSIS_PROOF = "diagnosis_proof"
    SURGERY_RECORD = "surgery_record"
    PATHOLOGY_REPORT = "pathology_report"
    EXAMINATION_REPORT = "examination_report"
    DEATH_CERTIFICATE = "death_certificate"
    CREMATION_PROOF = "cremation_proof"
    HOUSEHOLD_CANCELLATION = "household_cancellation"
    COURT_DECLARATION = "court_declaration"
    CONSULAR_PROOF = "consular_proof"
    PAYEE_ID_CARD = "payee_id_card"
    PAYEE_BANK_CARD = "payee_bank_card"
    KINSHIP_PROOF = "kinship_proof"
    HEIRS_CONSENT = "heirs_consent"
    GRADE_REPORT = "grade_report"
    WORK_INJURY_DECISION = "work_injury_decision"
    POLICE_RECORD = "police_record"
    UNIT_ACCOUNT = "unit_account"
    FIRST_TREATMENT_RECORD = "first_treatment_record"
    AUTHORITY_LETTER = "authority_letter"
    AGENT_ID_CARD = "agent_id_card"
    AGENT_RELATION_PROOF = "agent_relation_proof"
    OTHER = "other"
    """Whatever the reviewer names (以审核通知为准)."""


class Circumstance(StrEnum):
    """What makes a paper necessary that others need not bring."""

    TRAFFIC_ACCIDENT = "traffic_accident"
    SURGERY = "surgery"
    WORK_INJURY = "work_injury"
    ACCIDENT = "accident"
    SEVERAL_HEIRS = "several_heirs"
    BY_AGENT = "by_agent"
    ASKED_FOR = "asked_for"


@dataclass(frozen=True, slots=True)
class Need:
    """Any one of the papers does; always, or only in the circumstance."""

    papers: tuple[Paper, ...]
    when: Circumstance | None = None


def _need(*papers: Paper, when: Circumstance | None = None) -> Need:
    return Need(papers, when)


OWN_CARDS = (_need(Paper.ID_CARD), _need(Paper.BANK_CARD))
OF_ANY_KIND = (
    _need(Paper.AUTHORITY_LETTER, when=Circumstance.BY_AGENT),
    _need(Paper.AGENT_ID_CARD, when=Circumstance.BY_AGENT),
    _need(Paper.AGENT_RELATION_PROOF, when=Circumstance.BY_AGENT),
    _need(Paper.OTHER, when=Circumstance.ASKED_FOR),
)
NEEDS: Mapping[Kind, tuple[Need, ...]] = {
    Kind.INPATIENT: (
        _need(Paper.APPLICATION_FORM),
        _need(Paper.DISCHARGE_RECORD),
        _need(Paper.HOSPITAL_INVOICE, Paper.INSURANCE_SETTLEMENT),
        *OWN_CARDS,
        _need(Paper.TRAFFIC_LIABILITY, when=Circumstance.TRAFFIC_ACCIDENT),
        *OF_ANY_KIND,
    ),
    Kind.CRITICAL_ILLNESS: (
        _need(Paper.APPLICATION_FORM),
        _need(Paper.ADMISSION_RECORD),
        _need(Paper.DIAGNOSIS_PROOF),
        _need(Paper.PATHOLOGY_REPORT, Paper.EXAMINATION_REPORT),
        _need(Paper.SURGERY_RECORD, when=Circumstance.SURGERY),
        *OWN_CARDS,
        *OF_ANY_KIND,
    ),
    Kind.DEATH: (
        _need(Paper.APPLICATION_FORM),
        _need(
            Paper.DEATH_CERTIFICATE,
            Paper.CREMATION_PROOF,
            Paper.HOUSEHOLD_CANCELLATION,
            Paper.COURT_DECLARATION,
            Paper.CONSULAR_PROOF,
        ),
        _need(Paper.ID_CARD),
        _need(Paper.PAYEE_ID_CARD),
        _need(Paper.KINSHIP_PROOF),
        _need(Paper.PAYEE_BANK_CARD),
        _need(Paper.HEIRS_CONSENT, when=Circumstance.SEVERAL_HEIRS),
        *OF_ANY_KIND,
    ),
    Kind.DISABILITY: (
        _need(Paper.APPLICATION_FORM),
        _need(Paper.GRADE_REPORT),
        _need(Paper.WORK_INJURY_DECISION, when=Circumstance.WORK_INJURY),
        _need(
            Paper.TRAFFIC_LIABILITY,
            Paper.POLICE_RECORD,
            Paper.UNIT_ACCOUNT,
            when=Circumstance.ACCIDENT,
        ),
        _need(Paper.FIRST_TREATMENT_RECORD),
        *OWN_CARDS,
        *OF_ANY_KIND,
    ),
}
"""Every need of each kind whose papers are known, in the order people are asked for them."""


def needs(kind: Kind, circumstances: Collection[Circumstance] = ()) -> tuple[Need, ...]:
    """List what must be brought. KeyError for a kind whose papers are not known."""
    return tuple(need for need in NEEDS[kind] if need.when is None or need.when in circumstances)


def missing(
    kind: Kind, brought: Collection[Paper], circumstances: Collection[Circumstance] = ()
) -> tuple[Need, ...]:
    """List every need that no paper brought meets, all at once."""
    return tuple(
        need for need in needs(kind, circumstances) if not any(p in brought for p in need.papers)
    )
