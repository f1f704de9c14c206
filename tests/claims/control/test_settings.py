"""A control is changed with a reason, within bounds, and what it was stays written."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims.control import settings
from claims.control.errors import Missing
from claims.control.settings import TERMS, Setting
from claims.models import Control, ControlSetting
from members.roles import Role
from tests.factories.claims import staff

pytestmark = pytest.mark.django_db


def test_before_anybody_set_it_every_control_is_on() -> None:
    assert settings.in_force() == {c: Setting(on=True, number=t.default) for c, t in TERMS.items()}
    assert set(TERMS) == set(Control)


def test_the_last_setting_is_in_force_and_the_others_stay() -> None:
    by = staff(Role.AUDITOR)
    for number in (20, 30):
        settings.change(Control.STAY, on=True, number=number, words="试行", by=by)

    assert settings.in_force()[Control.STAY].number == 30
    assert [row.number for row in ControlSetting.objects.all()] == [30, 20]
    with pytest.raises(IntegrityError), transaction.atomic():
        ControlSetting.objects.update(number=1)


@pytest.mark.parametrize(
    ("number", "words", "wrong"),
    [(0, "试行", {"number"}), (101, " ", {"number", "words"}), (100, "", {"words"})],
)
def test_all_that_is_wrong_is_told_at_once(number, words, wrong) -> None:
    with pytest.raises(Missing) as refused:
        settings.change(Control.SAMPLE, on=True, number=number, words=words, by=staff(Role.AUDITOR))
    assert set(refused.value.problems) == wrong


def test_who_decides_on_claims_sets_no_control() -> None:
    with pytest.raises(PermissionDenied):
        settings.change(
            Control.STAY, on=False, number=10, words="不用", by=staff(Role.SECOND_CHECKER)
        )
