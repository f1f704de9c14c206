"""Opening a period takes two people, and what they published never changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from claims.benefits import SheetInvalid, shipped_texts
from claims.errors import (
    CodeChanged,
    CodeTaken,
    NotPublished,
    OwnDraft,
    Published,
    SheetChanged,
)
from claims.schemes import periods
from claims.schemes.guidance import current_sheet
from members.enrolment.terms import terms_of
from members.models import AccessLog, Scheme
from members.roles import Role
from tests.factories.claims import staff
from tests.factories.members import CoverageFactory, SchemeFactory

pytestmark = pytest.mark.django_db

NEXT = (
    shipped_texts()["xiamen-18"]
    .replace('code = "xiamen-18"', 'code = "xiamen-19"')
    .replace("第十八期", "第十九期")
    .replace('yuan_per_day = "80.00"', 'yuan_per_day = "100.00"')
    .replace("most_days = 45", "most_days = 60")
)


def administrator():
    return staff(Role.ADMINISTRATOR)


def drafted(by=None) -> Scheme:
    return periods.draft(NEXT, by=by or administrator())


def test_a_draft_takes_code_and_name_from_its_sheet() -> None:
    by = administrator()

    scheme = drafted(by)

    assert (scheme.pk, scheme.name) == ("xiamen-19", "厦门市职工医疗互助保障（第十九期）")
    assert (scheme.status, scheme.drafted_by) == (Scheme.Status.DRAFT, by)


def test_every_problem_of_a_sheet_is_told_at_once_and_nothing_is_written() -> None:
    spoilt = NEXT.replace('"100.00"', "100").replace("most_days", "most_dayz") + "\n[extra]\n"

    with pytest.raises(SheetInvalid) as refused:
        periods.draft(spoilt, by=administrator())

    assert {problem.key for problem in refused.value.problems} == {
        "inpatient.yuan_per_day",
        "inpatient.most_days",
        "inpatient.most_dayz",
        "extra",
    }
    assert not Scheme.objects.exists()


def test_a_code_is_given_once() -> None:
    drafted()

    with pytest.raises(CodeTaken):
        drafted()


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_only_an_administrator_drafts(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        periods.draft(NEXT, by=staff(role))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECOND_CHECKER])
def test_somebody_else_publishes(role: Role) -> None:
    scheme, by = drafted(), staff(role)

    published = periods.publish(scheme.pk, by=by, read=periods.mark(scheme))

    assert (published.status, published.published_by) == (Scheme.Status.PUBLISHED, by)
    assert published.published_at is not None


def test_nobody_publishes_what_they_drafted() -> None:
    by = administrator()
    scheme = drafted(by)

    with pytest.raises(OwnDraft):
        periods.publish(scheme.pk, by=by, read=periods.mark(scheme))


def test_whoever_wrote_last_is_the_drafter_and_the_first_may_publish() -> None:
    first, last = administrator(), administrator()
    scheme = drafted(first)
    revised = periods.revise(
        scheme.pk, NEXT.replace("= 60", "= 61"), by=last, read=periods.mark(scheme)
    )

    with pytest.raises(OwnDraft):
        periods.publish(scheme.pk, by=last, read=periods.mark(revised))

    assert periods.publish(scheme.pk, by=first, read=periods.mark(revised)).published_by == first


@pytest.mark.parametrize("role", [r for r in Role if r not in periods.PUBLISHERS])
def test_nobody_else_publishes(role: Role) -> None:
    scheme = drafted()

    with pytest.raises(PermissionDenied):
        periods.publish(scheme.pk, by=staff(role), read=periods.mark(scheme))


def test_the_table_itself_wants_two_people() -> None:
    scheme = drafted()

    with pytest.raises(IntegrityError, match="scheme_four_eyes"):
        Scheme.objects.filter(pk=scheme.pk).update(
            status=Scheme.Status.PUBLISHED,
            published_by=scheme.drafted_by,
            published_at="2026-11-22T00:00:00Z",
        )


def test_what_is_published_is_what_was_read() -> None:
    scheme = drafted()
    read = periods.mark(scheme)
    periods.revise(scheme.pk, NEXT.replace("= 60", "= 61"), by=administrator(), read=read)

    with pytest.raises(SheetChanged):
        periods.publish(scheme.pk, by=administrator(), read=read)


def test_of_two_people_who_write_to_one_draft_the_second_is_told() -> None:
    scheme = drafted()
    read = periods.mark(scheme)
    periods.revise(scheme.pk, NEXT.replace("= 60", "= 61"), by=administrator(), read=read)

    with pytest.raises(SheetChanged):
        periods.revise(scheme.pk, NEXT.replace("= 60", "= 62"), by=administrator(), read=read)


def test_saving_the_same_text_does_not_make_somebody_the_drafter() -> None:
    first = administrator()
    scheme = drafted(first)

    again = periods.revise(scheme.pk, NEXT, by=administrator(), read=periods.mark(scheme))

    assert again.drafted_by == first


def test_a_draft_keeps_its_code() -> None:
    scheme = drafted()
    other = NEXT.replace('code = "xiamen-19"', 'code = "xiamen-20"')

    with pytest.raises(CodeChanged):
        periods.revise(scheme.pk, other, by=administrator(), read=periods.mark(scheme))


def test_a_published_sheet_never_changes() -> None:
    scheme = drafted()
    periods.publish(scheme.pk, by=administrator(), read=periods.mark(scheme))

    with pytest.raises(Published):
        periods.revise(scheme.pk, NEXT, by=administrator(), read=periods.mark(scheme))
    for write in (
        lambda rows: rows.update(sheet="code = 1"),
        lambda rows: rows.update(status=Scheme.Status.DRAFT, published_at=None),
        lambda rows: rows.delete(),
    ):
        with transaction.atomic(), pytest.raises(IntegrityError, match="is published and cannot"):
            write(Scheme.objects.filter(pk=scheme.pk))


def test_new_enrolments_are_under_it_and_old_coverages_keep_their_sheet() -> None:
    coverage = CoverageFactory.create(scheme=SchemeFactory.create())
    scheme = drafted()
    assert current_sheet().code == "xiamen-18"

    scheme = periods.publish(scheme.pk, by=administrator(), read=periods.mark(scheme))
    assert current_sheet().code == "xiamen-18"
    periods.open_for_enrolment(scheme.pk, by=administrator())

    coverage.refresh_from_db()
    assert current_sheet().code == "xiamen-19"
    assert terms_of(scheme).most_days == 60
    assert (coverage.scheme_id, coverage.most_days) == ("xiamen-18", 45)


def published() -> Scheme:
    scheme = drafted()
    return periods.publish(scheme.pk, by=administrator(), read=periods.mark(scheme))


def test_one_period_is_open_and_who_opened_it_is_on_record() -> None:
    before, scheme, by = SchemeFactory.create(), published(), administrator()

    periods.open_for_enrolment(scheme.pk, by=by)
    periods.open_for_enrolment(scheme.pk, by=by)

    assert Scheme.objects.enrolling() == scheme
    before.refresh_from_db()
    assert not before.open_for_enrolment
    record = AccessLog.objects.get(what=periods.OPENING)
    assert (record.by, record.object_id, record.reason) == (by, "xiamen-19", "xiamen-18")


def test_nobody_is_enrolled_in_a_draft() -> None:
    scheme = drafted()

    with pytest.raises(NotPublished):
        periods.open_for_enrolment(scheme.pk, by=administrator())
    with pytest.raises(IntegrityError, match="scheme_open_when_published"):
        Scheme.objects.filter(pk=scheme.pk).update(open_for_enrolment=True)


@pytest.mark.parametrize("role", [r for r in Role if r not in periods.PUBLISHERS])
def test_nobody_else_opens_a_period(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        periods.open_for_enrolment(published().pk, by=staff(role))


def test_the_table_itself_knows_one_open_period() -> None:
    SchemeFactory.create()

    with pytest.raises(IntegrityError, match="scheme_one_open"):
        Scheme.objects.filter(pk=published().pk).update(open_for_enrolment=True)


def test_nothing_else_of_a_published_period_changes_along_with_its_opening() -> None:
    scheme = published()

    with pytest.raises(IntegrityError, match="is published and cannot"):
        Scheme.objects.filter(pk=scheme.pk).update(open_for_enrolment=True, sheet="code = 1")


def test_shipped_periods_do_not_take_over_from_the_one_that_is_open() -> None:
    periods.open_for_enrolment(published().pk, by=administrator())

    call_command("load_schemes")

    assert Scheme.objects.enrolling().pk == "xiamen-19"


def test_a_new_installation_enrols_in_the_newest_shipped_period() -> None:
    call_command("load_schemes")

    assert Scheme.objects.enrolling().pk == "xiamen-18"
