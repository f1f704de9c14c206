"""Finding claims by what somebody at the counter says: each by an index made for it.

A number is looked for whole, through the blind index where it is sealed. Of a name two characters
side by side are enough; of those who have them 2,000 are looked at, and it is said when there are
more. A lone surname is too little: the birthday has to go with it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from claims.models import Claim, Shelving
from claims.originals.arrivals import code_of
from members import identity
from members.identity import IdentityRefused, canonical
from members.models import Member

MOST: Final = 20
"""Claims that are listed."""
MOST_PEOPLE: Final = 2_000
"""People of a name who are looked at."""
OF_A_CLAIM: Final = re.compile(r"(?:YBH|SL)-[0-9]{8}-[0-9]{7,}")
NAMED: Final = re.compile(r"(?P<name>[^0-9]+?)\s*(?:(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2}))?")


PLACE: Final = re.compile(r"[A-Z]-[0-9]{2}-[0-9]{2}")
"""Of the archive: written in full, lest two letters and digits be taken for it."""


class By(StrEnum):
    """What the words were taken for; kept in the access log in place of them."""

    CLAIM = "claim_number"
    PERSON = "person_number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of claims, the newest first; and whether there may be more, or too little was said."""

    keys: tuple[UUID, ...] = ()
    by: By = By.NAME
    capped: bool = False
    lacking: bool = False


def fitting(sought: str) -> Found:
    """Find the claims that fit."""
    number = canonical(sought)
    if OF_A_CLAIM.fullmatch(number):
        return _found(Q(number=number) | Q(acceptance_number=number), By.CLAIM)
    if PLACE.fullmatch(number):
        on_shelf = Shelving.objects.open().filter(place=number)
        return _found(Q(pk__in=on_shelf.values("claim")), By.CLAIM)
    if (code := code_of(sought)) and (found := _found(Q(cover_sheet__code=code), By.CLAIM)).keys:
        return found
    if number and (number[0].isdigit() or number[-1].isdigit()) and number.isascii():
        return _found_by_person(number)
    words = NAMED.fullmatch(identity.name(sought))
    return _found_by_name(words) if words else Found()


def _found_by_person(number: str) -> Found:
    """Find by a number that stands for a person: of the ID, the phone or the account."""
    ways = [Q(member__in=Member.objects.with_id_number(number)), Q(payee_account_index=number)]
    with suppress(IdentityRefused):
        phone = identity.phone(number)
        ways += [
            Q(member__in=Member.objects.filter(people))
            for people in (Q(phone_index=phone), Q(user__phone_index=phone))
        ]
    # One after the other: of all at once the database would make a walk through every claim.
    found = (_found(way, By.PERSON) for way in ways)
    return next((one for one in found if one.keys), Found(by=By.PERSON))


def _found_by_name(words: re.Match[str]) -> Found:
    people, name = Member.objects.named(words["name"]), words["name"]
    if words["y"]:
        try:
            born_on = date(int(words["y"]), int(words["m"]), int(words["d"]))
        except ValueError:
            return Found(lacking=True)
        people = people.filter(born_on=born_on)
    elif len(name) == 1:
        return Found(lacking=True)
    members = list(people.values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    found = _found(Q(member__in=members[:MOST_PEOPLE]), By.NAME)
    return Found(found.keys, By.NAME, found.capped or len(members) > MOST_PEOPLE)


def _found(fits: Q, by: By) -> Found:
    claims: QuerySet[Claim] = Claim.objects.seen_by_office().filter(fits)
    newest = claims.order_by("-submitted_at").values_list("pk", flat=True)
    keys = tuple(newest[: MOST + 1])
    return Found(keys[:MOST], by, capped=len(keys) > MOST)
