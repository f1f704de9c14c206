"""What happened to a claim since somebody opened its form: told when the form turns out stale."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from claims.models import Claim, ClaimEvent, Page
from claims.papers import name_of
from claims.views import parts

MOST: int = 4000
"""Letters of what was read that a form carries back; more is not compared."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was typed, before and now."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Moves, pages that came or went, and facts that read otherwise, since a form was opened."""

    events: Sequence[ClaimEvent]
    came: Sequence[Page]
    went: Sequence[Page]
    facts: Sequence[Fact]

    def __bool__(self) -> bool:
        return bool(self.events or self.came or self.went or self.facts)


def as_read(claim: Claim) -> dict[str, Any]:
    """What a form carries of the claim as it is shown now."""
    last = claim.events.order_by("-seq").values_list("seq", flat=True).first()
    return {
        "version": claim.version,
        "seen": last or 0,
        "read_at": timezone.now().isoformat(),
        "facts": json.dumps(_facts(claim), ensure_ascii=False),
    }


def since(claim: Claim, read: Mapping[str, Any]) -> Changes:
    """What changed since `read`, a form's cleaned data; `claim` as it is now."""
    events = claim.events.filter(seq__gt=read["seen"]).select_related("by").order_by("seq")
    at: datetime | None = read.get("read_at")
    came = went = Page.objects.none()
    if at is not None:
        pages = claim.pages.select_related("added_by")
        came = pages.live().filter(added_at__gt=at)
        went = pages.filter(removed_at__gt=at, added_at__lte=at)
    return Changes(
        list(events), _named(came), _named(went), _differing(read.get("facts", ""), _facts(claim))
    )


def _named(pages: Any) -> list[Page]:
    found = list(pages)
    for page in found:
        page.name = f"{name_of(page.material)}第{page.position}页"
    return found


def _facts(claim: Claim) -> dict[str, str]:
    told = [*parts.facts(claim), *parts.payee(claim)]
    return {fact.label: fact.value for fact in told}


def _differing(read: str, now: Mapping[str, str]) -> list[Fact]:
    try:
        before = json.loads(read[:MOST]) if read else None
    except ValueError:
        before = None
    if not isinstance(before, dict):
        return []
    labels = dict.fromkeys([*before, *now])
    pairs = ((label, str(before.get(label, "")), now.get(label, "")) for label in labels)
    return [Fact(*pair) for pair in pairs if pair[1] != pair[2]]
