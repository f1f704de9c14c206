"""The policy table against every URL that exists, and every role against the table."""

import re
import uuid
from collections.abc import Iterable, Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config.gate import SIGNED_OUT, may_call
from config.policy import ANYONE, MEMBER, OFFICE_MODELS, RULES, UNIT_SYSTEM
from members.models import User
from members.roles import OFFICE_ROLES, Role
from tests.factories.members import StaffFactory, UserFactory


def urls(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every (name, path) of a URL configuration; the name '' where there is none."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from urls(entry, path, inner)
        elif isinstance(entry, URLPattern):
            yield (f"{space}{entry.name}" if entry.name else "", path)


def filled(path: str) -> str:
    """A path with something plausible in each of its places."""
    path = re.sub(r"<uuid:\w+>", str(uuid.UUID(int=7)), path)
    path = re.sub(r"<int:\w+>", "7", path)
    path = re.sub(r"<path:\w+>", str(uuid.UUID(int=7)), path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)", "claims", path)
    path = re.sub(r"<(?:str|slug):\w+>|<\w+>", "x", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "")


NAMED = {name: filled(path) for name, path in urls(get_resolver()) if name}


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    assert set(NAMED) == set(RULES)


def test_every_model_of_the_admin_is_in_the_table() -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}

    assert registered == set(OFFICE_MODELS)


def test_the_office_never_deletes() -> None:
    assert all("delete" not in may for may in OFFICE_MODELS.values())


def caller(role: str) -> User | None:
    """An account that holds one role and nothing else."""
    if role == "anonymous":
        return None
    if role == "stranger":
        return UserFactory.create()
    maker = StaffFactory if role in OFFICE_ROLES else UserFactory
    return maker.create(roles=[role])


def as_the_table_says(response, callers, user: User | None) -> bool:
    """Whether an answer is what the table wants: 405, 401, sign in, say who, 403, or else."""
    if callers is None:
        return response.status_code == 405
    if callers & UNIT_SYSTEM:  # with a token: tests/members/api
        return response.status_code == 401
    if may_call(user, callers):
        return response.status_code not in {403, 405}
    if user is None:
        return response.status_code == 302 and bool(
            re.search("sign-in|login", response["Location"])
        )
    if callers & MEMBER and not user.is_staff and not user.roles:
        return response.status_code == 302 and response["Location"] == "/identify/"
    return response.status_code == 403


def signed_in(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def answers(user: User | None, calls: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """Every answer to `user` that is not what the table wants."""
    client = signed_in(user)
    for name, method in calls:
        response = client.generic(method, NAMED[name])
        if not as_the_table_says(response, RULES[name].get(method), user):
            yield name, method, response.status_code
        if user is not None and "_auth_user_id" not in client.session:
            client = signed_in(user)


def out(name: str, method: str) -> frozenset[Role]:
    """The roles whose holders are not among the callers."""
    held = {role: User(roles=[role]) for role in Role}
    return frozenset(r for r, user in held.items() if not may_call(user, RULES[name][method]))


CALLS = [(name, method) for name in NAMED for method in ("GET", "POST")]
FOR_ROLES = [
    (name, method) for name, method in CALLS
    if method in RULES[name] and not RULES[name][method] & (ANYONE | UNIT_SYSTEM)
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["anonymous", "stranger"])
def test_who_has_no_role_gets_just_what_the_table_says(role: str) -> None:
    assert list(answers(caller(role), CALLS)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a_role_is_let_in_wherever_the_table_says(role: Role) -> None:
    its = [(name, method) for name, method in FOR_ROLES if role not in out(name, method)]

    assert its
    assert list(answers(caller(role), its)) == []


@pytest.mark.django_db
def test_all_other_roles_in_one_hand_are_kept_out() -> None:
    """So each of them is: an account may what any of its roles may."""
    asked = 0
    for roles in {out(name, method) for name, method in FOR_ROLES} - {frozenset()}:
        maker = StaffFactory if roles & OFFICE_ROLES else UserFactory
        theirs = [(name, method) for name, method in FOR_ROLES if out(name, method) == roles]
        assert list(answers(maker.create(roles=sorted(roles)), theirs)) == []
        asked += len(theirs)

    assert asked == len(FOR_ROLES)


@pytest.mark.django_db
def test_no_page_knows_any_other_method() -> None:
    everything = StaffFactory.create(roles=list(map(str, Role)))
    others = ("PUT", "PATCH", "DELETE", "OPTIONS")

    assert list(answers(everything, [(name, method) for name in NAMED for method in others])) == []


@pytest.mark.django_db
def test_a_path_that_is_not_there_is_the_same_404_for_everybody() -> None:
    staff = Client()
    staff.force_login(StaffFactory.create(roles=list(map(str, OFFICE_ROLES))))

    assert Client().get("/no-such-page/").status_code == 404
    assert staff.get("/no-such-page/").status_code == 404


@pytest.mark.django_db
def test_a_role_taken_away_or_an_account_switched_off_counts_at_the_next_request() -> None:
    user = StaffFactory.create(roles=[str(Role.CASHIER)])
    client = Client()
    client.force_login(user)
    assert client.get("/admin/").status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/admin/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "back"), [("claims:start", "/claims/new/"), ("claims:page_remove", "/")]
)
def test_who_sends_a_form_after_being_signed_out_is_told_and_led_back(name: str, back: str) -> None:
    client = Client()
    response = client.post(NAMED[name])

    assert response["Location"] == f"/sign-in/?next={back}"
    assert SIGNED_OUT in client.get(response["Location"]).content.decode()


@pytest.mark.django_db
def test_who_only_looks_without_being_signed_in_is_told_nothing() -> None:
    client = Client()
    response = client.get(NAMED["claims:start"])

    assert SIGNED_OUT not in client.get(response["Location"]).content.decode()


@pytest.mark.django_db
def test_an_address_that_only_takes_forms_says_so_when_it_is_opened() -> None:
    response = signed_in(caller(Role.MEMBER)).get(NAMED["claims:page_remove"])

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "回到首页" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "name", "sent"),
    [
        (Role.PRE_REVIEWER, "admin:claims_claim_find", {"sought": "赵{}钱"}),
        (Role.TELLER, "admin:claims_claim_find", {"sought{}": "赵"}),
        (Role.CASHIER, "admin:claims_payout_changelist", {"state__exact": "paid{}"}),
    ],
)
def test_text_that_no_column_can_hold_is_refused_before_it_is_looked_for(role, name, sent) -> None:
    client = signed_in(caller(role))
    call = client.post if "GET" not in RULES[name] else client.get

    def answer(letter: str) -> int:
        data = {key.format(letter): value.format(letter) for key, value in sent.items()}
        return int(call(NAMED[name], data).status_code)

    assert answer("\0") == 400
    assert answer("") < 400
