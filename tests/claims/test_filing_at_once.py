"""Two drafts for the same stay, sent in at the same moment from two telephones."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from claims import completeness, filing
from claims.errors import Incomplete
from claims.models import Claim
from claims.states import Status
from claims.transitions import locked
from tests.factories.claims import complete_draft
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)


def both_sent_in() -> list[str]:
    """What became of each of two drafts of one member for the same nights."""
    member = MemberFactory.create(bound=True)
    drafts = [complete_draft(member=member) for _ in range(2)]
    ready = threading.Barrier(2)

    def send(claim: Claim) -> str:
        ready.wait()
        try:
            filing.submit(claim.pk, by=claim.applicant, consents=True)
        except Incomplete as refused:
            return refused.problems["facts"]
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(send, drafts))


def test_of_two_for_the_same_stay_one_is_sent_in_and_the_other_told() -> None:
    words, sent = sorted(both_sent_in(), key=lambda word: word == "sent")

    assert sent == "sent"
    assert "日期重复" in words
    assert Claim.objects.exclude(status=Status.DRAFT).count() == 1


def test_without_the_lock_both_would_be_sent_in(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = threading.Barrier(2)
    problems = completeness.problems

    def both_have_looked(claim: Claim) -> dict[str, str]:
        found = problems(claim)
        looked.wait(10)
        return found

    monkeypatch.setattr(completeness, "problems", both_have_looked)
    monkeypatch.setattr(filing, "locked", lambda claim_id, of_member: locked(claim_id))

    assert both_sent_in() == ["sent", "sent"]
