"""The office's pages of simulations, by hand."""

import re
import uuid
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from claims.models import SimulationRun
from claims.simulation import runs
from members.roles import Role
from tests.claims.schemes.test_periods import NEXT, administrator, drafted
from tests.claims.simulation.test_valuing import nights
from tests.factories.claims import staff
from tests.factories.members import SchemeFactory

pytestmark = pytest.mark.django_db

ASK = "/admin/claims/simulationrun/add/"


@pytest.fixture(autouse=True)
def last_period():
    return SchemeFactory.create()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def asked(**sent) -> SimulationRun:
    signed_in(administrator()).post(ASK, {"text": NEXT, "period": "xiamen-18"} | sent)
    return SimulationRun.objects.get()


def page_of(run: SimulationRun):
    path = reverse("admin:claims_simulationrun_change", args=[run.pk])
    return signed_in(staff(Role.AUDITOR)).get(path)


def test_a_simulation_goes_from_being_asked_for_to_its_figures() -> None:
    nights(50)
    run = asked()

    waiting = page_of(run)
    runs.run_waiting()
    finished = page_of(run)

    assert "等待试算" in text(waiting)
    assert waiting.headers["Refresh"] == "2"
    page = text(finished)
    assert "Refresh" not in finished.headers
    assert "+1,400.00" in page
    assert "+38.9%" in page
    assert "增加1,000至2,000元" in page
    assert "一般住院补助" in page
    assert "每一件都与当时核定的金额一致" in page


def test_a_draft_is_tried_by_choosing_it() -> None:
    scheme = drafted()

    assert asked(draft=scheme.pk, text="").sheet == NEXT


def test_every_problem_of_a_pasted_sheet_is_told() -> None:
    spoilt = NEXT.replace('"100.00"', "100").replace("most_days = 60", "most_days = 0")

    page = signed_in(administrator()).post(ASK, {"text": spoilt, "period": "xiamen-18"})

    assert "规则表有2处问题" in text(page)
    assert not SimulationRun.objects.exists()


def test_nothing_to_try_is_refused_in_a_sentence() -> None:
    page = signed_in(administrator()).post(ASK, {"text": "", "period": "xiamen-18"})

    assert "请选择要试用的规则" in text(page)


def test_progress_is_shown_in_figures() -> None:
    run = asked()
    SimulationRun.objects.update(of=200, done=50)

    assert "正在试算（25%）" in text(page_of(run))
    assert "50 / 200" in text(page_of(run))


def test_a_simulation_that_failed_says_so() -> None:
    run = asked()
    SimulationRun.objects.update(sheet="no sheet")
    runs.run_waiting()

    assert "没有完成" in text(page_of(run))


def test_the_figures_can_be_taken_away() -> None:
    nights(50)
    run = asked()
    runs.run_waiting()
    client = signed_in(administrator())

    sheet = client.get(reverse("admin:claims_simulationrun_file", args=[run.pk, "xlsx"]))
    lines = client.get(reverse("admin:claims_simulationrun_file", args=[run.pk, "csv"]))

    book = load_workbook(BytesIO(sheet.content))
    assert book.sheetnames == ["总览", "按项目", "按通过月份", "差额分布"]
    assert ("差额（元）", 1400) in [tuple(row) for row in book["总览"].iter_rows(values_only=True)]
    assert "一般住院补助,1,1,3600.00,5000.00,1400.00" in lines.content.decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_what_is_not_there_cannot_be_taken_away(kind: str) -> None:
    run = asked()
    path = reverse("admin:claims_simulationrun_file", args=[run.pk, kind])

    assert signed_in(administrator()).get(path).status_code == 404


def test_a_simulation_that_is_not_there_is_a_404() -> None:
    client = signed_in(administrator())

    for key in (uuid.uuid4(), "x"):
        path = reverse("admin:claims_simulationrun_change", args=[key])
        assert client.get(path).status_code == 404
