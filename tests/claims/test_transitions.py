"""Pre-review, correction and originals: what each verb asks for, writes and tells."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims import filing, intake, originals, review
from claims.errors import Incomplete, MoveRefused, NotOpen, SamePerson
from claims.models import Claim, ClaimEvent, Correction, Page
from claims.papers import FACTS
from claims.reasons import Correctable, Refusal
from claims.review import Asked
from claims.states import Status
from members.models import Message
from members.roles import Role
from tests.factories.claims import (
    PageFactory,
    complete_draft,
    in_review,
    passed,
    staff,
    submitted,
)
from tests.factories.members import CoverageFactory

pytestmark = pytest.mark.django_db


def test_a_complete_draft_gets_a_number_a_consent_and_a_message() -> None:
    claim = submitted()

    assert claim.number is not None
    assert claim.number.startswith("YBH-")
    assert claim.consent is not None
    assert Message.objects.get(user=claim.applicant).text.startswith(
        f"您的申请（编号{claim.number}）已提交"
    )


def test_every_problem_of_a_draft_is_told_at_once() -> None:
    claim = complete_draft()
    claim.stays.all().delete()
    claim.pages.filter(material__in=["id_card", "hospital_invoice"]).delete()
    claim.payee_bank = ""
    claim.save()

    with pytest.raises(Incomplete) as refused:
        filing.submit(claim.pk, by=claim.applicant, consents=False)

    assert set(refused.value.problems) == {
        "facts",
        "account",
        "id_card",
        "hospital_invoice",
        "consent",
    }


@pytest.mark.parametrize(
    ("admitted", "discharged", "says"),
    [
        pytest.param(date(2023, 3, 1), date(2023, 3, 10), "不在您的保障期限内", id="before cover"),
        pytest.param(date(2099, 3, 1), date(2099, 3, 10), "今天之后", id="in the future"),
        pytest.param(date(2024, 3, 16), date(2024, 3, 20), "不在您的保障期限内", id="after cover"),
    ],
)
def test_a_stay_that_cannot_be_is_told(admitted: date, discharged: date, says: str) -> None:
    claim = complete_draft(admitted=admitted, discharged=discharged)

    with pytest.raises(Incomplete) as refused:
        filing.submit(claim.pk, by=claim.applicant, consents=True)

    assert says in refused.value.problems["facts"]


def test_a_stay_partly_outside_the_coverage_may_be_claimed() -> None:
    assert submitted(admitted=date(2023, 3, 10), discharged=date(2023, 3, 18)).number


def test_the_same_stay_is_not_claimed_twice() -> None:
    first = submitted()
    again = complete_draft(
        member=first.member, admitted=date(2023, 6, 5), discharged=date(2023, 6, 20)
    )

    with pytest.raises(Incomplete) as refused:
        filing.submit(again.pk, by=again.applicant, consents=True)

    assert str(first.number) in refused.value.problems["facts"]
    filing.withdraw(first.pk, by=first.applicant)
    assert filing.submit(again.pk, by=again.applicant, consents=True).number


@pytest.mark.django_db(transaction=True)
def test_twenty_submissions_at_once_give_one_number() -> None:
    claim = complete_draft()

    def work(_: int) -> bool:
        try:
            filing.submit(claim.pk, by=claim.applicant, consents=True)
        except MoveRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(20)))

    assert sum(done) == 1
    assert Message.objects.count() == 1
    assert ClaimEvent.objects.count() == 1


def two_defects(claim: Claim) -> list[Asked]:
    page = claim.pages.get(material="discharge_record")
    return [
        Asked("discharge_record", Correctable.UNREADABLE, "右下角反光", page.pk),
        Asked("id_card", Correctable.EXPIRED_OR_ONE_SIDE),
    ]


def test_all_defects_are_asked_in_one_go_and_the_member_is_told_how_many() -> None:
    claim = in_review()

    claim = review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    assert claim.status == Status.CORRECTION
    assert claim.answer_by == timezone.localdate() + timedelta(days=30)
    assert "有2项材料需要补正" in Message.objects.filter(user=claim.applicant)[0].text


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        pytest.param([], "items", id="nothing"),
        pytest.param([Asked("id_card", Correctable.OTHER, " ")], "words", id="other without words"),
        pytest.param(
            [Asked("id_card", Correctable.UNREADABLE, "", uuid.uuid4())], "items", id="no such page"
        ),
    ],
)
def test_a_request_that_asks_for_nothing_is_refused(asked: list[Asked], key: str) -> None:
    claim = in_review()

    with pytest.raises(Incomplete) as refused:
        review.ask(claim.pk, asked, by=claim.reviewer)

    assert key in refused.value.problems
    assert not Correction.objects.exists()


def test_nobody_passes_a_claim_while_a_correction_is_open() -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    with pytest.raises(MoveRefused):
        review.pass_(claim.pk, by=claim.reviewer)


def test_a_correction_goes_back_when_every_item_is_done(photograph: bytes) -> None:
    claim = in_review()
    old = claim.pages.get(material="discharge_record")
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)
    with pytest.raises(Incomplete) as refused:
        filing.answer(claim.pk, by=claim.applicant)
    assert set(refused.value.problems) == {"discharge_record", "id_card"}

    who = claim.applicant
    [new] = intake.attach(
        claim.pk, "discharge_record", photograph, client_key=uuid.uuid4(), by=who, replaces=old.pk
    )
    intake.attach(claim.pk, "id_card", photograph, client_key=uuid.uuid4(), by=who)
    claim = filing.answer(claim.pk, by=who)

    old.refresh_from_db()
    assert (claim.status, claim.answer_by) == (Status.IN_REVIEW, None)
    assert old.removed_at is not None
    assert (new.replaces, new.position) == (old, old.position)


def test_only_what_was_asked_for_can_be_changed(photograph: bytes) -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    with pytest.raises(NotOpen):
        intake.attach(
            claim.pk, "bank_card", photograph, client_key=uuid.uuid4(), by=claim.applicant
        )
    with pytest.raises(NotOpen):
        intake.save_account(claim.pk, name="甲", bank="行", account="6222024100001234560")

    assert not intake.may_change(claim, FACTS)


def test_facts_that_were_asked_for_can_be_changed() -> None:
    claim = in_review()
    review.ask(claim.pk, [Asked(FACTS, Correctable.DATES_DIFFER)], by=claim.reviewer)
    stay = intake.StayFacts("示范医院", date(2023, 6, 1), date(2023, 6, 10))

    intake.save_stays(claim.pk, [stay])

    assert filing.answer(claim.pk, by=claim.applicant).status == Status.IN_REVIEW


def test_originals_that_were_posted_are_signed_in_and_accepted() -> None:
    claim, teller = passed(), staff(Role.TELLER)
    originals.register_parcel(claim.pk, courier="顺丰", number="SF1")
    originals.register_parcel(claim.pk, courier="顺丰", number="SF1234567890")

    originals.receive(claim.pk, by=teller)
    claim = originals.accept(claim.pk, by=teller)

    parcel = claim.parcels.get()
    assert (parcel.number, parcel.received_by) == ("SF1234567890", teller)
    assert claim.acceptance_number is not None
    assert claim.acceptance_number.startswith("SL-")


def test_originals_brought_by_hand_need_no_parcel() -> None:
    claim = originals.receive(passed().pk, by=staff(Role.TELLER))

    assert claim.parcels.get().way == "brought"


def test_originals_that_do_not_match_are_sent_for_again() -> None:
    claim, teller = passed(), staff(Role.TELLER)
    originals.receive(claim.pk, by=teller)
    with pytest.raises(Incomplete):
        originals.dispute(claim.pk, "", by=teller)

    claim = originals.dispute(claim.pk, "缺出院记录第2页", by=teller)
    assert claim.status == Status.MISMATCH

    originals.register_parcel(claim.pk, courier="顺丰", number="SF9876543210")
    originals.receive(claim.pk, by=teller)
    assert originals.accept(claim.pk, by=teller).status == Status.ACCEPTED


def test_withdrawing_ends_an_open_correction() -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)

    claim = filing.withdraw(claim.pk, by=claim.applicant)

    assert claim.status == Status.WITHDRAWN
    assert claim.corrections.get().closed_at is not None
    assert claim.pages.live().exists()


def test_what_is_not_answered_in_time_is_closed_once() -> None:
    claim = in_review()
    review.ask(claim.pk, two_defects(claim), by=claim.reviewer)
    last = timezone.localdate() + timedelta(days=30)

    assert filing.close_late(last) == 0
    assert filing.close_late(last + timedelta(days=1)) == 1
    assert filing.close_late(last + timedelta(days=1)) == 0

    claim.refresh_from_db()
    assert claim.status == Status.CLOSED_LATE


def test_an_objection_is_looked_at_by_somebody_else() -> None:
    claim = in_review()
    first = claim.reviewer
    assert first is not None
    review.decline(claim.pk, Refusal.NOT_OURS, by=first)
    filing.object_(claim.pk, "我是本市职工", by=claim.applicant)

    with pytest.raises(SamePerson):
        review.reopen(claim.pk, by=first)

    claim = review.reopen(claim.pk, by=staff(Role.PRE_REVIEWER))
    assert (claim.status, claim.reason) == (Status.IN_REVIEW, "")


def test_events_are_chained_and_cannot_be_changed() -> None:
    claim = passed()
    events = list(claim.events.all())

    assert [e.seq for e in events] == [1, 2, 3]
    assert len({bytes(e.hash) for e in events}) == 3
    for change in (
        lambda: ClaimEvent.objects.filter(claim=claim).update(note="改"),
        lambda: ClaimEvent.objects.filter(claim=claim).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "approved_maybe"}, "claim_status_known"),
        ({"consent": None}, "claim_submitted_with_consent"),
        ({"number": None}, "claim_submitted_with_consent"),
        ({"status": Status.ACCEPTED}, "claim_accepted_with_number"),
        ({"status": Status.REFUSED}, "claim_refused_with_reason"),
    ],
)
def test_the_database_holds_what_a_status_needs(change, constraint: str) -> None:
    claim = submitted()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**change)

    assert Claim.objects.filter(pk=claim.pk).update(status=Status.IN_REVIEW) == 1


def test_the_same_file_sent_twice_is_one_page(photograph: bytes) -> None:
    claim, key = complete_draft(), uuid.uuid4()

    first = intake.attach(claim.pk, "id_card", photograph, client_key=key, by=claim.applicant)
    again = intake.attach(claim.pk, "id_card", photograph, client_key=key, by=claim.applicant)

    assert first == again
    assert Page.objects.filter(claim=claim, client_key=key).count() == 1


def test_every_page_of_a_pdf_is_a_page(photos) -> None:
    claim = complete_draft()

    pages = intake.attach(
        claim.pk,
        "discharge_record",
        (photos / "discharge.pdf").read_bytes(),
        client_key=uuid.uuid4(),
        by=claim.applicant,
    )

    assert [p.leaf for p in pages] == list(range(1, len(pages) + 1))
    assert {p.media_type for p in pages} == {"application/pdf"}
    assert len({p.original_key for p in pages}) == 1


def test_a_draft_can_be_thrown_away_and_a_claim_cannot() -> None:
    draft, sent = complete_draft(), submitted()

    intake.discard(draft.pk)
    with pytest.raises(NotOpen):
        intake.discard(sent.pk)

    assert list(Claim.objects.all()) == [sent]


def test_a_second_coverage_at_the_same_time_is_refused() -> None:
    claim = complete_draft()

    with pytest.raises(IntegrityError, match="coverage_no_overlap"), transaction.atomic():
        CoverageFactory.create(member=claim.member, starts_on=date(2024, 3, 15))

    assert PageFactory.create(claim=claim).pk
