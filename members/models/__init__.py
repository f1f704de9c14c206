from members.models.authenticator import Authenticator
from members.models.cadre import Cadre, CadreRequest
from members.models.certificate import Certificate, MissedCode
from members.models.correction import NumberCorrection
from members.models.coverage import Coverage, EnrolmentBatch, Scheme
from members.models.fee import FeeOrder
from members.models.gift import Gift
from members.models.member import Member
from members.models.message import Message, SmsDay
from members.models.organisation import Station, Unit
from members.models.record import AccessLog, Consent, SignInCode, SpentQuestion, Workday
from members.models.self_enrolment import JoiningWindow, SelfEnrolment
from members.models.system import SystemCall, SystemMinute, UnitSystem
from members.models.user import User

__all__ = [
    "AccessLog",
    "Authenticator",
    "Cadre",
    "CadreRequest",
    "Certificate",
    "Consent",
    "Coverage",
    "EnrolmentBatch",
    "FeeOrder",
    "Gift",
    "JoiningWindow",
    "Member",
    "Message",
    "MissedCode",
    "NumberCorrection",
    "Scheme",
    "SelfEnrolment",
    "SignInCode",
    "SmsDay",
    "SpentQuestion",
    "Station",
    "SystemCall",
    "SystemMinute",
    "Unit",
    "UnitSystem",
    "User",
    "Workday",
]
