"""The office's pages of joining, in a browser: who joins alone, gifts, what rosters owe."""

import pytest
from django.utils import timezone

from members.enrolment import alone, enrol
from members.enrolment.alone import Person
from members.enrolment.checking import check_waiting
from members.models import FeeOrder, JoiningWindow
from members.roles import OFFICE_ROLES
from tests.factories.members import (
    CadreFactory,
    GiftFactory,
    SchemeFactory,
    StaffFactory,
    StationFactory,
    UserFactory,
    id_number_of,
)
from tests.journeys.conftest import Open
from tests.journeys.test_unit import enter, looked_at
from tests.members.enrolment.test_enrol import people, xlsx

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
MEMBERS = "/admin/members"


@pytest.fixture
def clerk():
    SchemeFactory.create()
    return StaffFactory.create(name="林晓", roles=sorted(OFFICE_ROLES))


@pytest.fixture
def request_(clerk):
    today = timezone.localdate()
    JoiningWindow.objects.create(first=today, last=today, note="通知", opened_by=clerk)
    person = Person("测试甲", id_number_of(1))
    asker = UserFactory.create()
    return alone.ask(asker.pk, person, station=StationFactory.create(), kind="flexible")


@pytest.fixture
def gift():
    return GiftFactory.create(unit=CadreFactory.create(unit__name="鹭江示范快递有限公司").unit)


@pytest.fixture
def batch():
    """A roster that owes its fee; some of it was paid online, and is held."""
    cadre = CadreFactory.create(unit__name="鹭江示范机械制造有限公司")
    sent = xlsx(*people(3))
    batch = enrol.receive(cadre.unit, SchemeFactory.create(), sent, by=cadre.user)
    check_waiting()
    enrol.confirm(batch.pk, by=cadre.user, papers_on=timezone.localdate(), people=3, left_out=0)
    FeeOrder.objects.create(
        batch=batch,
        number=batch.pk.hex,
        due_fen=18_000,
        asked_by=cadre.user,
        status="held",
        paid_fen=6_000,
        paid_at=timezone.now(),
        partner_number="DEMO8",
        held_for="实付与应付不一致",
    )
    return batch


def test_who_joins_alone_is_settled_at_the_counter(visit: Open, clerk, request_) -> None:
    page = visit("/health/")
    enter(page, clerk, f"{MEMBERS}/selfenrolment/")
    found = looked_at(page, "office-joining")
    page.goto(f"{MEMBERS}/selfenrolment/{request_.pk}/change/")
    found += looked_at(page, "office-joining-one")
    page.goto(f"{MEMBERS}/selfenrolment/{request_.pk}/settle/")
    found += looked_at(page, "office-joining-papers")
    page.get_by_label("资料齐全").check()
    page.locator("#content form [type=submit]").click()
    page.get_by_label("收到金额（元）").fill("1")
    page.get_by_label("凭证号").fill("收据 1")
    found += looked_at(page, "office-joining-fee")
    page.locator("#content form [type=submit]").click()
    found += looked_at(page, "office-joining-wrong-fee")
    for path in ("joiningwindow/", "joiningwindow/add/"):
        page.goto(f"{MEMBERS}/{path}")
        found += looked_at(page, f"office-{path.replace('/', '-')}")

    assert found == []


def test_a_gift_is_set_up_and_its_list_looked_at(visit: Open, clerk, gift) -> None:
    sent = xlsx(*people(2), ("3", "测试丙", "", "123"))
    batch = enrol.receive(gift.unit, SchemeFactory.create(), sent, by=clerk, gift=gift)
    check_waiting()
    page = visit("/health/")
    enter(page, clerk, f"{MEMBERS}/gift/")
    found = looked_at(page, "office-gifts")
    for path in ("add", f"{gift.pk}/change", f"{gift.pk}/upload", f"roster/{batch.pk}"):
        page.goto(f"{MEMBERS}/gift/{path}/")
        found += looked_at(page, f"office-gift-{path.rpartition('/')[2]}")

    assert found == []


def test_the_fee_of_a_roster_is_registered(visit: Open, clerk, batch) -> None:
    page = visit("/health/")
    enter(page, clerk, f"{MEMBERS}/enrolmentbatch/")
    found = looked_at(page, "office-rosters")
    order = FeeOrder.objects.get()
    for path in (
        f"enrolmentbatch/{batch.pk}/change",
        "feeorder",
        f"feeorder/{order.pk}/change",
        f"feeorder/{order.pk}/clear",
        f"enrolmentbatch/{batch.pk}/pay",
    ):
        page.goto(f"{MEMBERS}/{path}/")
        found += looked_at(page, f"office-{path.partition('/')[0]}-{path.rpartition('/')[2]}")
    page.get_by_label("到账金额（元）").fill("1")
    page.locator("#content form [type=submit]").click()
    found += looked_at(page, "office-wrong-fee")

    assert found == []
