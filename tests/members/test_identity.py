"""The table of tests/data/vectors/identity.csv, then what no table can hold."""

import csv
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import identity
from members.identity import IdentityRefused, Sex

VECTORS = Path(__file__).parents[1] / "data" / "vectors" / "identity.csv"
TODAY = date(2026, 11, 22)
WORDS = {
    "id": lambda value: identity.id_number(value, today=TODAY),
    "uscc": identity.credit_code,
    "phone": identity.phone,
    "card": identity.card,
}
CODES = {"checksum": "CREDIT_CODE_CHECKSUM", "character": "CREDIT_CODE_CHARACTER"}


def rows():
    with VECTORS.open(encoding="utf-8") as file:
        return [
            pytest.param(
                row["kind"], row["value"], row["expected"], id=f"{row['kind']} {row['value']}"
            )
            for row in csv.DictReader(file)
        ]


def told(read, value):
    """What a reader says of a value: "ok" or its code."""
    try:
        read(value)
    except IdentityRefused as refused:
        return refused.code
    return "ok"


@pytest.mark.parametrize(("kind", "value", "expected"), rows())
def test_the_published_vectors_hold(kind, value, expected):
    if expected == "CARD_LUHN":
        assert not identity.luhn_ok(identity.card(value))
        return

    assert told(WORDS[kind], value) == CODES.get(expected, expected)


def test_an_id_number_says_sex_and_birth_date():
    found = identity.id_number("１１０１０５１９４９１２３１００２ｘ", today=TODAY)

    assert found.number == "11010519491231002X"
    assert (found.sex, found.born_on) == (Sex.FEMALE, date(1949, 12, 31))
    assert not found.residence_permit
    assert identity.id_number("350200199003070015", today=TODAY).sex is Sex.MALE


def test_many_at_once_are_read_as_one_by_one():
    values = [
        *[row.values[1] for row in rows() if row.values[0] == "id"],
        *[
            with_check_digit(f"350200{year}0229{nth:03}")
            for year in (1900, 1996)
            for nth in range(9)
        ],
        "11010519491231002X",
        "35020020261123001X",
    ]

    found = identity.id_numbers(values, today=TODAY)

    right = [v for v in values if told(lambda n: identity.id_number(n, today=TODAY), v) == "ok"]
    one_by_one = {value: identity.id_number(value, today=TODAY) for value in right}
    assert found == {value: one for value, one in one_by_one.items() if one.number == value}
    assert len(found) > 9
    assert identity.id_numbers([], today=TODAY) == {}


def test_cards_are_checked_by_their_last_digit_at_any_length():
    cards = ["6222024100000000017", "9" * 30, "622202410000", "0" * 12, "6222024100000000018"]

    def by_hand(card):
        doubled = [int(d) * (1 + nth % 2) for nth, d in enumerate(reversed(card))]
        return sum(d - 9 * (d > 9) for d in doubled) % 10 == 0

    assert list(identity.luhns_ok(cards)) == [by_hand(card) for card in cards]
    assert list(identity.luhns_ok([])) == []
    assert {identity.luhn_ok(card) for card in cards} == {True, False}


@pytest.mark.parametrize("prefix", ["81", "82", "83"])
def test_residence_permits_are_known_by_their_prefix(prefix):
    number = with_check_digit(f"{prefix}000019920815001")

    assert identity.id_number(number, today=TODAY).residence_permit


