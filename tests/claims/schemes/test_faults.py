"""What the reader of sheets says in English, the office reads in Chinese."""

import re

import pytest

from claims.benefits import SheetInvalid, read_sheet, shipped_texts
from claims.schemes import faults

SPOILT = {
    "not TOML": ("code = 1 2", "不是 TOML 格式：第1行第10列有误。"),
    "cut off": ("code = ", "不是 TOML 格式：文件末尾不完整。"),
    "endless name": (f'name = "{"长" * 101}"', "须为一行，最多100个字，不能有看不见的字符。"),
    "no fee": ('code = "a"\nname = "b"\nsource = "c"\n', "缺少这一项。"),
}


@pytest.mark.parametrize(("text", "words"), SPOILT.values(), ids=SPOILT)
def test_a_problem_is_told_in_chinese(text: str, words: str) -> None:
    with pytest.raises(SheetInvalid) as refused:
        read_sheet(text)

    assert words in [fault.words for fault in faults.told(refused.value)]


def spoil(text: str):
    """The text with each of its values in turn made wrong in several ways, or left out."""
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            key = line.partition("=")[0]
            for wrong in ("", '""', "-1", '"x"', "[]", "true", '"999999999999"', "{ a = 1 }"):
                put = [f"{key}= {wrong}"] if wrong else []
                yield "\n".join(lines[:i] + put + lines[i + 1 :])


@pytest.mark.parametrize("code", shipped_texts())
def test_no_problem_is_left_in_english(code: str) -> None:
    left = set()
    for text in spoil(shipped_texts()[code]):
        try:
            read_sheet.__wrapped__(text)
        except SheetInvalid as refused:
            left |= {f.words for f in faults.told(refused) if re.match("[A-Z][a-z]+ ", f.words)}

    assert left == set()
