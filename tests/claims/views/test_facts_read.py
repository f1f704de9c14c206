"""What was read of the photographs is offered on the page of facts, and taken over by a button."""

import re
from datetime import date

import pytest

from claims import intake
from claims.intake import StayFacts
from claims.models import Reading
from claims.photographs.spots import Spot
from claims.reading.papers import Field, Found
from tests.claims.views.conftest import at
from tests.claims.views.test_facts import SECOND, STAY
from tests.factories.claims import PageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reads(settings):
    settings.OCR = True


def read(claim, **values):
    found = {Field(name): Found(value, Spot(0, 0)) for name, value in values.items()}
    page = PageFactory.create(claim=claim)
    return Reading.objects.create(page=page, state=Reading.State.READ, attempts=1, found=found)


@pytest.fixture
def told(draft):
    return read(
        draft,
        name="黄丽华",
        hospital="鹭江市第一医院",
        admitted_on="2026-05-05",
        discharged_on="2026-05-17",
        days="12",
    )


def value(words, name):
    [found] = re.findall(rf'name="{name}" value="([^"]*)"', words)
    return found


def test_what_was_read_is_offered_and_filled_in_by_nobody(browser, draft, told):
    words = browser.get(at("facts", draft)).content.decode()
    assert "从照片中读到：" in words
    assert "鹭江市第一医院" in words
    assert "2026年5月5日（周二）入院" in words
    assert "黄丽华" not in words
    assert 'name="admitted_on_1" value' not in words
    assert not draft.stays.exists()


def test_the_button_fills_it_in_and_saves_nothing(browser, draft, told):
    typed = {**STAY, "hospital_1": "只打了一半", "traffic": "yes"}
    typed |= {"admitted_on_1": "2026-05-05", "discharged_on_1": ""}
    words = browser.post(at("facts", draft), {**typed, "fill": "1"}).content.decode()
    assert value(words, "hospital_1") == "鹭江市第一医院"
    assert value(words, "admitted_on_1") == "2026-05-05"
    assert value(words, "printed_days_1") == "12"
    assert "已填入照片中读到的内容" in words
    assert "从照片中读到" not in words
    assert re.search(r'value="yes"[^>]*checked', words)
    assert not draft.stays.exists()


def test_a_further_stay_is_added_by_its_button(browser, draft, told):
    page = browser.post(at("facts", draft), {**STAY, "add": "1"}).content.decode()
    assert "从照片中读到" in page
    words = browser.post(at("facts", draft), {**STAY, "fill": "2"}).content.decode()
    assert value(words, "hospital_1") == "示范医院"
    assert value(words, "hospital_2") == "鹭江市第一医院"


def test_what_stands_there_already_is_not_offered(browser, draft, told):
    stay = StayFacts("鹭江市第一医院", date(2026, 5, 5), date(2026, 5, 17), 12)
    intake.save_stays(draft.pk, [stay])
    assert "从照片中读到" not in browser.get(at("facts", draft)).content.decode()


@pytest.mark.parametrize("number", ["7", "0", "-1", "x", "１", ""])
def test_a_button_that_was_never_there_changes_nothing(browser, draft, told, number):
    words = browser.post(
        at("facts", draft), {**STAY, **SECOND, "stays": "2", "fill": number}
    ).content.decode()
    assert value(words, "hospital_1") == "示范医院"
    assert 'name="hospital_3"' not in words


def test_a_page_that_was_taken_out_tells_nothing(browser, draft, told):
    browser.post(at("page_remove", draft, told.page.pk))
    assert "从照片中读到" not in browser.get(at("facts", draft)).content.decode()


def test_nothing_is_offered_where_nothing_is_read(browser, draft, told, settings):
    settings.OCR = False
    assert "从照片中读到" not in browser.get(at("facts", draft)).content.decode()
