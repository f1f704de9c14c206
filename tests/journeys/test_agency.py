"""Filing for another in a browser, the member's no, and what the unit and the messages show."""

import pytest
from django.test import Client
from playwright.sync_api import Page

from claims import filing
from members.roles import Role
from tests.factories.claims import approved, by_agent, complete_draft, staff, submitted
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    MemberFactory,
    StationFactory,
    UserFactory,
)
from tests.journeys.conftest import SHOTS, Open, violations

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


def enter(page: Page, user, path: str, *, care: bool = False) -> None:
    """Take the session of somebody who has signed in, in care mode or not."""
    client = Client()
    client.force_login(user)
    address = page.evaluate("location.origin")
    cookies = {name: cookie.value for name, cookie in client.cookies.items()}
    cookies["display"] = "care.auto" if care else "plain.auto"
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    page.goto(path)


def seen(page: Page, name: str) -> None:
    """Ask axe, and leave pictures for whoever wants to look."""
    assert violations(page) == []
    if SHOTS:
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("care", [False, True], ids=["plain", "care"])
def test_a_relative_files_and_the_member_says_no(visit: Open, care: bool) -> None:
    member = MemberFactory.create(bound=True)
    CoverageFactory.create(member=member)
    agent = UserFactory.create()
    page = visit("/health/")
    enter(page, agent, "/claims/for-another/", care=care)
    seen(page, f"file-for-{care}")

    page.get_by_role("button", name="核对并开始填写").click()
    page.wait_for_selector(".errors")
    seen(page, f"file-for-wrong-{care}")
    page.get_by_label("职工姓名").fill(member.name)
    page.get_by_label("职工证件号码").fill(member.id_number)
    page.get_by_label("配偶").check()
    page.get_by_label("您的姓名").fill("代办乙")
    page.get_by_label("一般住院补助").check()
    page.get_by_role("button", name="核对并开始填写").click()
    page.wait_for_url("**/facts/")

    claim = member.claims.get()
    theirs = visit("/health/")
    enter(theirs, member.user, "/messages/", care=care)
    seen(theirs, f"messages-{care}")
    theirs.goto(f"/claims/{claim.pk}/")
    seen(theirs, f"agent-detail-{care}")
    theirs.get_by_role("link", name="不是我同意的").click()
    seen(theirs, f"disown-{care}")
    theirs.get_by_role("button", name="不是我同意的，停止办理").click()
    theirs.get_by_text("代办有异议，已停止办理").first.wait_for()
    assert page.goto(f"/claims/{claim.pk}/").status == 404


def test_a_cadre_sees_how_far_their_people_are(visit: Open) -> None:
    post = CadreFactory.create(user__roles=[str(Role.CADRE), str(Role.AGENT)])
    approved(member=MemberFactory.create(bound=True, unit=post.unit))
    member = MemberFactory.create(bound=True, unit=post.unit)
    claim = by_agent(
        complete_draft(member=member), agent=post.user, relation="cadre", unit=post.unit
    )
    filing.submit(claim.pk, by=post.user, consents=True)
    page = visit("/health/", width=1280)
    enter(page, post.user, "/unit/claims/")

    seen(page, "of-unit")
    page.get_by_role("link", name="您代办的，查看").click()
    page.get_by_text("由代办乙（单位工会经办人）代办").wait_for()


def test_a_first_reviewer_works_through_the_checklist(visit: Open) -> None:
    street = StationFactory.create(
        name="江头街道", level="street", parent=StationFactory.create(), reviews_first=True
    )
    submitted(community=street)
    page = visit("/health/", width=1280)
    enter(page, staff(Role.STATION_REVIEWER, station=street), "/admin/claims/claim/community/")
    seen(page, "community")
    page.get_by_role("link", name="YBH-").click()
    seen(page, "community-review")
    page.get_by_role("button", name="完成核对").click()
    page.get_by_text("社区初审通过").wait_for()