@pytest.mark.parametrize(
    ("body", "today", "expected"),
    [
        pytest.param("35020018991231001", TODAY, "ID_DATE", id="the day before 1900"),
        pytest.param("35020019000101001", TODAY, "ok", id="the first day of 1900"),
        pytest.param("35020020261122001", TODAY, "ok", id="born today"),
        pytest.param("35020020261123001", TODAY, "ID_DATE", id="born tomorrow"),
        pytest.param("35020020261123001", date(2026, 11, 23), "ok", id="born today, a day on"),
        pytest.param("35020019001301001", TODAY, "ID_DATE", id="month 13"),
        pytest.param("35020000000101001", TODAY, "ID_DATE", id="year 0"),
        pytest.param("35020019000229001", TODAY, "ID_DATE", id="1900 was no leap year"),
    ],
)
def test_the_birth_date_has_to_be_possible(body, today, expected):
    number = with_check_digit(body)

    assert told(lambda n: identity.id_number(n, today=today), number) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("350200 19900307 0015", "ok"),
        ("350200199003070015\u200b", "ok"),
        ("\ufeff350200199003070015\n", "ok"),
        ("1101051949123100２Х", "ID_CHECKSUM"),  # the last one is Cyrillic
        ("35020019900307001٥", "ID_CHECKSUM"),  # an Arabic digit
        ("350200199003070X15", "ID_CHECKSUM"),
        ("050200199003070015", "ID_CHECKSUM"),
        ("110105491231002", "ID_LENGTH"),
        ("", "ID_LENGTH"),
        ("-35020019900307001", "ID_CHECKSUM"),
    ],
)
def test_what_a_keyboard_or_a_copy_brings(value, expected):
    assert told(WORDS["id"], value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+86 138 0013 8000", "13800138000"),
        ("0086-138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("\u202a+86\u00a013800138000\u202c", "13800138000"),
    ],
)
def test_a_phone_number_has_one_form(value, expected):
    assert identity.phone(value) == expected


@pytest.mark.parametrize(
    "value", ["1380013800", "138001380000", "12800138000", "05922345678", "+1 3800138000", ""]
)
def test_what_is_no_mobile_number_is_refused(value):
    assert told(identity.phone, value) == "PHONE_FORMAT"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("6222 0241 0000 1234 560", "6222024100001234560"),
        ("6222-0241-0000-1234-560", "6222024100001234560"),
        ("123456789012", "123456789012"),
        ("1" * 30, "1" * 30),
    ],
)
def test_a_card_number_has_one_form(value, expected):
    assert identity.card(value) == expected


@pytest.mark.parametrize("value", ["12345678901", "1" * 31, "622202410000123456x", ""])
def test_what_is_no_card_number_is_refused(value):
    assert told(identity.card, value) == "CARD_FORMAT"


def test_a_credit_code_may_be_typed_small_and_spaced():
    assert identity.credit_code(" 81350200mc0123450j ") == "81350200MC0123450J"
    assert told(identity.credit_code, "81350200MC0123450") == "CREDIT_CODE_LENGTH"


def test_masks_keep_what_a_person_knows_their_number_by():
    assert identity.mask_id("350200199003070015") == "350200********0015"
    assert identity.mask_id("E12345678") == "E1*****78"
    assert identity.mask_phone("13800138000") == "138****8000"
    assert identity.mask_card("6222024100001234560") == "尾号4560"


@pytest.mark.parametrize("mask", [identity.mask_id, identity.mask_phone, identity.mask_card])
@pytest.mark.parametrize("number", ["", "1", "1234", "12345"])
def test_a_mask_never_shows_the_whole_of_a_short_number(mask, number):
    assert not set(mask(number)) & set("12345")


@given(place=st.integers(0, 17), step=st.integers(1, 9))
def test_any_one_digit_changed_is_refused(place, step):
    number = "350200199003070015"
    changed = str((int(number[place]) + step) % 10)

    assert told(WORDS["id"], number[:place] + changed + number[place + 1 :]) != "ok"


@given(text=st.text(max_size=200), kind=st.sampled_from(sorted(WORDS)))
def test_any_text_is_read_or_refused(text, kind):
    told(WORDS[kind], text)


@pytest.mark.parametrize("unit", ["1", "\u0301\u0323", "\ufdfa", "\u200b", "９"])
@pytest.mark.parametrize("kind", WORDS)
def test_fifty_thousand_characters_are_refused_at_once(unit, kind):
    began = time.process_time()

    assert told(WORDS[kind], unit * 50_000) != "ok"
    assert time.process_time() - began < 0.1


def with_check_digit(body):
    """The 18-digit number of 17 digits, reckoned apart from the code that is tested."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(w * int(d) for w, d in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]
