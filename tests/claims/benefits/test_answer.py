"""The contract of `manage.py assess`, line by line: what is answered."""

import json

import pytest

from tests.claims.benefits.cases import (
    COST,
    COVER,
    DEATH,
    DISABILITY,
    ILLNESS,
    INPATIENT,
    STAY,
    answered,
    case,
)


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


def test_half_a_character_in_a_name_comes_back_as_it_was():
    assert answered(b'{"case": "\\ud800", "coverages": [], "claims": []}')["case"] == "\ud800"
