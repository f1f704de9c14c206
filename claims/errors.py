"""What a claim can refuse. Raised by verbs and checks with data, put into words at the edge."""

from dataclasses import dataclass
from datetime import date, datetime

from claims.states import Action, Status


class ClaimError(Exception):
    """Something asked of a claim cannot be done."""


@dataclass
class MoveRefused(ClaimError):
    """The claim is not in a status from which this move goes."""

    action: Action
    found: Status


@dataclass
class SamePerson(ClaimError):
    """Four eyes: somebody else has to do this."""

    action: Action


@dataclass
class Held(ClaimError):
    """Somebody else is reviewing the claim: until `until`, or until it is taken over."""

    by: str
    until: datetime | None


@dataclass
class Interested(SamePerson):
    """The person has a part in the claim: it is their own, or their unit's."""


@dataclass
class AtStation(ClaimError):
    """A station looks first whether the papers are all there, until this day."""

    station: str
    until: date


class Disputed(ClaimError):
    """The member objected to whoever filed the claim: somebody has to look into it first."""


class NotDisputed(ClaimError):
    """There is no objection to an agent here, or it was looked into before."""


class NothingToObject(ClaimError):
    """The claim was not filed by somebody else, has ended, or was objected to before."""


class NotTheirAgent(ClaimError):
    """The member objected to this agent before."""


@dataclass
class Stale(ClaimError):
    """The claim changed since the form was read."""

    read: int
    found: int


@dataclass
class NotHere(ClaimError):
    """Originals are not taken at the person's station in this way."""

    station: str


class NotToRate(ClaimError):
    """The claim has not ended, or its time to be rated is over."""


class NotOpen(ClaimError):
    """This part of the claim cannot be changed now."""


@dataclass
class Incomplete(ClaimError):
    """What is still missing or wrong, as sentences by field or paper, all of them at once."""

    problems: dict[str, str]


@dataclass
class NotPayable(ClaimError):
    """The rules give no amount: a person has to decide."""

    outcome: str
    reasons: tuple[str, ...]


class ThirdNeeded(ClaimError):
    """The award is not for two people alone: a third has to approve it."""


class Changed(ClaimError):
    """The facts are not those that were proposed: to be proposed again."""


class PeriodError(Exception):
    """Something asked of a scheme period or its rule sheet cannot be done."""


@dataclass
class CodeTaken(PeriodError):
    """There is a period of this code already."""

    code: str


@dataclass
class CodeChanged(PeriodError):
    """A draft keeps its code: another code is another period."""

    code: str
    found: str


class Published(PeriodError):
    """The sheet is in force: it never changes again."""


class NotPublished(PeriodError):
    """Nobody can be enrolled in a draft."""


class SheetChanged(PeriodError):
    """The draft is not the one that was read: somebody wrote to it since."""


class OwnDraft(PeriodError):
    """Four eyes: somebody else than the drafter has to publish."""
