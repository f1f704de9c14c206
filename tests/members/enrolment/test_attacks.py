"""More rosters made to harm or to lose digits on the way; test_package has those of the archive."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.enrolment.columns import COLUMNS, NOT_TEXT, CellRefused, clean
from members.enrolment.sheets import harmless
from tests.members.enrolment.rosters import (
    TODAY,
    apart,
    number,
    person,
    read,
    rewritten,
    told,
    with_part,
    xlsx,
)

GOOD = xlsx([person(1), person(2)])
ID_COLUMN = COLUMNS[3]
LINK = (
    b'<?xml version="1.0" encoding="UTF-8"?><externalLink xmlns="http://schemas.openxmlformats.org'
    b'/spreadsheetml/2006/main"><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
)


def test_an_archive_within_the_archive_is_not_opened():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", 8) as archive:
        archive.writestr("0.xml", b"0" * 20_000_000)

    rows, problems = apart(with_part(GOOD, "xl/embeddings/inner.zip", bomb.getvalue()))

    assert (len(rows), problems) == (2, [])


def test_a_link_to_another_program_is_neither_followed_nor_taken_for_a_roster():
    rows, problems = apart(with_part(GOOD, "xl/externalLinks/externalLink1.xml", LINK))

    assert (len(rows), problems) == (2, [])


def test_a_cell_that_asks_another_book_is_a_formula():
    content = xlsx([person(1), person(2, 备注="=[1]Sheet1!$A$1")])

    assert told(content) == [(3, "备注", "FORMULA")]


def test_four_hundred_thousand_rows_are_refused_before_they_are_built():
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>1</t></is></c></row>'
    many = b"".join(row % (n, n) for n in range(4, 400_000))
    content = rewritten(
        GOOD,
        lambda name, part: (
            part.replace(b"</sheetData>", many + b"</sheetData>")
            if name.endswith("sheet1.xml")
            else part
        ),
    )

    rows, [problem] = apart(content)

    assert (rows, problem.code) == ([], "TOO_MANY_ROWS")


DIGITS = number("35020019900303001")
TYPED = st.one_of(
    st.integers(10**10, 10**20),
    st.floats(1e10, 1e20),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.from_regex(r"\A[0-9]{14,18}[0-9Xx]?\Z"),
    st.text("0123456789Xxｘ０１２３ '-.E+\u200b\u3000Х", min_size=10, max_size=24),
    st.sampled_from([DIGITS, DIGITS.lower(), f" {DIGITS}\n", DIGITS[:6] + " " + DIGITS[6:]]),
)


@given(TYPED)
@settings(deadline=None, max_examples=400)
def test_a_number_is_refused_or_read_with_every_digit_it_had(typed):
    text = typed if isinstance(typed, str) else f"{NOT_TEXT}{typed}"

    try:
        read_as = str(clean(ID_COLUMN, text, today=TODAY)[0])
    except CellRefused:
        return

    assert isinstance(typed, str)
    shown = [c for c in typed.upper() if c.isdecimal() or c in "XＸ"]
    assert [int(c) if c.isdecimal() else "X" for c in shown] == [
        int(c) if c.isdecimal() else "X" for c in read_as
    ]


@pytest.mark.parametrize("text", [DIGITS, f" {DIGITS}　", "３５０２００" + DIGITS[6:]])
def test_the_twin_with_blanks_and_wide_digits_is_read(text):
    assert read(xlsx([person(1, 证件号码=text)])).rows[0].id_number == DIGITS


@pytest.mark.parametrize("born", [date(1900, 1, 1), date(1904, 1, 2)])
def test_a_day_that_a_sheet_counts_as_a_number_is_no_id_number(born):
    assert told(xlsx([person(1, 证件号码=born)])) == [(2, "证件号码", "ID_NUMERIC")]


@given(st.text(max_size=20))
def test_what_we_give_out_never_begins_like_a_formula(text):
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
