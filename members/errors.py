"""What sign-in and enrolment can refuse: raised with data, put into words at the edge."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID


class MemberError(Exception):
    """Something asked of accounts, members or enrolment cannot be done."""


@dataclass
class TooSoon(MemberError):
    """Enough codes were sent to this phone or asked for from this address."""

    wait: timedelta


class CodeNotSent(MemberError):
    """The text message could not be handed over."""


@dataclass
class CodeWrong(MemberError):
    """Not the code that was sent to this phone for this browser."""

    tries_left: int


class CodeExpired(MemberError):
    """The code was right or wrong: it is too old to be asked."""


class CodeUsed(MemberError):
    """The code has signed somebody in already."""


class TooManyTries(MemberError):
    """This code may not be tried any more."""


class OfficeCodeWrong(MemberError):
    """Not what the officer's phone shows now."""


class OfficeCodeUsed(MemberError):
    """This code, or a later one, has opened a session already."""


class TooManyOfficeCodes(MemberError):
    """So many were wrong that the next is taken only after a pause."""


class TooManyBindings(MemberError):
    """This account may not say today any more who it is."""


class AccountClosed(MemberError):
    """The account of this phone was switched off."""


class NotFound(MemberError):
    """No member has this ID number and exactly this name."""


class TooManyNamings(MemberError):
    """The account, or its address, named too many people today who could not be found."""


class NamedOneself(MemberError):
    """The person named is the one who asks: they need nobody to file for them."""


class PhoneDiffers(MemberError):
    """The unit's roster has another phone number for this member."""


class BoundAlready(MemberError):
    """The member, or the account, is bound to somebody else."""


class ActsAlready(MemberError):
    """The account acts for this unit already."""


class AskedAlready(MemberError):
    """The account's request to act for this unit waits for an answer."""


class AskedTooOften(MemberError):
    """The account may not ask today any more to act for a unit."""


class HumanNeeded(MemberError):
    """Codes are asked for here without being used: somebody has to answer a question first."""


class WrongAnswer(MemberError):
    """The question was not answered rightly, or was answered before."""


class NoWechat(MemberError):
    """Messages do not go by WeChat here."""


class WechatUnconfirmed(MemberError):
    """WeChat did not say who somebody is: they declined, waited too long, or came another way."""


class WechatTaken(MemberError):
    """This WeChat is bound to another account."""


@dataclass
class NotStuck(MemberError):
    """The message went out, is on its way, or is too late to be sent."""

    found: str


@dataclass
class RequestDecided(MemberError):
    """Somebody answered the request before."""

    found: str


@dataclass
class UnitUnknown(MemberError):
    """No unit has this credit code."""

    credit_code: str


@dataclass
class TooManySystems(MemberError):
    """The unit has as many systems connected, or asked for, as may be."""

    most: int


@dataclass
class SystemNotApproved(MemberError):
    """The system may not call for its unit, or no longer."""

    found: str


class CodeUnknown(MemberError):
    """No certificate has this code."""


class TooManyMisses(MemberError):
    """Enough codes that there are not were asked for from this address."""


@dataclass
class FileSeen(MemberError):
    """The unit sent this very file before, for the same period."""

    batch_id: UUID


@dataclass
class FileUnusable(MemberError):
    """The file holds nobody who could be covered: why, in sentences."""

    problems: list[str]


@dataclass
class BatchMoved(MemberError):
    """The batch is no longer in the status that this needs."""

    found: str


@dataclass
class PeriodOver(MemberError):
    """The period's year leaves no day to cover for who is complete on that day."""

    complete_on: date
    last: date


@dataclass
class FeeDiffers(MemberError):
    """What arrived is not what is due."""

    due_fen: int
    received_fen: int


@dataclass
class VoucherUsed(MemberError):
    """The voucher stands on another roster."""

    unit: str
    paid_on: date | None


class NothingToPay(MemberError):
    """The roster owes nothing."""


class NothingHeld(MemberError):
    """Nothing of this order waits for a person, or no longer."""


class OrderUnknown(MemberError):
    """No order has this number."""


@dataclass
class WindowClosed(MemberError):
    """People without a unit may not ask today, but from that day on."""

    next_first: date


@dataclass
class AloneFeeDiffers(MemberError):
    """What a person paid at the counter is not what is due."""

    due_fen: int
    received_fen: int


class CoveredAlready(MemberError):
    """The person is covered on one of the days, or the voucher has been used."""


class NameDiffers(MemberError):
    """The ID number is a member's who has another name."""


class NotOurs(MemberError):
    """Nobody with this ID number was covered through the unit."""


class NumberInUse(MemberError):
    """A claim of the member was accepted: the number is no longer the unit's to correct."""


class NumberTaken(MemberError):
    """The ID number is somebody else's in the register."""


@dataclass
class GiftOver(MemberError):
    """The gift takes no more lists, or none of this unit."""

    sponsor: str


@dataclass
class GiftFull(MemberError):
    """More people than the gift has places left for."""

    left: int


class OwnGift(MemberError):
    """Whoever set up a gift does not confirm who is given it."""


@dataclass
class RosterChanged(MemberError):
    """Not those who were shown can be covered now: rows of the sheet, as far as known."""

    rows: list[int]


class NobodyGood(MemberError):
    """Nobody in the roster can be covered as it stands."""


class AskedTooMuch(MemberError):
    """The account has had more people looked up today than rosters bring along."""
