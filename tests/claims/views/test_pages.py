"""Pages come in by the plain form and by the script, are seen by their owner, and go."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from claims.models import Page
from members.models import AccessLog
from tests.claims.files import encoded, photo
from tests.claims.views.conftest import at
from tests.factories import claims as made

pytestmark = pytest.mark.django_db

SMALL = encoded(Image.new("RGB", (900, 1200), (200, 200, 200)))


def file(content=SMALL, name="IMG_0001.jpg"):
    return SimpleUploadedFile(name, content)


def send(browser, claim, *files, script=False, material="discharge_record", **more):
    sent = {"client_key": str(uuid.uuid4()), "files": list(files), **more}
    headers = {"accept": "application/json"} if script else {"accept": "text/html,*/*;q=0.8"}
    return browser.post(at("paper", claim, material), sent, headers=headers)


@pytest.mark.parametrize("name", ["discharge.jpg", "invoice.png", "discharge.pdf"])
def test_the_script_is_given_the_kept_page_for_a_real_photograph(browser, draft, name):
    answer = send(browser, draft, file(photo(name), name), script=True)

    assert answer.status_code == 201
    html = answer.json()["html"]
    assert html.count("已保存") == draft.pages.live().count() > 0
    assert at("page_picture", draft, draft.pages.first().pk, "thumb") in html
    assert at("page_remove", draft, draft.pages.first().pk) in html


def test_the_same_file_with_the_same_key_is_kept_once_and_answered_alike(browser, draft):
    key = str(uuid.uuid4())

    first = send(browser, draft, file(), script=True, client_key=key)
    second = send(browser, draft, file(), script=True, client_key=key)

    tokens = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert tokens.sub("", first.json()["html"]) == tokens.sub("", second.json()["html"])
    assert draft.pages.count() == 1


def test_another_file_sent_by_an_old_form_is_kept_too(browser, draft):
    key = str(uuid.uuid4())

    send(browser, draft, file(), client_key=key)
    send(browser, draft, file(encoded(Image.new("RGB", (900, 1200)))), client_key=key)

    assert draft.pages.count() == 2


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        pytest.param(b"", "EMPTY", "文件是空的", id="empty"),
        pytest.param(b"\xff\xd8\xff" + b"0" * 10_000_000, "TOO_BIG", "超过10MB", id="too big"),
        pytest.param(
            b"MZ\x90\x00 not a picture", "WRONG_KIND", "只接受", id="wrong kind, right name"
        ),
        pytest.param(SMALL[:500], "BROKEN", "已损坏或没有传完", id="cut off"),
    ],
)
def test_a_file_that_cannot_be_a_page_is_refused_in_a_sentence(
    browser, draft, content, code, sentence
):
    told = send(browser, draft, file(content), script=True)
    led_back = send(browser, draft, file(content))

    assert told.status_code == 422
    assert told.json()["code"] == code
    assert sentence in told.json()["error"]
    assert led_back.url == at("paper", draft, "discharge_record")
    assert sentence in browser.get(led_back.url).content.decode()
    assert not Page.objects.exists()


def test_several_files_come_in_by_the_form_and_a_bad_one_spoils_no_other(browser, draft):
    other = encoded(Image.new("RGB", (900, 1200)))

    answer = send(browser, draft, file(), file(b"no picture"), file(other))

    words = browser.get(answer.url).content.decode()
    assert draft.pages.count() == 2
    assert "第2个文件：只接受" in words
    assert "第3个文件：已保存" in words


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_no_file_is_told(browser, draft, script):
    answer = send(browser, draft, script=script)

    words = answer.json()["error"] if script else browser.get(answer.url).content.decode()
    assert "请先拍照，或选择照片、PDF 文件。" in words


def test_nothing_is_added_to_a_claim_that_was_sent_in(client):
    claim = made.submitted()
    client.force_login(claim.applicant)

    answer = send(client, claim, file(), script=True)

    assert answer.status_code == 409
    assert "现在不能修改" in answer.json()["error"]
    assert claim.pages.count() == 4


def test_a_paper_there_is_not_is_not_found(browser, draft):
    assert send(browser, draft, file(), material="passport").status_code == 404
    assert send(browser, draft, file(), material="grade_report").status_code == 404


def test_a_small_picture_is_kept_with_advice(browser, draft):
    answer = send(browser, draft, file(photo("spoilt-small.jpg")), script=True)

    assert answer.status_code == 201
    assert "图片较小，文字可能看不清" in answer.json()["html"]


def test_a_file_that_is_in_the_claim_already_is_kept_and_told_kindly(browser, draft):
    first = send(browser, draft, file(), script=True)
    other = send(browser, draft, file(encoded(Image.new("RGB", (900, 1200)))), script=True)
    again = send(browser, draft, file(), script=True, material="hospital_invoice")

    words = "您已在“出院记录”中上传过这个文件"
    assert words in again.json()["html"]
    assert words in browser.get(at("paper", draft, "hospital_invoice")).content.decode()
    assert words not in first.json()["html"] + other.json()["html"]
    assert draft.pages.live().count() == 3

    browser.post(at("page_remove", draft, draft.pages.live().order_by("added_at")[0].pk))

    assert words not in browser.get(at("paper", draft, "hospital_invoice")).content.decode()


def test_the_owner_sees_a_page_and_that_is_on_record(browser, draft):
    send(browser, draft, file(photo("id-front.jpg")))
    page = draft.pages.get()

    answer = browser.get(at("page_picture", draft, page.pk, "picture"))

    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == "inline"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AccessLog.objects.filter(what="page", object_id=str(page.pk)).count() == 1


def test_bytes_that_are_gone_are_not_found(browser, member):
    claim = made.complete_draft(member=member)

    address = at("page_picture", claim, claim.pages.first().pk, "thumb")

    assert browser.get(address).status_code == 404


def test_a_page_is_taken_out(browser, draft):
    send(browser, draft, file())

    answer = browser.post(at("page_remove", draft, draft.pages.get().pk))

    assert answer.url == at("paper", draft, "discharge_record")
    assert not draft.pages.live().exists()
    assert "还没有上传" in browser.get(at("papers", draft)).content.decode()


def test_a_form_that_did_not_come_from_the_page_is_refused(draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(draft.applicant)

    assert send(strict, draft, file(), script=True).status_code == 403
    assert not Page.objects.exists()
