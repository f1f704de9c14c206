"""Signing in by phone, and binding an account to the member it stands for.

Codes are counted in the database, by the one canonical form of a phone, so that no spelling, no
second process and no restart gives anybody more of them. Nothing here asks whether a phone belongs
to a member: what a stranger is told is what a member is told. The code itself is known to the SMS
partner alone; a row keeps its hash.
"""

import logging
import secrets
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from members import human, texting
from members.errors import (
    AccountClosed,
    BoundAlready,
    CodeExpired,
    CodeNotSent,
    CodeUsed,
    CodeWrong,
    HumanNeeded,
    NotFound,
    PhoneDiffers,
    TooManyBindings,
    TooManyTries,
    TooSoon,
)
from members.identity import IdentityRefused, canonical
from members.identity import phone as canonical_phone
from members.models import AccessLog, Member, SignInCode, User
from members.outside.sms import SmsFailed
from members.roles import Role

LIVES: Final = timedelta(minutes=5)
MOST_TRIES: Final = 5
PHONE_LIMITS: Final = (
    (timedelta(minutes=1), 1),
    (timedelta(hours=1), 5),
    (timedelta(hours=24), 10),
)
"""Codes to one phone in a sliding time: what the carriers themselves allow by default."""
ADDRESS_LIMITS: Final = ((timedelta(hours=1), 60), (timedelta(hours=24), 300))
"""Codes asked for from one address; default, not sourced: a works canteen shares one."""
NETWORK_LIMITS: Final = {
    4: ((timedelta(hours=1), 180), (timedelta(hours=24), 900)),
    6: ADDRESS_LIMITS,
}
"""The same from the addresses beside it, by IP version. A /24 may hold many canteens; a /64 of IPv6
is one household, which has as many addresses as it likes. Default, not sourced."""
NETWORK: Final = {4: 24, 6: 64}
UNUSED: Final = 3
"""Codes from one address within an hour that signed nobody in, after which a question is asked."""
CODES_KEPT: Final = timedelta(days=2)
"""Longer than any limit counts them."""
BINDING_TRIES: Final = 5
"""Tries of one account in 24 hours to say who it is; default, not sourced."""
BINDING: Final = "identify"
WORDS: Final = "【互助保障】验证码{code}，5分钟内有效。工作人员不会向您索要，请勿告诉他人。"

logger = logging.getLogger(__name__)


def account(request: HttpRequest) -> User:
    """Give the account that is signed in; views behind the policy table always have one."""
    assert isinstance(request.user, User)  # noqa: S101 - for the types: the Gate has asked
    return request.user


def address(request: HttpRequest) -> str | None:
    """Give the address that the request came from; None over a socket."""
    return request.META.get("REMOTE_ADDR") or None


def way_back(request: HttpRequest) -> str:
    """Give where to go after signing in, if it is a page of this site; else nothing."""
    back = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if allowed and back.startswith("/") else ""


def request_code(
    phone_text: str, *, browser: str, address: str | None, human: bool = False
) -> SignInCode:
    """Send a new code to a phone; older ones of the phone die with that.

    IdentityRefused when it is no mobile number, TooSoon when a limit is reached, HumanNeeded when
    nobody answered a question that is asked here, CodeNotSent when the text could not be handed
    over. Commits before it sends.
    """
    phone = canonical_phone(phone_text)
    code = f"{secrets.randbelow(1_000_000):06}"
    asked = _reserve(phone, browser=browser, address=address, human=human)
    # After the row is committed, so that neither the slow hash nor the partner holds a lock.
    asked.code_hash = make_password(_peppered(code))
    asked.save(update_fields=["code_hash"])
    try:
        texting.send(phone, WORDS.format(code=code), of=texting.CODES)
    except SmsFailed as error:
        logger.warning("sign_in_code_not_sent", extra={"why": error.reason})
        raise CodeNotSent from error
    return asked


def asks_for_human(address: str | None) -> bool:
    """Whether a code is sent only to who answers a question.

    So it is where codes are asked for and not used: whoever shares an address with people who
    sign in is not troubled. And everywhere, once half of the day's texts are gone.
    """
    if address is None:
        return False
    unused = SignInCode.objects.filter(
        network=network_of(address), used_at=None, sent_at__gt=timezone.now() - timedelta(hours=1)
    )
    if ip_address(address).version == 4:  # noqa: PLR2004
        unused = unused.filter(address=address)
    return unused.count() >= UNUSED or texting.half_spent()


def network_of(address: str) -> str:
    """Give the addresses beside one, as 192.0.2.0/24 or 2001:db8::/64."""
    found = ip_address(address)
    return str(ip_network(f"{address}/{NETWORK[found.version]}", strict=False))


def verify_code(phone_text: str, code_text: str, *, browser: str) -> User:
    """Give the account of a phone for the code sent to it, making the account at the first time.

    A try is counted, in one conditional update, before anything is compared: however many come
    at once, five are compared. CodeWrong, CodeExpired, CodeUsed, TooManyTries, AccountClosed.
    """
    phone = canonical_phone(phone_text)
    asked = SignInCode.objects.filter(phone_index=phone).order_by("-sent_at").first()
    if asked is None or asked.browser != browser:
        raise CodeWrong(tries_left=0)
    try:
        _spend(asked, canonical(code_text))
    except (CodeWrong, CodeExpired, CodeUsed, TooManyTries) as error:
        logger.warning(
            "sign_in_refused", extra={"code_id": str(asked.pk), "why": type(error).__name__}
        )
        raise
    return _account_of(phone)


def forget_codes() -> int:
    """Remove the codes that no limit counts any more, with their phones; give how many."""
    old = SignInCode.objects.filter(sent_at__lt=timezone.now() - CODES_KEPT)
    count, _by_model = old.delete()
    human.forget()
    return count


def bind(user: User, *, name: str, id_number: str) -> Member:
    """Bind an account to the member who has this ID number and exactly this name.

    Every try is recorded, and five a day are answered: TooManyBindings. NotFound, PhoneDiffers when
    the roster says another phone, BoundAlready. Binding again to the same member changes nothing.
    """
    _record_try(user)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        member = (
            Member.objects.select_for_update(of=("self",))
            .with_id_number(canonical(id_number))
            .filter(name=name.strip())
            .first()
        )
        if member is None:
            raise NotFound
        if member.user_id == user.pk:
            return member
        if member.user_id or Member.objects.filter(user=user).exists():
            raise BoundAlready
        if member.phone and not _same_phone(member.phone, user.phone):
            raise PhoneDiffers
        member.user = user
        member.save(update_fields=["user"])
        user.roles = sorted({*user.roles, Role.MEMBER})
        user.name = user.name or member.name
        user.save(update_fields=["roles", "name"])
    return member


def _reserve(phone: str, *, browser: str, address: str | None, human: bool) -> SignInCode:
    """Write the row of a code to come, or refuse; one at a time a phone and a network."""
    network = network_of(address) if address else ""
    with transaction.atomic():
        _one_at_a_time(f"phone:{phone}")
        _check_limits(PHONE_LIMITS, phone_index=phone)
        if address:
            _one_at_a_time(f"address:{network}")
            _check_limits(ADDRESS_LIMITS, address=address)
            _check_limits(NETWORK_LIMITS[ip_address(address).version], network=network)
            if not human and asks_for_human(address):
                raise HumanNeeded
        now = timezone.now()
        return SignInCode.objects.create(
            phone=phone,
            browser=browser,
            address=address,
            network=network,
            sent_at=now,
            expires_at=now + LIVES,
        )


def _one_at_a_time(name: str) -> None:
    """Wait until no other transaction counts under this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _check_limits(limits: tuple[tuple[timedelta, int], ...], **whose: str) -> None:
    now = timezone.now()
    for span, most in limits:
        sent = SignInCode.objects.filter(**whose, sent_at__gt=now - span).order_by("-sent_at")
        times = list(sent.values_list("sent_at", flat=True)[:most])
        if len(times) == most:
            raise TooSoon(times[-1] + span - now)


def _spend(asked: SignInCode, code: str) -> None:
    now = timezone.now()
    if asked.used_at:
        raise CodeUsed
    if asked.expires_at <= now:
        raise CodeExpired
    alive = SignInCode.objects.filter(pk=asked.pk, used_at=None)
    if not alive.filter(attempts__lt=MOST_TRIES).update(attempts=F("attempts") + 1):
        raise TooManyTries
    if not check_password(_peppered(code), asked.code_hash):
        asked.refresh_from_db(fields=["attempts"])
        raise CodeWrong(tries_left=MOST_TRIES - asked.attempts)
    if not alive.update(used_at=now):
        raise CodeUsed


def _peppered(code: str) -> str:
    return f"{code}.{settings.SECRET_KEY}"


def _account_of(phone: str) -> User:
    user = User.objects.filter(phone_index=phone).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_by_phone(phone)
        except IntegrityError:  # the same phone, signed in elsewhere at this very moment
            user = User.objects.get(phone_index=phone)
    if not user.is_active:
        raise AccountClosed
    return user


def _record_try(user: User) -> None:
    """Write down a try to bind, or raise TooManyBindings; commits, whatever becomes of the try."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        since = timezone.now() - timedelta(hours=24)
        tries = AccessLog.objects.filter(what=BINDING, object_id=user.pk.hex, at__gt=since)
        if tries.count() >= BINDING_TRIES:
            raise TooManyBindings
        AccessLog.objects.create(by=user, what=BINDING, object_id=user.pk.hex)


def _same_phone(roster: str, own: str) -> bool:
    try:
        return canonical_phone(roster) == own
    except IdentityRefused:
        return False
