"""Naming somebody else: found by their name and ID number together, or not at all.

What a stranger is told is the same for a number that nobody has, a name that differs and a person
outside the circle that may be named. Every miss is on record, and few a day are answered: the
register cannot be felt out. How the person named is reached is asked here too.
"""

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.errors import NamedOneself, NotFound, TooManyNamings
from members.identity import IdentityRefused, canonical
from members.identity import phone as canonical_phone
from members.models import AccessLog, Member, User

MISS: Final = "naming_missed"
"""In the access log: somebody was named who could not be found."""
FOUND: Final = "named"
"""In the access log: who was named by whom."""
MISSES: Final = 5
"""Of one account in 24 hours; default, not sourced."""
ADDRESS_MISSES: Final = 30
"""From one address in 24 hours; default, not sourced."""
COUNTED: Final = timedelta(hours=24)


def named(
    by: User,
    *,
    name: str,
    id_number: str,
    among: QuerySet[Member] | None = None,
    address: str | None = None,
) -> Member:
    """Give the person of this name and number, `among` those that may be named.

    NotFound, after which the miss is on record; TooManyNamings; NamedOneself. Commits by itself.
    """
    with transaction.atomic():
        # One try of an account at a time: however many come at once, five are answered.
        User.objects.select_for_update().get(pk=by.pk)
        _check_misses(by, address)
        circle = Member.objects.all() if among is None else among
        found = circle.filter(id_number_index=canonical(id_number), name=name.strip()).first()
        own = found is not None and found.user_id == by.pk
        what, object_id = (FOUND, found.pk.hex) if found else (MISS, by.pk.hex)
        if not own:
            AccessLog.objects.create(by=by, what=what, object_id=object_id, address=address)
    if found is None:
        raise NotFound
    if own:
        raise NamedOneself
    return found


def reached(member: Member) -> User | None:
    """Give the account in which a member reads what concerns them, made when there is none.

    Their own; else that of the phone in the roster, where they find it once they sign in. None when
    no phone is known.
    """
    if member.user is not None:
        return member.user
    try:
        phone = canonical_phone(member.phone)
    except IdentityRefused:
        return None
    user = User.objects.filter(phone_index=phone).first()
    if user is not None:
        return user
    try:
        with transaction.atomic():
            return User.objects.create_by_phone(phone)
    except IntegrityError:  # signed in elsewhere at this very moment
        return User.objects.get(phone_index=phone)


def _check_misses(by: User, address: str | None) -> None:
    missed = AccessLog.objects.filter(what=MISS, at__gt=timezone.now() - COUNTED)
    if missed.filter(object_id=by.pk.hex).count() >= MISSES:
        raise TooManyNamings
    if address and missed.filter(address=address).count() >= ADDRESS_MISSES:
        raise TooManyNamings
