from claims.models.agency import Agency
from claims.models.archive import Handback, Loan, Shelving
from claims.models.attention import AccountChange, Hold, Ruling
from claims.models.award import Award, LumpSum, PaidDay
from claims.models.claim import Claim, Kind
from claims.models.control import Control, ControlSetting, Flag
from claims.models.event import ClaimEvent
from claims.models.ledger import LedgerEntry
from claims.models.likeness import Marks, Retaken
from claims.models.occurrence import Occurrence, Stay
from claims.models.paper import Correction, CorrectionItem, Page, PaperCheck
from claims.models.parcel import Comparison, CoverSheet, Parcel, Transfer
from claims.models.part import UploadPart
from claims.models.payout import BankReturn, BankReturnLine, Payout, PayoutBatch
from claims.models.publication import Publication
from claims.models.quarantined import Quarantined
from claims.models.rating import Rating
from claims.models.reading import InvoiceNumber, Reading
from claims.models.reconciliation import Reconciliation
from claims.models.recovery import Recovery
from claims.models.sample import Draw, Sample, SampleResult
from claims.models.simulation import SimulationRun

__all__ = [
    "AccountChange",
    "Agency",
    "Award",
    "BankReturn",
    "BankReturnLine",
    "Claim",
    "ClaimEvent",
    "Comparison",
    "Control",
    "ControlSetting",
    "Correction",
    "CorrectionItem",
    "CoverSheet",
    "Draw",
    "Flag",
    "Handback",
    "Hold",
    "InvoiceNumber",
    "Kind",
    "LedgerEntry",
    "Loan",
    "LumpSum",
    "Marks",
    "Occurrence",
    "Page",
    "PaidDay",
    "PaperCheck",
    "Parcel",
    "Payout",
    "PayoutBatch",
    "Publication",
    "Quarantined",
    "Rating",
    "Reading",
    "Reconciliation",
    "Recovery",
    "Retaken",
    "Ruling",
    "Sample",
    "SampleResult",
    "Shelving",
    "SimulationRun",
    "Stay",
    "Transfer",
    "UploadPart",
]
