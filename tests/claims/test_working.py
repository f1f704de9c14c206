"""How an amount came about, in the sentence that a member reads."""

import json
from dataclasses import replace
from datetime import date

import pytest

from claims import benefits
from claims.benefits import Band, Cost, Cover, Kind, Share, Used
from claims.working import COSTS, REASONS, lines_of, working

SHEETS = benefits.shipped_sheets()
INPATIENT, CHRONIC = Kind.INPATIENT_COST, Kind.CHRONIC_OUTPATIENT_COST


def cover(code: str, used: int = 0, kind: Kind = INPATIENT) -> Cover:
    return Cover(SHEETS[code], date(2021, 1, 1), date(2021, 12, 31), Used(fen={kind: used}))


def told(covered: Cover, fen: int, kind: Kind = INPATIENT) -> tuple[str, str]:
    """The words for a cost, made from lines that went through the database's JSON."""
    assessment = benefits.assess(Cost(kind, fen, date(2021, 6, 1)), [covered])
    [line] = working(json.loads(json.dumps(lines_of(assessment))))
    assert line.coverage == f"{covered.sheet.name}（2021年1月1日至2021年12月31日）"
    return line.sum, line.left


@pytest.mark.parametrize(
    ("covered", "fen", "kind", "sum_", "left"),
    [
        pytest.param(
            cover("demo-bands"),
            3_042_053,
            INPATIENT,
            "住院医疗费用补助：10,000元 × 50% + 10,000元 × 70% + 10,420.53元 × 80%"
            " = 20,336.424元，四舍五入为20,336.42元",
            "本保障期已补助20,336.42元",
            id="bands, without a cap",
        ),
        pytest.param(
            cover("anyang-2021", 5_000_000),
            1_000_000,
            INPATIENT,
            "住院医疗费用补助：10,000元 × 50% = 5,000.00元",
            "本保障期已补助55,000.00元，还可补助45,000.00元（累计不超过100,000元）",
            id="a flat share under a cap",
        ),
        pytest.param(
            cover("anyang-2021", 290_000, CHRONIC),
            100_000_000,
            CHRONIC,
            "门诊慢性病费用补助：1,000,000元 × 20% = 200,000.00元，按补助上限支付100.00元",
            "本保障期已补助3,000.00元，还可补助0.00元（累计不超过3,000元）",
            id="over the cap",
        ),
        pytest.param(
            cover("anyang-2019"),
            0,
            INPATIENT,
            "住院医疗费用补助：0.00元",
            "本保障期已补助0.00元",
            id="a cost of nothing",
        ),
    ],
)
def test_a_share_is_told_band_by_band(covered, fen, kind, sum_, left):
    assert told(covered, fen, kind) == (sum_, left)


@pytest.mark.parametrize(
    ("fen", "sum_"),
    [
        (
            130_000,
            "住院医疗费用补助：个人负担1,300元，减起付标准300元；1,000元 × 33.33% = 333.30元",
        ),
        (30_000, "住院医疗费用补助：个人负担300元，减起付标准300元；0.00元"),
    ],
)
def test_a_deductible_is_told_before_the_share(fen, sum_):
    share = Share((Band(None, 3333),), deductible=30_000)
    covered = cover("demo-bands")

    assert (
        told(replace(covered, sheet=replace(covered.sheet, inpatient_cost=share)), fen)[0] == sum_
    )


def test_every_reason_and_every_kind_of_cost_has_words():
    assert set(REASONS) == set(benefits.Reason)
    assert set(COSTS) == {kind for kind in Kind if kind.endswith("_cost")}
