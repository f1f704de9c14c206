"""What internal control can refuse. Raised by verbs with data, put into words at the edge."""

from dataclasses import dataclass


class ControlError(Exception):
    """Something asked of internal control cannot be done."""


class TookPart(ControlError):
    """Who acted on a claim, or has a part in it, does not look at it a second time."""


class AlreadyCleared(ControlError):
    """Somebody else looked into the flag before."""


class AlreadyAnswered(ControlError):
    """Somebody else answered the rating before."""


@dataclass
class Missing(ControlError):
    """What has to be said and was not, as sentences by field, all of them at once."""

    problems: dict[str, str]
