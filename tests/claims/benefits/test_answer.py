"""The contract of `manage.py assess`, line by line: what is answered, and what is malformed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.benefits import answer, shipped_sheets

COVER = {"scheme": "xiamen-18", "start": "2023-03-16", "end": "2024-03-15"}
STAY = {"admitted": "2023-04-01", "discharged": "2023-04-11"}
INPATIENT = {"kind": "inpatient", "stays": [STAY]}
ILLNESS = {
    "kind": "critical_illness",
    "diagnosed_on": "2023-06-01",
    "listed": True,
    "first_diagnosis": True,
}
DEATH = {"kind": "death", "died_on": "2023-06-01"}
DISABILITY = {"kind": "disability", "reported_on": "2023-06-01", "cause": "accident", "grade": 8}
COST = {"kind": "inpatient_cost", "self_borne": "800", "incurred_on": "2023-06-01"}

CHRONIC = COST | {"kind": "chronic_outpatient_cost"}


def case(*claims: Any, coverages: Any = (COVER,), **more: Any) -> dict[str, Any]:
    return {"case": "a", "coverages": list(coverages), "claims": list(claims), **more}


def answered(value: Any) -> Any:
    line = value if isinstance(value, bytes) else json.dumps(value).encode()
    given = answer(line, shipped_sheets())
    assert given.malformed == ("error" in given.value)
    return json.loads(json.dumps(given.value))


def without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value[each] for each in value if each != key}


def test_an_award_says_outcome_amount_days_reasons_and_lines():
    cover = COVER | {"used": {"inpatient_days": 40}, "first_enrolment": False}

    assert answered(case(INPATIENT, coverages=[cover])) == {
        "case": "a",
        "awards": [
            {
                "outcome": "payable",
                "amount": "400.00",
                "days": 5,
                "reasons": ["DAY_CAP"],
                "lines": [
                    {
                        "coverage": {"start": "2023-03-16", "end": "2024-03-15"},
                        "sheet": "xiamen-18",
                        "days": 5,
                        "rate": "80.00",
                        "used_before": 40,
                        "used_after": 45,
                        "left": 0,
                        "amount": "400.00",
                    }
                ],
            }
        ],
    }


def test_only_day_benefits_have_days():
    (award,) = answered(case(ILLNESS))["awards"]

    assert award == {
        "outcome": "payable",
        "amount": "30000.00",
        "reasons": [],
        "lines": [
            {
                "coverage": {"start": "2023-03-16", "end": "2024-03-15"},
                "sheet": "xiamen-18",
                "on": "2023-06-01",
                "amount": "30000.00",
            }
        ],
    }


def test_a_share_of_a_cost_says_how_it_came_about():
    cover = {"scheme": "anyang-2021", "start": "2021-01-01", "end": "2021-12-31"}
    used = {"amount": {"inpatient_cost": "99999.00", "chronic_outpatient_cost": "1.00"}}
    claim = {"kind": "inpatient_cost", "self_borne": "3.01", "incurred_on": "2021-06-01"}

    (award,) = answered(case(claim, coverages=[cover | {"used": used}]))["awards"]

    assert award == {
        "outcome": "payable",
        "amount": "1.00",
        "reasons": ["AMOUNT_CAP"],
        "lines": [
            {
                "coverage": {"start": "2021-01-01", "end": "2021-12-31"},
                "sheet": "anyang-2021",
                "on": "2021-06-01",
                "self_borne": "3.01",
                "deductible": "0.00",
                "bands": [
                    {
                        "from": "0.00",
                        "to": None,
                        "share": "0.5000",
                        "cost": "3.01",
                        "amount": "1.505000",
                    }
                ],
                "rounded": "1.51",
                "cap": "100000.00",
                "used_before": "99999.00",
                "used_after": "100000.00",
                "left": "0.00",
                "amount": "1.00",
            }
        ],
    }


def test_a_share_without_a_cap_says_so_and_names_its_bands():
    cover = {"scheme": "anyang-2019", "start": "2019-10-01", "end": "2020-09-30"}
    claim = {"kind": "inpatient_cost", "self_borne": "1000.01", "incurred_on": "2020-03-01"}

    (award,) = answered(case(claim, coverages=[cover]))["awards"]

    (line,) = award["lines"]
    assert (line["cap"], line["left"], line["used_after"]) == (None, None, "300.01")
    assert [(band["from"], band["to"], band["amount"]) for band in line["bands"]] == [
        ("0.00", "1000.00", "300.000000"),
        ("1000.00", None, "0.005000"),
    ]


def test_what_a_cost_uses_of_a_cap_the_next_finds_used():
    cover = {"scheme": "anyang-2021", "start": "2021-01-01", "end": "2021-12-31"}
    claim = {
        "kind": "chronic_outpatient_cost",
        "self_borne": "10000",
        "incurred_on": "2021-06-01",
    }

    awards = answered(case(claim, claim, claim, coverages=[cover]))["awards"]

    assert [(award["amount"], award["outcome"]) for award in awards] == [
        ("2000.00", "payable"),
        ("1000.00", "payable"),
        ("0.00", "zero"),
    ]
    assert [award["reasons"] for award in awards] == [[], ["AMOUNT_CAP"], ["AMOUNT_CAP"]]


def test_what_a_person_must_decide_has_no_amount():
    (award,) = answered(case(COST))["awards"]

    assert (award["outcome"], award["amount"], award["lines"]) == ("manual", None, [])


def test_a_case_without_claims_has_no_awards():
    assert answered(case()) == {"case": "a", "awards": []}


def test_a_case_without_coverages_is_refused_not_malformed():
    (award,) = answered(case(INPATIENT, coverages=[]))["awards"]

    assert (award["outcome"], award["days"], award["reasons"]) == ("refused", 0, ["NOT_COVERED"])


def test_a_claim_of_the_same_nights_finds_them_paid():
    first, second = answered(case(INPATIENT, INPATIENT))["awards"]

    assert (first["outcome"], first["amount"]) == ("payable", "800.00")
    assert (second["outcome"], second["reasons"]) == ("refused", ["STAY_OVERLAP"])


@pytest.mark.parametrize("amount", ["0", "0.00"])
def test_an_amount_used_of_nothing_is_nothing_used(amount):
    cover = COVER | {"used": {"amount": {"death": amount}}}

    assert answered(case(DEATH, coverages=[cover]))["awards"][0]["amount"] == "5000.00"


def test_an_amount_used_is_already_paid():
    cover = COVER | {"used": {"amount": {"death": "5000.00"}}}

    assert answered(case(DEATH, coverages=[cover]))["awards"][0]["reasons"] == ["ALREADY_PAID"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(case(INPATIENT, coverages=[COVER | {"end": "2023-03-16"}]), id="one day"),
        pytest.param(
            case(coverages=[COVER, COVER | {"start": "2024-03-16", "end": "2025-03-15"}]),
            id="coverages that touch",
        ),
        pytest.param(
            case(coverages=[COVER | {"start": "2024-03-16", "end": "2025-03-15"}, COVER]),
            id="coverages in any order",
        ),
        pytest.param(case(coverages=[COVER | {"used": {}}]), id="nothing said of use"),
        pytest.param(case(INPATIENT | {"printed_days": 0}), id="no printed days"),
        pytest.param(
            case(INPATIENT | {"stays": [STAY | {"discharged": "2023-04-01"}]}), id="a day"
        ),
        pytest.param(case(DISABILITY | {"occurred_on": "2023-02-01"}), id="accident day"),
        pytest.param(case(DISABILITY | {"grade": 1}), id="worst grade"),
        pytest.param(case(DISABILITY | {"grade": 10}), id="mildest grade"),
        pytest.param(case(DISABILITY | {"cause": "illness"}), id="cause illness"),
        pytest.param(case(COST | {"self_borne": "0"}), id="cost of nothing"),
        pytest.param(case(COST | {"self_borne": "100000000.00"}), id="the greatest amount"),
        pytest.param(case(COST | {"kind": "chronic_outpatient_cost"}), id="chronic"),
        pytest.param(case(DEATH | {"died_on": "2024-02-29"}), id="leap day"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(case(DEATH)).encode(), id="byte order mark"),
        pytest.param(json.dumps(case(DEATH)).encode() + b"\r\n", id="a line of Windows"),
        pytest.param(
            case(DEATH) | {"basis": "seed", "note": "", "expect": []}, id="a vector as it stands"
        ),
    ],
)
def test_what_the_contract_allows_is_answered(value):
    given = answered(value)

    assert given["case"] == "a"
    assert "awards" in given


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
        pytest.param(b'{"case": ' + b"9" * 1_000_000 + b"}", id="a number of a million digits"),
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


def test_half_a_character_in_a_name_comes_back_as_it_was():
    assert answered(b'{"case": "\\ud800", "coverages": [], "claims": []}')["case"] == "\ud800"


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
