"""The interface is described as it is."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from members.api import sent, shapes
from members.api.answers import CODES, OF_DRF, OF_ERRORS
from members.api.guide import described
from members.enrolment.columns import COLUMNS
from tests.members.api.conftest import person

REFERENCE = Path(__file__).parents[3] / "docs/reference"


def test_the_reference_is_what_the_code_describes():
    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out)

    assert (REFERENCE / "openapi.yaml").read_text() == out.getvalue()


def test_every_code_is_in_the_reference():
    page = (REFERENCE / "api.md").read_text()

    assert [code for code in CODES if f"`{code}`" not in page] == []
    assert {*OF_ERRORS.values(), *OF_DRF.values()} <= CODES.keys()


def test_a_row_described_is_a_row_that_is_read():
    row = described()["components"]["schemas"]["RosterRow"]

    assert set(row["properties"]) == {column.heading for column in COLUMNS}
    assert set(row["required"]) == set(sent.REQUIRED)


@pytest.mark.django_db
def test_what_is_answered_is_what_is_described(caller):
    read = caller.checked(person(), person(2, 缴费标准="1"))

    assert read.keys() == shapes.Roster().fields.keys()
    assert read["problems"][0].keys() == shapes.RosterProblem().fields.keys()
    assert caller.get("covers/").json().keys() == shapes.Covers().fields.keys()


@pytest.mark.django_db
def test_anybody_reads_the_description():
    page = Client().get("/api/v1/").content.decode()

    assert "提交名册" in page
    assert "Idempotency-Key" in page
    assert "<script" not in page.split("</head>")[1]
    assert Client().get("/api/v1/schema/").json()["openapi"].startswith("3.")
