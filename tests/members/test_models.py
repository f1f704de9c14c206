"""What the database holds of people and organisations, whoever writes to it."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import AccessLog, Cadre, Coverage, EnrolmentBatch, Scheme
from members.roles import Role
from tests.factories.members import (
    CadreFactory,
    CoverageFactory,
    EnrolmentBatchFactory,
    MemberFactory,
    MessageFactory,
    SchemeFactory,
    StaffFactory,
    StationFactory,
    UnitFactory,
    UserFactory,
)

WHEN = datetime(2023, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def cover(member, first, last, **more):
    return CoverageFactory.create(
        member=member,
        starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last),
        **more,
    )


class TestCoverage:
    @pytest.mark.parametrize(
        ("first", "last"),
        [
            pytest.param("2024-03-15", "2025-03-14", id="begins on the last day"),
            pytest.param("2022-03-17", "2023-03-16", id="ends on the first day"),
            pytest.param("2023-06-01", "2023-06-01", id="within"),
        ],
    )
    def test_two_of_one_member_never_overlap(self, first, last):
        member = cover(MemberFactory.create(), "2023-03-16", "2024-03-15").member

        with pytest.raises(IntegrityError, match="coverage_no_overlap_a_member"):
            cover(member, first, last)

    def test_one_may_follow_the_other_by_a_day(self):
        member = cover(MemberFactory.create(), "2023-03-16", "2024-03-15").member

        cover(member, "2024-03-16", "2025-03-15")
        cover(member, "2022-03-16", "2023-03-15")

        assert member.coverages.count() == 3

    def test_one_that_was_voided_is_in_nobodys_way(self):
        member = cover(MemberFactory.create(), "2023-03-16", "2024-03-15", voided=True).member

        assert cover(member, "2023-03-16", "2024-03-15") in Coverage.objects.live()

    def test_it_does_not_end_before_it_starts(self):
        with pytest.raises(IntegrityError, match="coverage_ends_after_it_starts"):
            cover(MemberFactory.create(), "2023-03-16", "2023-03-15")

    @pytest.mark.parametrize(
        ("day", "covered"),
        [("2023-03-15", 0), ("2023-03-16", 1), ("2024-03-15", 1), ("2024-03-16", 0)],
    )
    def test_it_covers_its_first_and_its_last_day(self, day, covered):
        cover(MemberFactory.create(), "2023-03-16", "2024-03-15")

        assert Coverage.objects.on(date.fromisoformat(day)).count() == covered


class TestScheme:
    def draft(self, **more):
        return Scheme.objects.create(code="draft-1", name="草稿", sheet="", **more)

    def test_it_is_published_by_somebody_else_than_drafted_it(self):
        drafter, publisher = StaffFactory.create(), StaffFactory.create()
        scheme = self.draft(drafted_by=drafter)
        scheme.status, scheme.published_at = Scheme.Status.PUBLISHED, WHEN

        for by in (None, drafter):
            scheme.published_by = by
            with pytest.raises(IntegrityError, match="scheme_four_eyes"), transaction.atomic():
                scheme.save()

        scheme.published_by = publisher
        scheme.save()

    def test_it_says_when_it_was_published(self):
        with pytest.raises(IntegrityError, match="scheme_published_at_when_published"):
            SchemeFactory.create(published_at=None)

    def test_it_never_changes_once_published(self):
        scheme = SchemeFactory.create()

        for change in (
            lambda: Scheme.objects.filter(pk=scheme.pk).update(sheet="most_days = 99"),
            scheme.delete,
        ):
            with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
                change()

    def test_a_draft_may_change(self):
        self.draft()

        assert Scheme.objects.update(sheet="new") == 1


class TestRecords:
    def test_who_looked_at_what_is_never_altered_or_taken_away(self):
        log = AccessLog.objects.create(by=StaffFactory.create(), what="page", object_id="1")

        for change in (lambda: AccessLog.objects.update(reason="another"), log.delete):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                change()

        assert AccessLog.objects.get().reason == ""

    def test_a_message_is_told_once(self):
        MessageFactory.create(key="claim-event:1")

        with pytest.raises(IntegrityError):
            MessageFactory.create(key="claim-event:1")


class TestBatch:
    @pytest.mark.parametrize("status", EnrolmentBatch.Status)
    def test_a_file_is_there_once_unless_nothing_came_of_it(self, status):
        first = EnrolmentBatchFactory.create()
        same = {"unit": first.unit, "scheme": first.scheme, "sha256": first.sha256}
        paid = {"papers_on": date(2023, 3, 1), "paid_on": date(2023, 3, 1)}
        again = EnrolmentBatchFactory.build(**same, **paid, status=status)
        again.uploaded_by = again.registered_by = first.uploaded_by

        if status in EnrolmentBatch.OVER:
            again.save()
            return
        with pytest.raises(IntegrityError, match="enrolment_file_once"):
            again.save()

    def test_one_that_was_checked_has_what_was_found(self):
        with pytest.raises(IntegrityError, match="enrolment_found_when_checked"):
            EnrolmentBatchFactory.create(found_key="")

    def test_one_in_force_says_when_it_was_paid_and_by_whom_registered(self):
        with pytest.raises(IntegrityError, match="enrolment_effective_when_paid"):
            EnrolmentBatchFactory.create(status=EnrolmentBatch.Status.EFFECTIVE)


class TestPeople:
    def test_an_account_has_roles_that_exist(self):
        with pytest.raises(IntegrityError, match="user_roles_known"):
            UserFactory.create(roles=["emperor"])

    def test_a_phone_has_one_account_however_it_is_spelt(self):
        UserFactory.create(phone="13800138000")

        with pytest.raises(IntegrityError, match="phone_index"):
            UserFactory.create(phone="+86 138-0013-8000")

    def test_an_id_number_has_one_member(self):
        member = MemberFactory.create()

        with pytest.raises(IntegrityError, match="id_number_index"):
            MemberFactory.create(id_number=member.id_number)

    def test_an_account_is_one_members(self):
        user = UserFactory.create(roles=[str(Role.MEMBER)])
        MemberFactory.create(user=user)

        with pytest.raises(IntegrityError, match="user_id"):
            MemberFactory.create(user=user)

    def test_a_cadre_holds_a_post_once_at_a_time(self):
        ended = CadreFactory.create(until=date(2021, 1, 1))
        CadreFactory.create(user=ended.user, unit=ended.unit)

        with pytest.raises(IntegrityError, match="cadre_once_a_unit"):
            CadreFactory.create(user=ended.user, unit=ended.unit)

    def test_a_post_does_not_end_before_it_began(self):
        with pytest.raises(IntegrityError, match="cadre_ends_after_it_began"):
            CadreFactory.create(until=date(2019, 12, 31))

    @pytest.mark.parametrize(("day", "holds"), [("2019-12-31", 0), ("2020-01-01", 1)])
    def test_a_post_is_held_from_its_first_day(self, day, holds):
        CadreFactory.create(until=timezone.localdate())

        assert Cadre.objects.on(date.fromisoformat(day)).count() == holds


class TestOrganisations:
    def test_a_credit_code_is_one_units(self):
        unit = UnitFactory.create()

        with pytest.raises(IntegrityError, match="credit_code"):
            UnitFactory.create(credit_code=unit.credit_code)

    def test_only_the_citys_station_stands_alone(self):
        city = StationFactory.create()
        StationFactory.create(level="district", parent=city)

        with pytest.raises(IntegrityError, match="station_city_has_no_parent"):
            StationFactory.create(level="district")
