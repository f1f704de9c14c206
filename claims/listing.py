"""A member's claims in short: one line each for a list, and the one that waits for the member.

Give them claims that were read `with_standing()`: nothing more is asked then.
"""

from collections.abc import Iterable
from datetime import date

from django.shortcuts import resolve_url

from claims.models import Claim
from claims.standing import label, present
from claims.timeline import YOURS
from members import days


def line(claim: Claim) -> dict[str, object]:
    """Give what templates/claims/_lines.html shows of a claim."""
    turn = present(claim).who
    return {
        "kind": claim.get_kind_display(),
        "number": claim.number or f"{days.with_weekday(claim.opened_at)}开始填写",
        "standing": label(claim),
        "agent": f"职工{claim.member}，由{claim.by_agent}代办" if claim.by_agent else "",
        "turn": turn,
        "mine": turn == YOURS,
        "link": resolve_url("claims:detail", claim.pk),
    }


def of_staff(claim: Claim, *, link: str) -> dict[str, object]:
    """Give what the unit may know: whose, how far, how much. Nothing that tells of an illness."""
    approved = claim.status == Claim.Status.APPROVED
    award = claim.live_award if approved else None
    return {
        "name": claim.member.masked_name,
        "number": claim.number,
        "on": claim.submitted_at,
        "standing": label(claim),
        "amount": award.yuan if award else None,
        "link": link,
    }


def waiting(claims: Iterable[Claim]) -> dict[str, object] | None:
    """Give the most urgent thing that a member is asked to do; None when nothing is.

    What somebody else files for the member waits for that person.
    """
    for claim in sorted(claims, key=lambda claim: (claim.answer_by or date.max, claim.since)):
        now = present(claim)
        if now.who == YOURS and claim.by_agent is None:
            return {
                "title": f"{claim.get_kind_display()}：{label(claim)}",
                "words": now.words or f"申请编号 {claim.number}",
                "due": claim.answer_by,
                "link": resolve_url("claims:detail", claim.pk),
                "link_words": now.link_words,
            }
    return None
