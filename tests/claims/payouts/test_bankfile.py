"""The bank's files: exact bytes out, strict values back, and no name that breaks a line."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.payouts import bankfile
from claims.payouts.bankfile import Answer, Answers, Line, Result
from claims.payouts.errors import Fault, Problem, UnfitField, UnreadableReturn

DATA = Path(__file__).parents[2] / "data" / "bank"
BATCH = "PB-20261122-0000018"
FIRST = Line(1, "HZ261122000000018", "6222024100001234560", "测试甲", 248000, "职工医疗互助补助")
SECOND = Line(2, "HZ261122000000026", "6222024100001234578", "阿依·买提", 8000, "职工医疗互助补助")
RETURN = (
    f"huzhu-1-return|{BATCH}|2|256000\r\n"
    "HZ261122000000018|6222024100001234560|2480.00|0000|成功\r\n"
    "HZ261122000000026|6222024100001234578|80.00|E031|户名不符\r\n"
)
ANSWERS = (
    Answer(2, "HZ261122000000018", "6222024100001234560", 248000, Result.PAID, "成功"),
    Answer(3, "HZ261122000000026", "6222024100001234578", 8000, Result.FAILED, "户名不符"),
)


def faults(content: bytes) -> list[tuple[int, Fault]]:
    with pytest.raises(UnreadableReturn) as refused:
        bankfile.read(content)
    return [(problem.line, problem.fault) for problem in refused.value.problems]


def test_the_bank_gets_the_golden_bytes() -> None:
    """Eighty yuan are 8000 fen are `80.00`: a slip of two places would show here."""
    assert bankfile.write(BATCH, [FIRST, SECOND]) == (DATA / "huzhu-1.txt").read_bytes()


@pytest.mark.parametrize(
    ("name", "unfit"),
    [
        pytest.param("测试\n甲", "\n", id="line feed"),
        pytest.param("测试\r甲", "\r", id="carriage return"),
        pytest.param("测试|甲", "|", id="divider"),
        pytest.param("测试,甲", ",", id="comma"),
        pytest.param("测试\t甲", "\t", id="tab"),
        pytest.param("测试\0甲", "\0", id="NUL"),
        pytest.param("测试\u2028甲", "\u2028", id="Unicode line separator"),
        pytest.param("测试\u202e甲", "\u202e", id="writing direction"),
        pytest.param("测试\u200b甲", "\u200b", id="zero width"),
        pytest.param("=1+1", "=+", id="formula"),
        pytest.param("测" * 65, "", id="over 128 bytes"),
        pytest.param(" ", "", id="blank"),
    ],
)
def test_a_name_that_could_break_a_line_is_refused(name: str, unfit: str) -> None:
    with pytest.raises(UnfitField) as refused:
        bankfile.write(BATCH, [replace(FIRST, name=name)])

    assert (refused.value.field, refused.value.characters) == ("name", unfit)


@pytest.mark.parametrize(
    "name", ["𠮷田", "㐱生", "阿依·买提", "O'Neil Mary-Ann", "某某（监护人）", "测" * 64]
)
def test_a_real_name_reaches_the_bank_whole(name: str) -> None:
    content = bankfile.write(BATCH, [replace(FIRST, name=name)])

    assert content.decode("gb18030").split("\r\n")[1].split("|")[3] == name


@given(st.text(max_size=70))
def test_no_name_changes_the_count_of_lines_or_fields(name: str) -> None:
    try:
        content = bankfile.write(BATCH, [replace(FIRST, name=name), SECOND])
    except UnfitField:
        return
    lines = content.decode("gb18030").split("\r\n")
    assert [line.count("|") for line in lines] == [3, 5, 5, 0]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"account": "6222 0241"}, id="account with a space"),
        pytest.param({"account": "１２３４５６７８"}, id="account in wide digits"),
        pytest.param({"account": ""}, id="no account"),
        pytest.param({"bank_ref": "HZ26|1"}, id="reference not ours"),
        pytest.param({"note": "a|b"}, id="note with a divider"),
    ],
)
def test_other_fields_are_checked_as_well(change) -> None:
    with pytest.raises(UnfitField):
        bankfile.write(BATCH, [replace(FIRST, **change)])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(RETURN.encode("gb18030"), id="GB18030"),
        pytest.param(RETURN.encode(), id="UTF-8"),
        pytest.param(RETURN.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(RETURN.replace("\r\n", "\n").encode(), id="LF"),
        pytest.param(RETURN.removesuffix("\r\n").encode(), id="no last line end"),
        pytest.param(RETURN.encode() + b"\r\n  \r\n", id="blank lines at the end"),
        pytest.param(RETURN.replace("|", " | ").encode("gb18030"), id="padded fields"),
    ],
)
def test_a_return_is_read_however_it_was_saved(content: bytes) -> None:
    assert bankfile.read(content) == Answers(1, BATCH, 2, 256000, ANSWERS)


def test_two_characters_that_look_like_utf8_are_read_as_gb18030() -> None:
    content = (
        RETURN.replace("成功", "通").encode("gb18030").replace("户名不符".encode("gb18030"), b"")
    )

    assert bankfile.read(content).answers[0].words == "通"


def test_a_failure_without_words_is_told_by_its_code() -> None:
    content = RETURN.replace("户名不符", "").encode()

    assert bankfile.read(content).answers[1].words == "E031"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("huzhu-1-return", "huzhu-2", (1, Fault.HEADER), id="another format"),
        pytest.param("|256000", "|2,560", (1, Fault.HEADER), id="total not in digits"),
        pytest.param("|256000", "|２５６０００", (1, Fault.HEADER), id="total in wide digits"),
        pytest.param("|0000|成功", "|0000", (2, Fault.FIELDS), id="a field short"),
        pytest.param("|成功", "|成功|", (2, Fault.FIELDS), id="a field more"),
        pytest.param("HZ261122000000018", "HZ1", (2, Fault.REFERENCE), id="reference"),
        pytest.param("6222024100001234560", "62220241*4560", (2, Fault.ACCOUNT), id="account"),
        pytest.param("2480.00", "2,480.00", (2, Fault.AMOUNT), id="grouped amount"),
        pytest.param("2480.00", "-2480.00", (2, Fault.AMOUNT), id="negative amount"),
        pytest.param("2480.00", "1e3", (2, Fault.AMOUNT), id="exponent"),
        pytest.param("2480.00", "NaN", (2, Fault.AMOUNT), id="not a number"),
        pytest.param("2480.00", "2480.005", (2, Fault.AMOUNT), id="three places"),
        pytest.param("E031", "P001", (3, Fault.CODE), id="still under way"),
        pytest.param("E031", "", (3, Fault.CODE), id="no code"),
        pytest.param("成功", "成" * 201, (2, Fault.WORDS), id="long words"),
        pytest.param("成功", "成\0功", (2, Fault.CHARACTERS), id="NUL"),
    ],
)
def test_a_line_out_of_format_is_named(old: str, new: str, expected: tuple[int, Fault]) -> None:
    assert faults(RETURN.replace(old, new, 1).encode()) == [expected]


def test_all_problems_are_told_at_once_by_the_line_of_the_editor() -> None:
    content = "\n" + RETURN.replace("\r\n", "\n").replace("2480.00", "x").replace("E031", "?")

    assert faults(content.encode()) == [(3, Fault.AMOUNT), (4, Fault.CODE)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"", Fault.EMPTY, id="empty"),
        pytest.param(b"\r\n\r\n", Fault.EMPTY, id="blank lines"),
        pytest.param(RETURN.split("\n", 1)[0].encode(), Fault.EMPTY, id="only the first line"),
        pytest.param(b"\xff\xfe\x00\x01", Fault.ENCODING, id="neither encoding"),
        pytest.param(RETURN.encode("utf-16"), Fault.ENCODING, id="UTF-16"),
        pytest.param(b"0" * 2_000_001, Fault.TOO_LARGE, id="too large"),
    ],
)
def test_a_file_that_is_no_return_is_refused(content: bytes, fault: Fault) -> None:
    assert faults(content) == [(1, fault)]


def test_a_problem_says_nothing_of_an_account() -> None:
    assert Problem(2, Fault.ACCOUNT_DIFFERS).found == ""
