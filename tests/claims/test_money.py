import pytest
from django.apps import apps
from django.db.models import IntegerField

from claims.benefits.money import fen_of
from claims.money import capitals, yuan


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        pytest.param(0, "零元整", id="nothing"),
        pytest.param(248000, "贰仟肆佰捌拾元整", id="an award"),
        pytest.param(3000000, "叁万元整", id="a lump sum"),
        pytest.param(5, "伍分", id="cents alone"),
        pytest.param(50, "伍角", id="jiao alone"),
        pytest.param(105, "壹元零伍分", id="no jiao"),
        pytest.param(150, "壹元伍角", id="no cents"),
        pytest.param(1000, "壹拾元整", id="ten is one ten"),
        pytest.param(140950, "壹仟肆佰零玖元伍角", id="annex 1, example 1"),
        pytest.param(600714, "陆仟零柒元壹角肆分", id="annex 1, example 2"),
        pytest.param(1640902, "壹万陆仟肆佰零玖元零贰分", id="annex 1, example 4"),
        pytest.param(32504, "叁佰贰拾伍元零肆分", id="annex 1, example 5"),
        pytest.param(1000506, "壹万零伍元零陆分", id="one zero for three"),
        pytest.param(10_700_000, "壹拾万柒仟元整", id="ten thousands and thousands"),
        pytest.param(10_001_000_000, "壹亿零壹万元整", id="a gap of three in the middle"),
        pytest.param(10_000_000_100, "壹亿零壹元整", id="a whole section missing"),
        pytest.param(100_000_000_00, "壹亿元整", id="the highest award"),
    ],
)
def test_an_amount_is_worded_in_capitals(fen: int, words: str) -> None:
    assert capitals(fen) == words


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_what_capitals_cannot_say_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="amount in capitals"):
        capitals(fen)


@pytest.mark.parametrize(
    ("fen", "words"),
    [(0, "0.00"), (5, "0.05"), (248000, "2,480.00"), (100_000_000_00, "100,000,000.00")],
)
def test_an_amount_is_worded_in_figures(fen: int, words: str) -> None:
    assert yuan(fen) == words


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "inf",
        "1e400",
        "1e2",
        "-1",
        "+1",
        "80.005",
        "80,00",
        "１２３",
        "0x10",
        "1" + "0" * 18,
        "",
    ],
)
def test_what_is_no_amount_of_whole_fen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="An amount is"):
        fen_of(text)


@pytest.mark.parametrize(("text", "fen"), [("0", 0), ("80", 8_000), ("80.5", 8_050), ("0.01", 1)])
def test_an_amount_is_read_as_whole_fen(text: str, fen: int) -> None:
    assert fen_of(text) == fen


def test_every_column_of_an_amount_holds_whole_fen() -> None:
    columns = [
        (model.__name__, field)
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name.endswith("fen")
    ]

    assert len(columns) >= 8
    for model, field in columns:
        assert isinstance(field, IntegerField), f"{model}.{field.name}"
