"""Which columns of the claims' tables the city gives, in the order of its rows."""

from typing import Final

from claims.models import (
    Award,
    BankReturn,
    BankReturnLine,
    Claim,
    ClaimEvent,
    Correction,
    CorrectionItem,
    LedgerEntry,
    Page,
    PaidDay,
    Parcel,
    Payout,
    PayoutBatch,
    Stay,
)  # fmt: skip
from members.city.copying import Table
from members.models import Consent, Message

CONSENTS: Final = Table(
    Consent, "id", "member_id", "given_by_id", "purpose", "version", "text_sha256", "given_at"
)
CLAIMS: Final = Table(
    Claim, "id", "client_key", "number", "acceptance_number", "kind", "member_id", "applicant_id",
    "station_id", "status", "version", "reviewer_id", "payee_name", "payee_bank", "payee_account",
    "consent_id", "reasons", "refused_by_id", "opened_at", "submitted_at", "since", "answer_by",
)  # fmt: skip
STAYS: Final = Table(Stay, "claim_id", "hospital", "admitted_on", "discharged_on", "printed_days")
PAGES: Final = Table(
    Page, "id", "claim_id", "material", "position", "client_key", "media_type", "original_key",
    "original_sha256", "original_size", "picture_key", "thumb_key", "width", "height",
    "added_by_id", "added_at",
)  # fmt: skip
CORRECTIONS: Final = Table(
    Correction, "id", "claim_id", "asked_by_id", "asked_at", "due_on", "answered_at"
)
ITEMS: Final = Table(CorrectionItem, "correction_id", "material", "reason", "done_at")
PARCELS: Final = Table(
    Parcel, "id", "claim_id", "way", "courier", "number", "registered_at", "received_at",
    "received_by_id",
)  # fmt: skip
EVENTS: Final = Table(
    ClaimEvent, "id", "claim_id", "seq", "action", "status_before", "status_after", "by_id", "at",
    "note", "hash",
)  # fmt: skip
AWARDS: Final = Table(
    Award, "id", "claim_id", "outcome", "amount_fen", "days", "lines", "reasons", "input_hash",
    "proposed_by_id", "proposed_at", "approved_by_id", "approved_at", "due_on",
)  # fmt: skip
DAYS: Final = Table(PaidDay, "coverage_id", "most_days", "award_id", "day", "slot")
PAYOUTS: Final = Table(
    Payout, "id", "award_id", "state", "amount_fen", "due_on", "payee_name", "payee_bank",
    "payee_account", "bank_ref", "batch_id", "line_no", "settled_at",
)  # fmt: skip
LEDGER: Final = Table(LedgerEntry, "posting", "kind", "account", "fen", "payout_id", "at")
BATCHES: Final = Table(
    PayoutBatch, "id", "number", "prepared_by_id", "prepared_at", "collected_at", "sealed_by_id",
    "sealed_at", "count", "total_fen", "content", "sha256", "downloaded_at",
)  # fmt: skip
RETURNS: Final = Table(
    BankReturn, "id", "batch_id", "content", "sha256", "uploaded_by_id", "uploaded_at",
    "settled_at",
)  # fmt: skip
LINES: Final = Table(BankReturnLine, "bank_return_id", "line_no", "payout_id", "paid")
MESSAGES: Final = Table(
    Message, "id", "user_id", "key", "text", "link", "created_at", "read_at", "sms_state",
    "taken_at", "expires_at",
)  # fmt: skip
