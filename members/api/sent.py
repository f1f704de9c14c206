"""Reading what a system sends: every key named, every value of its type, all problems at once."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from members.api import answers
from members.enrolment.columns import COLUMNS, LONGEST_TEXT

HEADINGS: Final = frozenset(column.heading for column in COLUMNS)
REQUIRED: Final = tuple(c.heading for c in COLUMNS if c.required and c.fields)
"""Of a person; the numbers of rows are ours to give."""
MOST_TOLD: Final = 50

Problem = tuple[str, str]


class SentRoster(NamedTuple):
    people: list[dict[str, str]]
    gift: UUID | None


class SentConfirmation(NamedTuple):
    people: int
    left_out: int


def roster(sent: object, *, most_rows: int) -> SentRoster:
    """Read {"rows": […], "gift": …}; Refused otherwise."""
    found = _object(sent, {"rows"}, {"gift"})
    problems = list(_rows_wrong(found["rows"], most_rows))[:MOST_TOLD]
    gift = None
    try:
        gift = UUID(found["gift"]) if found.get("gift") is not None else None
    except (ValueError, AttributeError, TypeError):
        problems.append(("gift", "应为赠送保障的编号。"))
    if problems:
        raise answers.wrong(problems)
    return SentRoster(found["rows"], gift)


def confirmation(sent: object) -> SentConfirmation:
    """Read {"people": n, "left_out": m}; Refused otherwise."""
    found = _object(sent, {"people", "left_out"}, set())
    problems = [
        (name, "应为不小于0的整数。")
        for name, value in found.items()
        if type(value) is not int or not 0 <= value < 2**31
    ]
    if problems:
        raise answers.wrong(problems)
    return SentConfirmation(**found)


def nothing(sent: object) -> None:
    """Refused unless there is no body, or an empty object."""
    _object(sent, set(), set())


def _object(sent: object, must: set[str], may: set[str]) -> Mapping[str, Any]:
    if not isinstance(sent, Mapping):
        raise answers.wrong([("", "应为一个 JSON 对象。")])
    problems = [(name, "缺少这一项。") for name in sorted(must - sent.keys())]
    problems += [(str(name)[:40], "没有这一项。") for name in sent if name not in must | may]
    if problems:
        raise answers.wrong(problems[:MOST_TOLD])
    return dict(sent)


def _rows_wrong(rows: object, most_rows: int) -> Iterator[Problem]:
    if not isinstance(rows, list) or not rows:
        yield "rows", "应为数组，每人一项，至少一人。"
        return
    if len(rows) > most_rows:
        yield "rows", f"一份名册最多{most_rows}人，请分成几份。"
        return
    for nth, row in enumerate(rows):
        if not isinstance(row, dict):
            yield f"rows[{nth}]", "应为一个 JSON 对象。"
            continue
        for name in REQUIRED:
            if name not in row:
                yield f"rows[{nth}].{name}", "缺少这一项。"
        for name, value in row.items():
            if name not in HEADINGS:
                yield f"rows[{nth}].{name[:40]}", "没有这一项。"
            elif not isinstance(value, str):
                yield f"rows[{nth}].{name}", "应为文本（加引号）。"
            elif len(value) > LONGEST_TEXT or not _storable(value):
                yield f"rows[{nth}].{name}", "内容过长，或含有不能使用的字符。"


def _storable(text: str) -> bool:
    """Whether a column and a file can hold it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
