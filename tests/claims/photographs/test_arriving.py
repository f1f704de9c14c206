"""A file in pieces: it goes on where the connection broke, and comes in once."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.errors import NotOpen
from claims.models import Claim, UploadPart
from claims.photographs import arriving, evidence, uploads
from members import vault
from tests.claims.files import photo
from tests.factories.claims import complete_draft, submitted
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
PAPER = "discharge_record"


@pytest.fixture
def claim() -> Claim:
    return complete_draft()


def begun(claim: Claim, size: int, **more) -> UploadPart:
    more.setdefault("client_key", uuid4())
    return arriving.begin(claim, PAPER, size, by=claim.applicant, replaces=None, **more)


@pytest.mark.parametrize("share", [0.3, 0.99])
def test_a_file_goes_on_where_the_connection_broke(claim, share):
    content = photo("discharge.jpg")
    cut = int(len(content) * share)
    part = begun(claim, len(content))

    arriving.add(part, 0, content[:cut])
    told = arriving.begin(
        claim,
        PAPER,
        len(content),
        client_key=part.client_key,
        by=claim.applicant,
        replaces=None,
    )
    whole = arriving.add(part, told.received, content[cut:])
    (page,) = arriving.finish(whole)

    assert told.received == cut
    assert vault.get(page.original_key) == content
    assert page.advice == ""


def test_a_file_that_came_whole_is_written_once_and_asks_little(claim, settings):
    content = photo("spoilt-small.jpg")

    with CaptureQueriesContext(connection) as asked:
        part = begun(claim, len(content), first=content)
    (page,) = arriving.finish(part)

    written = [query["sql"].split()[0] for query in asked]
    assert written == ["SELECT", "SAVEPOINT", "INSERT", "RELEASE"]
    assert [page.original_key] == part.chunks
    assert vault.get(page.original_key) == content


def test_begun_again_it_stays_as_it_was(claim):
    key = uuid4()
    part = begun(claim, 10, client_key=key, first=b"x" * 5)

    again = begun(claim, 10, client_key=key, first=b"y" * 10)

    assert (again, again.received) == (part, 5)


def test_the_last_piece_sent_twice_adds_the_page_once(claim):
    content = photo("spoilt-small.jpg")
    part = arriving.add(begun(claim, len(content)), 0, content)

    first = arriving.finish(part)
    part.refresh_from_db()
    again = arriving.finish(arriving.add(part, len(content), b""))

    assert first == again
    assert claim.pages.filter(client_key=part.client_key).count() == 1
    assert part.chunks == []


@pytest.mark.parametrize("offset", [0, 5, 2000])
def test_a_piece_that_does_not_follow_is_answered_with_the_offset_that_does(claim, offset):
    part = arriving.add(begun(claim, 1000), 0, b"x" * 10)

    with pytest.raises(arriving.WrongOffset) as wrong:
        arriving.add(part, offset, b"y" * 10)

    assert wrong.value.offset == 10
    assert arriving.add(part, 10, b"y" * 10).received == 20


def test_the_same_piece_at_once_is_added_once(claim):
    one = begun(claim, 10)
    other = UploadPart.objects.get(pk=one.pk)

    arriving.add(one, 0, b"x" * 5)
    with pytest.raises(arriving.WrongOffset) as wrong:
        arriving.add(other, 0, b"x" * 5)

    one.refresh_from_db()
    assert wrong.value.offset == 5
    assert len(one.chunks) == 1


def test_more_than_was_announced_is_not_taken(claim):
    part = begun(claim, 10)

    with pytest.raises(arriving.WrongOffset):
        arriving.add(part, 0, b"x" * 11)
    with pytest.raises(arriving.WrongOffset):
        begun(claim, 10, first=b"x" * 11)


@pytest.mark.parametrize(("size", "code"), [(0, "EMPTY"), (uploads.MOST_BYTES + 1, "TOO_BIG")])
def test_a_file_that_would_not_be_taken_is_refused_before_it_is_sent(claim, size, code):
    with pytest.raises(uploads.UploadRefused) as refused:
        begun(claim, size)

    assert refused.value.code == code


def test_files_begun_and_left_count_and_finished_ones_do_not(claim):
    for _ in range(arriving.MOST_AT_ONCE // uploads.MOST_BYTES):
        begun(claim, uploads.MOST_BYTES)

    with pytest.raises(uploads.UploadRefused) as refused:
        begun(claim, 1)
    assert refused.value.code == "TOO_MANY_AT_ONCE"
    UploadPart.objects.update(received=uploads.MOST_BYTES)
    assert begun(claim, 1).received == 0


def test_a_file_that_cannot_be_a_page_is_let_go(claim):
    pages = claim.pages.count()
    part = arriving.add(begun(claim, 4), 0, b"text")

    with pytest.raises(uploads.UploadRefused):
        arriving.finish(part)

    assert not UploadPart.objects.exists()
    assert claim.pages.count() == pages


def test_nothing_is_begun_where_the_paper_is_not_open():
    claim = submitted()

    with pytest.raises(NotOpen):
        begun(claim, 10)


def test_pieces_stay_while_their_file_is_under_way_and_go_a_day_later(claim):
    part = arriving.add(begun(claim, 10), 0, b"x" * 5)
    keys = set(part.chunks)

    assert evidence._owned(keys) == keys
    assert arriving.sweep() == 0
    UploadPart.objects.update(added_at=timezone.now() - timedelta(days=1, minutes=1))
    assert arriving.sweep() == 1
    assert evidence._owned(keys) == set()


def test_a_phone_sends_pieces_and_gets_the_saved_page(claim):
    browser = Client()
    browser.force_login(claim.applicant)
    content = photo("spoilt-small.jpg")
    start = reverse("claims:parts", args=[claim.pk, PAPER])

    half = len(content) // 2
    first = post(browser, start, content[:half], client_key=uuid4(), size=len(content))
    answer = first.json()
    lost = patch(browser, answer["url"], 0, content[:half])
    asked = browser.get(answer["url"]).json()
    last = patch(browser, answer["url"], half, content[half:])

    assert (first.status_code, answer["offset"]) == (201, half)
    assert (lost.status_code, lost.json()) == (409, {"offset": half})
    assert asked == {"offset": half, "size": len(content)}
    assert last.status_code == 201
    assert "已保存" in json.loads(last.content)["html"]


def test_somebody_elses_file_is_not_there(claim):
    part = begun(claim, 10)
    stranger = Client()
    other = UserFactory.create()
    stranger.force_login(other)
    url = reverse("claims:part", args=[claim.pk, part.pk])

    assert patch(stranger, url, 0, b"x").status_code in {302, 404}
    part.refresh_from_db()
    assert part.received == 0


@pytest.mark.parametrize("offset", ["", "-1", "x", "１", "9" * 40])
def test_an_offset_that_is_no_number_is_answered_and_adds_nothing(claim, offset):
    browser = Client()
    browser.force_login(claim.applicant)
    part = begun(claim, 10)
    url = reverse("claims:part", args=[claim.pk, part.pk])

    answer = browser.patch(
        url, b"x", content_type="application/octet-stream", headers={"Upload-Offset": offset}
    )

    assert (answer.status_code, answer.json()) == (400, {"offset": 0})


def post(browser: Client, start: str, first: bytes, **about):
    return browser.post(start, first, content_type="application/octet-stream", query_params=about)


def patch(browser: Client, url: str, offset: int, content: bytes):
    return browser.patch(
        url,
        content,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )
