"""The bank's files as bytes and as values: pure. The formats are told in reference/bank-file.

Which columns a bank takes, and how, is data of claims.payouts.formats. By default, out, `huzhu-1`:
GB18030, lines end in CRLF, fields are divided by `|`.

    huzhu-1|batch number|count|total in fen
    line number|our reference|account|name|amount in yuan|note

Back, `huzhu-1-return`: UTF-8 or GB18030, any line ending, in any order; 0000 is success, E with
three digits is final failure, T with three digits says that a payment came back after it was made.
Any other code is refused: what is still under way may yet be paid.

    huzhu-1-return|batch number|count of these lines|their total in fen
    our reference|account|amount in yuan|result code|words
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from claims.benefits.money import fen_of, yuan
from claims.payouts.errors import Fault, Problem, UnfitField, UnreadableReturn
from claims.payouts.formats import HUZHU, Format

RETURN_FORMAT: Final = "huzhu-1-return"
ENCODING: Final = "gb18030"
PAID: Final = "0000"

HANZI: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
UNFIT: Final = re.compile(rf"[^0-9A-Za-z {HANZI}·.'()（）-]")
"""What may not stand in a name or a note. Dividers, line ends and controls are among it."""
MOST_FIELD_BYTES: Final = 128
"""Of a name or a note in GB18030: 64 common characters. Default, not sourced."""

REFERENCE: Final = re.compile(r"HZ[0-9]{15}")
ACCOUNT: Final = re.compile(r"[0-9]{8,32}")
RESULT: Final = re.compile(r"0000|[ET][0-9]{3}")
COUNT: Final = re.compile(r"[0-9]{1,15}")
MOST_BYTES: Final = 2_000_000
MOST_WORDS: Final = 200

LINE_END: Final = re.compile(r"\r\n|\n|\r")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
FOREIGN: Final = re.compile(rf"[^\x00-\x7f\u2010-\u2027\u3000-\u303f\uff00-\uffef·{HANZI}]")


class Result(Enum):
    """What a bank says of one payout."""

    PAID = "paid"
    FAILED = "failed"
    BOUNCED = "bounced"
    """Paid, and come back (退票)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One payout as the bank is told of it."""

    line_no: int
    bank_ref: str
    account: str
    name: str
    amount_fen: int
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank says of one payout; `line` as an editor counts the lines of the file."""

    line: int
    bank_ref: str
    account: str
    amount_fen: int
    result: Result
    words: str


@dataclass(frozen=True, slots=True)
class Answers:
    """A return file as it says of itself: nothing of it is compared yet."""

    line: int
    batch: str
    count: int
    total_fen: int
    answers: tuple[Answer, ...]


def write(batch: str, lines: Sequence[Line], form: Format = HUZHU) -> bytes:
    """Give the file the bank gets. UnfitField when a field could break its line."""
    total = sum(line.amount_fen for line in lines)
    head = {
        "format": form.code,
        "batch": batch,
        "count": str(len(lines)),
        "total_fen": str(total),
        "yuan": str(yuan(total)),
    }
    return form.write(head, [_fields(line, form) for line in lines])


def check_name(name: str, form: Format = HUZHU) -> None:
    """UnfitField when a holder's name cannot stand in a bank file of a format."""
    if not name.strip():
        raise UnfitField("name", "")
    _check_text("name", name, form)


def check_account(account: str) -> None:
    """UnfitField when an account is not digits alone."""
    if not ACCOUNT.fullmatch(account):
        raise UnfitField("account", re.sub("[0-9]", "", account))


def read(content: bytes, form: Format = HUZHU) -> Answers:
    """Read a return file. UnreadableReturn with all that is wrong when any line is."""
    problems: list[Problem] = []
    rows = list(_rows(_text(content), form))
    if not rows:
        raise UnreadableReturn([Problem(1, Fault.EMPTY)])
    (top, header), lines = rows[0], rows[1:]
    batch, count, total = _header(top, header, form, problems)
    answers = [_answer(line, fields, problems) for line, fields in lines]
    if not lines:
        problems.append(Problem(top, Fault.EMPTY))
    if problems:
        raise UnreadableReturn(problems)
    return Answers(top, batch, count, total, tuple(a for a in answers if a is not None))


def _fields(line: Line, form: Format) -> dict[str, str]:
    if not REFERENCE.fullmatch(line.bank_ref):
        raise UnfitField("bank_ref", "")
    check_account(line.account)
    check_name(line.name, form)
    _check_text("note", line.note, form)
    return {
        "line_no": str(line.line_no),
        "bank_ref": line.bank_ref,
        "account": line.account,
        "name": line.name,
        "yuan": str(yuan(line.amount_fen)),
        "fen": str(line.amount_fen),
        "note": line.note,
    }


def _check_text(field: str, text: str, form: Format) -> None:
    unfit = "".join(dict.fromkeys(UNFIT.findall(text)))
    most = (form.most_bytes or {}).get(field, MOST_FIELD_BYTES)
    if unfit or len(text.encode(form.encoding)) > most:
        raise UnfitField(field, unfit)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableReturn([Problem(1, Fault.TOO_LARGE)])
    for encoding in ("utf-8-sig", ENCODING):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A few words in GB18030 happen to be UTF-8 of some far script.
        if not FOREIGN.search(text):
            return text
    raise UnreadableReturn([Problem(1, Fault.ENCODING)])


def _rows(text: str, form: Format) -> Iterator[tuple[int, list[str]]]:
    first = True
    for number, line in enumerate(LINE_END.split(text), start=1):
        if line.strip():
            yield number, form.split(line, first=first)
            first = False


def _header(
    line: int, fields: list[str], form: Format, problems: list[Problem]
) -> tuple[str, int, int]:
    match fields:
        case [found, batch, count, total] if (
            found == form.answer_code and COUNT.fullmatch(count) and COUNT.fullmatch(total)
        ):
            return batch, int(count), int(total)
    problems.append(Problem(line, Fault.HEADER))
    return "", 0, 0


def _answer(line: int, fields: list[str], problems: list[Problem]) -> Answer | None:
    if any(CONTROL.search(field) for field in fields):
        problems.append(Problem(line, Fault.CHARACTERS))
        return None
    match fields:
        case [bank_ref, account, amount, code, words]:
            pass
        case _:
            problems.append(Problem(line, Fault.FIELDS))
            return None
    faults = [
        fault
        for fault, pattern, value in (
            (Fault.REFERENCE, REFERENCE, bank_ref),
            (Fault.ACCOUNT, ACCOUNT, account),
            (Fault.CODE, RESULT, code),
        )
        if not pattern.fullmatch(value)
    ]
    if len(words) > MOST_WORDS:
        faults.append(Fault.WORDS)
    try:
        fen = fen_of(amount)
    except ValueError:
        faults.append(Fault.AMOUNT)
    if faults:
        problems += [Problem(line, fault) for fault in faults]
        return None
    return Answer(line, bank_ref, account, fen, _result(code), words or code)


def _result(code: str) -> Result:
    if code == PAID:
        return Result.PAID
    return Result.BOUNCED if code.startswith("T") else Result.FAILED
