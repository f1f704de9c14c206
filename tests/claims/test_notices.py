"""Every message about a claim: nothing of an illness, no whole number, not for ever, all listed."""

import inspect
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from claims import agency, filing, notices, review
from claims.models import (
    AccountChange,
    Handback,
    Occurrence,
    Parcel,
    Rating,
    Recovery,
    Ruling,
    UploadPart,
)
from claims.payouts import notices as of_money
from claims.promise import deadlines, reminders
from claims.reasons import Correctable, Refusal
from claims.review import Asked
from claims.states import Action
from members.models import Message
from members.roles import Role
from tests.factories.claims import (
    approved,
    by_agent,
    complete_draft,
    in_review,
    payout_of,
    staff,
)
from tests.factories.members import MemberFactory

HOSPITAL, DISEASE, WORDS = "金丝雀医院", "金丝雀病", "金丝雀内部说明"
ACCOUNT, PHONE = "6222024100001234560", "13800138017"
MODULES = (notices, of_money)
FULL_NUMBER = re.compile(r"(?<![\dA-Z-])\d{11,}")


def told_everything():
    """An approved claim of which everything that may not be told is known."""
    member = MemberFactory.create(bound=True, phone=PHONE)
    claim = approved(member=member, account=ACCOUNT)
    claim.stays.update(hospital=HOSPITAL)
    Occurrence.objects.create(
        claim=claim, decisive_on=date(2023, 6, 1), place=HOSPITAL, disease=DISEASE
    )
    claim.reasons, claim.reason_words = [Refusal.NOT_LISTED], WORDS
    claim.answer_by = timezone.localdate() + timedelta(days=5)
    return claim


def every_notice():
    """Call every notice there is once; give which were called."""
    claim = told_everything()
    payout = payout_of(claim)
    payout.bank_words = "账户状态异常"
    change = AccountChange.objects.create(
        payout=payout, name=claim.member.name, bank="示范银行", account=ACCOUNT, words="户名不符",
        given_by=claim.applicant,
    )  # fmt: skip
    owed = Recovery(award=payout.award, reason=next(iter(Recovery.Reason)), amount_fen=100)
    ruling = Ruling(payout=payout)
    calls = {
        "paid": (payout,),
        "returned": (payout,),
        "bounced": (payout,),
        "due_moved": (payout, ruling),
        "account_given": (claim, change),
        "account_turned_down": (claim, change),
        "ordered_anew": (payout,),
        "reclaimed": (owed,),
        "reversed_": (owed,),
        "recovered": (owed,),
    }
    rating = Rating.objects.create(
        claim=claim, grade=Rating.POOR, words=WORDS, answer=WORDS, by=claim.applicant,
        answered_by=staff(Role.AUDITOR), answered_at=timezone.now(),
    )  # fmt: skip
    calls["rating_invited"] = (claim,)
    calls["rating_answered"] = (rating,)
    calls["not_taken"] = (UploadPart(claim=claim, material="discharge_record"), "文件已损坏。")
    calls["handed_in"] = (claim, Parcel(claim=claim, station=claim.station))
    calls["handed_back"] = (claim, Handback(claim=claim, courier="示范快递", number="SF123"))
    for name, given in calls.items():
        next(getattr(module, name) for module in MODULES if hasattr(module, name))(*given)
    for action, words in notices.WORDS.items():
        if action not in {Action.ASK, Action.STATION_ASK}:
            Message.objects.create(
                user=claim.applicant,
                key=f"words:{action}",
                text=words(claim),
                expires_at=timezone.now() + timedelta(days=1),
            )
    return {*calls, "moved", "rating_key", *_of_corrections(), *_of_agents()}


def _of_corrections():
    claim = in_review()
    item = Asked("id_card", Correctable.OTHER, words=WORDS)
    review.ask(claim.pk, [item], by=claim.reviewer)
    due = timezone.localdate() + deadlines.ANSWER_WITHIN
    assert reminders.remind(due - timedelta(days=1)) == 1
    return {"reminded"}


def _of_agents():
    claim = by_agent(complete_draft(member=MemberFactory.create(bound=True, phone="13800138018")))
    notices.filed_for(claim)
    claim = filing.submit(claim.pk, by=claim.applicant, consents=True)
    agency.object_(claim.pk, WORDS, by=claim.member.user)
    notices.dispute_settled(claim)
    return {"filed_for", "disputed", "dispute_settled"}


@pytest.mark.django_db
def test_no_message_tells_of_an_illness_or_a_whole_number_and_each_expires():
    called = every_notice()

    public = {
        name
        for module in MODULES
        for name, made in inspect.getmembers(module, inspect.isfunction)
        if made.__module__ == module.__name__ and not name.startswith("_")
        if not name.endswith("_words")
    } - {"owe"}
    assert called == public, "a notice that this test does not read"
    for message in Message.objects.select_related("user"):
        for canary in (HOSPITAL, DISEASE, WORDS, ACCOUNT, PHONE, "金丝雀"):
            assert canary not in message.text
        assert not FULL_NUMBER.search(message.text), message.text
        assert len(message.text) <= 500
        assert message.created_at < message.expires_at <= timezone.now() + timedelta(days=3)


KEY = re.compile(r'"([a-z]+(?:-[a-z]+)*):[{"]')
NO_MESSAGES = {"phone", "address", "again", "claims"}
"""Keys of other things."""


def test_every_message_is_in_the_reference():
    base = Path(settings.BASE_DIR)
    sources = [
        file for app in ("members", "claims", "appointments") for file in (base / app).rglob("*.py")
    ]
    kinds = {kind for file in sources for kind in KEY.findall(file.read_text())} - NO_MESSAGES
    reference = (base / "docs/reference/messages.md").read_text()

    assert set(re.findall(r"^\| `([a-z-]+)` \|", reference, re.M)) == kinds
