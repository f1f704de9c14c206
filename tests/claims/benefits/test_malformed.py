"""The contract of `manage.py assess`, line by line: what is malformed, and where."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims.benefits.cases import (
    CHRONIC,
    COST,
    COVER,
    DEATH,
    DISABILITY,
    ILLNESS,
    INPATIENT,
    STAY,
    answered,
    case,
    without,
)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        pytest.param(without(case(), "claims"), "claims", id="no claims"),
        pytest.param(without(case(), "coverages"), "coverages", id="no coverages"),
        pytest.param(case(more=1), "more", id="unknown key"),
        pytest.param(case() | {"claims": {}}, "claims", id="claims no list"),
        pytest.param(case() | {"coverages": None}, "coverages", id="coverages null"),
        pytest.param(case("x"), "claims[0]", id="claim no object"),
        pytest.param(case(coverages=[[]]), "coverages[0]", id="coverage no object"),
        pytest.param(case({}), "claims[0].kind", id="no kind"),
        pytest.param(case({"kind": "dental"}), "claims[0].kind", id="unknown kind"),
        pytest.param(case({"kind": ["death"]}), "claims[0].kind", id="kind no string"),
        pytest.param(case(DEATH, DEATH | {"x": 1}), "claims[1].x", id="unknown key of a claim"),
        pytest.param(case(DEATH | {"stays": []}), "claims[0].stays", id="key of another kind"),
        pytest.param(case(coverages=[COVER | {"x": 1}]), "coverages[0].x", id="… of a coverage"),
        pytest.param(
            case(coverages=[COVER | {"used": {"x": 1}}]), "coverages[0].used.x", id="… of use"
        ),
        pytest.param(
            case(coverages=[COVER | {"used": {"amount": {"dental": "1"}}}]),
            "coverages[0].used.amount.dental",
            id="amount of an unknown kind",
        ),
        pytest.param(
            case(coverages=[COVER | {"used": 3}]), "coverages[0].used", id="use no object"
        ),
        pytest.param(
            case(coverages=[COVER | {"scheme": "xiamen-99"}]), "coverages[0].scheme", id="scheme"
        ),
        pytest.param(
            case(coverages=[COVER | {"scheme": "../x"}]), "coverages[0].scheme", id="scheme a path"
        ),
        pytest.param(
            case(coverages=[COVER | {"end": "2023-03-15"}]), "coverages[0].end", id="reversed"
        ),
        pytest.param(
            case(coverages=[COVER, COVER | {"start": "2024-03-15", "end": "2025-03-15"}]),
            "coverages[1].start",
            id="overlapping by a day",
        ),
        pytest.param(
            case(coverages=[COVER | {"start": "2024-03-15", "end": "2025-03-15"}, COVER]),
            "coverages[0].start",
            id="overlapping, the later first",
        ),
        pytest.param(
            case(coverages=[COVER | {"first_enrolment": 0}]),
            "coverages[0].first_enrolment",
            id="flag a number",
        ),
        pytest.param(case(without(INPATIENT, "stays")), "claims[0].stays", id="stays missing"),
        pytest.param(case(INPATIENT | {"stays": []}), "claims[0].stays", id="no stays"),
        pytest.param(
            case(INPATIENT | {"stays": [STAY, STAY | {"ward": 3}]}),
            "claims[0].stays[1].ward",
            id="unknown key of a stay",
        ),
        pytest.param(
            case(INPATIENT | {"stays": [STAY | {"discharged": "2023-03-31"}]}),
            "claims[0].stays[0].discharged",
            id="stay reversed",
        ),
        pytest.param(
            case(INPATIENT | {"stays": [without(STAY, "admitted")]}),
            "claims[0].stays[0].admitted",
            id="date missing",
        ),
        *(
            pytest.param(case(DEATH | {"died_on": date}), "claims[0].died_on", id=f"date {date}")
            for date in (
                "2023-02-29",
                "2023-02-30",
                "2023-13-01",
                "2023-4-1",
                "20230401",
                "2023-W14-1",
                "0000-01-01",
                "2023-04-01T00:00",
                "２０２３-04-01",
                " 2023-04-01",
                "2023-04-01\n",
                "",
                None,
                20230401,
            )
        ),
        *(
            pytest.param(
                case(INPATIENT | {"printed_days": days}),
                "claims[0].printed_days",
                id=f"days {days}",
            )
            for days in (-1, "10", 10.0, True, None, 10**9)
        ),
        pytest.param(
            json.dumps(case(INPATIENT | {"printed_days": 7}))
            .replace("7", "7" * 1_000_000)
            .encode(),
            "claims[0].printed_days",
            id="a million digits",
        ),
        *(
            pytest.param(
                case(coverages=[COVER | {"used": {"inpatient_days": days}}]),
                "coverages[0].used.inpatient_days",
                id=f"used {days}",
            )
            for days in (-1, "45", 4.5, False, None)
        ),
        *(
            pytest.param(
                case(DISABILITY | {"grade": grade}), "claims[0].grade", id=f"grade {grade}"
            )
            for grade in (0, 11, "8", 8.0, True)
        ),
        pytest.param(case(DISABILITY | {"cause": "fate"}), "claims[0].cause", id="cause"),
        pytest.param(case(ILLNESS | {"listed": "yes"}), "claims[0].listed", id="listed a word"),
        pytest.param(case(ILLNESS | {"listed": 1}), "claims[0].listed", id="listed a number"),
        *(
            pytest.param(
                case(without(CHRONIC, key)), f"claims[0].{key}", id=f"chronic without {key}"
            )
            for key in ("self_borne", "incurred_on")
        ),
        pytest.param(case(CHRONIC | {"stays": [STAY]}), "claims[0].stays", id="stays of a cost"),
        pytest.param(
            case(CHRONIC | {"incurred_on": "2023-06-31"}), "claims[0].incurred_on", id="31 June"
        ),
        pytest.param(case(COST | {"self_borne": ["1"]}), "claims[0].self_borne", id="a list"),
        *(
            pytest.param(
                case(coverages=[COVER | {"used": {"amount": {"inpatient_cost": amount}}}]),
                "coverages[0].used.amount.inpatient_cost",
                id=f"amount used {amount}",
            )
            for amount in ("-1", "NaN", 90000, None, "100000000.01")
        ),
        pytest.param(
            case(coverages=[COVER | {"used": {"amount": []}}]),
            "coverages[0].used.amount",
            id="amounts no object",
        ),
        pytest.param(
            case(coverages=[COVER | {"used": {"deducted": {}}}]),
            "coverages[0].used.deducted",
            id="a deductible borne is not in the contract",
        ),
        *(
            pytest.param(
                case(COST | {"self_borne": amount}), "claims[0].self_borne", id=f"amount {amount}"
            )
            for amount in (
                "-0.01",
                "-0",
                "100000000.01",
                "9" * 40,
                "NaN",
                "Infinity",
                "1e3",
                "1,000",
                "0.001",
                "",
                ".5",
                "５",
                800,
                800.5,
                None,
            )
        ),
    ],
)
def test_what_is_malformed_is_told_with_its_path(value, path):
    given = answered(value)

    assert set(given) == {"case", "error"}
    assert given["case"] == "a"
    assert given["error"]["path"] == path
    assert given["error"]["message"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"case"', id="a string"),
        pytest.param(b"{", id="broken off"),
        pytest.param(b"{} {}", id="two on a line"),
        pytest.param(b"\x00" * 10, id="NUL"),
        pytest.param(b"x" * 1_000_000, id="a megabyte of rubbish"),
        pytest.param(b'{"case": "\xff"}', id="not UTF-8"),
        pytest.param('{"case": "a"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"case": NaN}', id="NaN"),
        pytest.param(b'{"case": -Infinity}', id="infinity"),
        pytest.param(b"[" * 1_000_000, id="lists a million deep"),
        pytest.param(b'{"a":' * 200_000, id="objects 200,000 deep"),
        pytest.param(b"{'case': 1}", id="Python"),
    ],
)
def test_a_line_that_is_no_json_object_has_no_name(line):
    given = answered(line)

    assert given["case"] is None
    assert given["error"]["path"] == ""


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(without(case(), "case"), id="missing"),
        pytest.param(case() | {"case": 7}, id="a number"),
        pytest.param(case() | {"case": None}, id="null"),
        pytest.param(case() | {"case": ["a"]}, id="a list"),
        pytest.param(b'{"case": "a", "case": "b", "coverages": [], "claims": []}', id="twice"),
    ],
)
def test_a_case_without_a_name_in_a_string_is_malformed(value):
    given = answered(value)

    assert (given["case"], given["error"]["path"]) == (None, "case")


def test_a_key_given_twice_is_malformed_where_it_stands():
    claim = b'{"kind": "death", "died_on": "2023-06-01", "died_on": "2023-06-01"}'

    given = answered(b'{"case": "a", "coverages": [], "claims": [%s]}' % claim)

    assert given["error"] == {
        "path": "claims[0].died_on",
        "message": "The key is given more than once.",
    }


def test_an_endless_key_is_cut_in_the_path():
    given = answered(case(DEATH | {"k" * 100_000: 1}))

    assert given["error"]["path"] == "claims[0]." + "k" * 80 + "…"


@given(st.binary())
def test_no_line_of_bytes_stops_the_answers(line):
    assert answered(line)["case"] is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([COVER, STAY, "death"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*INPATIENT, *STAY]), inner),
    max_leaves=8,
)


@given(st.sampled_from([INPATIENT, ILLNESS, DEATH, DISABILITY, COST, CHRONIC]), st.data())
def test_no_value_in_the_place_of_another_stops_the_answers(claim, data):
    key = data.draw(st.sampled_from(sorted(claim)))

    strange = case(claim | {key: data.draw(ANYTHING)}) | {"coverages": data.draw(ANYTHING)}

    given = answered(strange)

    assert given["case"] == "a"
