"""What money can refuse. Raised by verbs and readers with data, put into words at the edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices


class PayoutError(Exception):
    """Something asked of a payout, a batch or a bank file cannot be done."""


@dataclass
class UnfitField(PayoutError):
    """A field that cannot stand in a bank file: with these characters, or too long."""

    field: str
    characters: str


class NotPrepared(PayoutError):
    """Nobody has taken the batch on yet."""


class AlreadyPrepared(PayoutError):
    """Somebody else took the batch on."""


class EmptyBatch(PayoutError):
    """Every payout was taken out: there is nothing to prepare until the sweep puts some in."""


class NotSealed(PayoutError):
    """The batch has no bank file yet."""


class AlreadySealed(PayoutError):
    """The batch was sealed before: its file stands."""


class SamePerson(PayoutError):
    """Four eyes: somebody else than the maker has to seal."""


@dataclass
class WrongControlTotals(PayoutError):
    """What was typed is not what the batch holds."""

    count: int
    total_fen: int


class BatchChanged(PayoutError):
    """The payouts of the batch are not those that were prepared."""


class FileDamaged(PayoutError):
    """The stored bank file is not the one that was sealed."""


class NotPaid(PayoutError):
    """There is nothing to take back: nothing is owed, or it is on its way just now."""


class NotConfirmed(PayoutError):
    """Nothing is owed to us yet: a second person has to confirm it."""


class AlreadyDecided(PayoutError):
    """It was confirmed, or came in, before."""


class OwnProposal(PayoutError):
    """Four eyes: somebody else than who proposed a recovery has to confirm it."""


@dataclass
class WrongRecovery(PayoutError):
    """A recovery that cannot be, as sentences by field, all of them at once."""

    problems: dict[str, str]


class ExportBlocked(PayoutError):
    """A reconciliation found a break: nothing goes to the bank until two people cleared it."""


class NotExplained(PayoutError):
    """A break is cleared by a second person, after a first has explained it."""


class OwnExplanation(PayoutError):
    """Four eyes: somebody else than who explained a break has to clear it."""


class AlreadyCleared(PayoutError):
    """The break was cleared before, or there was none."""


class NoWords(PayoutError):
    """Words are wanted: what was found, and why it is harmless or how it was mended."""


class NotWaiting(PayoutError):
    """The payout is not in a state in which this can be done."""


@dataclass
class Missing(PayoutError):
    """What has to be said and was not, as sentences by field."""

    problems: dict[str, str]


@dataclass
class AlreadyReceived(PayoutError):
    """The very same file came before."""

    sha256: str


class Fault(TextChoices):
    """What may be wrong with a line of a return file."""

    TOO_LARGE = "too_large", "文件超过2兆字节"
    ENCODING = "encoding", "文字编码不是 GB18030 或 UTF-8"
    CHARACTERS = "characters", "含有不能识别的控制字符"
    EMPTY = "empty", "文件中没有支付结果"
    HEADER = "header", "首行应为“huzhu-1-return|批次号|笔数|合计（分）”"
    FIELDS = "fields", "每行应有五项：支付流水号、账号、金额、结果代码、说明"
    REFERENCE = "reference", "支付流水号格式不对"
    ACCOUNT = "account", "账号格式不对"
    AMOUNT = "amount", "金额格式不对，应为“2480.00”"
    CODE = "code", "结果代码应为0000（成功）、E加三位数字（失败）或T加三位数字（退票）"
    WORDS = "words", "说明超过200字"
    OTHER_BATCH = "other_batch", "文件属于另一批次"
    COUNT_DIFFERS = "count_differs", "首行笔数与明细笔数不符"
    TOTAL_DIFFERS = "total_differs", "首行合计（分）与明细合计不符"
    REPEATED = "repeated", "支付流水号在文件中重复"
    NOT_IN_BATCH = "not_in_batch", "本批次没有这个支付流水号"
    ALREADY_ANSWERED = "already_answered", "这笔支付已有银行结果"
    NOT_PAID = "not_paid", "退票的支付没有支付成功的记录"
    ACCOUNT_DIFFERS = "account_differs", "账号与送出的不一致"
    AMOUNT_DIFFERS = "amount_differs", "金额与送出的不一致"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a return file, at a line counted from 1 as an editor shows it."""

    line: int
    fault: Fault
    bank_ref: str = ""
    found: str = ""
    """What the file says, where it may be shown: never an account number."""
    expected: str = ""


@dataclass
class UnreadableReturn(PayoutError):
    """A return file that is not in the format: everything wrong with it at once."""

    problems: Sequence[Problem]


@dataclass
class ReturnMismatch(PayoutError):
    """A return file that does not answer what was sent: everything that differs at once."""

    problems: Sequence[Problem]
