"""What a body may be that no browser would send, or that the disk has no room for."""

import base64
import io
import resource
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from claims.models import Claim, Page
from tests.claims.files import encoded
from tests.claims.views.conftest import at

pytestmark = pytest.mark.django_db

SMALL = encoded(Image.new("RGB", (900, 1200), (200, 200, 200)))
NAMES = {
    "a way up": "../../etc/passwd.jpg",
    "a way up elsewhere": "..\\..\\boot.jpg",
    "a NUL": "a\0b.jpg",
    "a second header": "a.jpg\r\nSet-Cookie: x=1",
    "three hundred letters": "票" * 300 + ".jpg",
    "read from the right": "a\u202egpj.exe",
    "a file of the server": ".htaccess",
    "a device": "con",
    "a smile": "😀.jpg",
    "nothing": " ",
}


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "vault"
    return settings.VAULT_ROOT


def stored(vault) -> list[str]:
    return [path.name for path in vault.rglob("*") if path.is_file()]


def send(browser: Client, claim: Claim, file: SimpleUploadedFile):
    sent = {"client_key": str(uuid.uuid4()), "files": [file]}
    return browser.post(at("paper", claim, "discharge_record"), sent)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_the_name_of_a_file_leads_nowhere_and_stands_nowhere(browser, draft, vault, name):
    file = SimpleUploadedFile("photo.jpg", SMALL)
    vars(file)["_name"] = name  # as it came: the class would have cut it already

    send(browser, draft, file)

    [page] = Page.objects.all()
    assert set(stored(vault)) == {page.original_key, page.picture_key, page.thumb_key}
    answer = browser.get(at("page_picture", draft, page.pk, "picture"))
    assert answer["Content-Disposition"] == "inline"
    assert "Set-Cookie" not in answer.headers
    assert name.strip() == "" or name not in str(vars(page))


def body(payload: bytes, **headers: str) -> bytes:
    """A form with one file, its part with headers of its own."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="client_key"\r\n\r\n',
        str(uuid.uuid4()).encode(),
        b'\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n',
        f"Content-Type: image/jpeg\r\n{more}\r\n".encode(),
        payload,
        b"\r\n--x--\r\n",
    ]
    return b"".join(parts)


def post(browser: Client, claim: Claim, content: bytes, **more):
    path = at("paper", claim, "discharge_record")
    return browser.generic("POST", path, content, "multipart/form-data; boundary=x", **more)


def test_ten_megabytes_of_blanks_in_base64_are_an_empty_file(browser, draft, vault):
    answer = post(browser, draft, body(b" " * 10_000_000, Content_Transfer_Encoding="base64"))

    assert "文件是空的" in browser.get(answer.url).content.decode()
    assert stored(vault) == []


def test_a_photograph_in_base64_is_a_page(browser, draft):
    post(browser, draft, body(base64.b64encode(SMALL), Content_Transfer_Encoding="base64"))

    assert draft.pages.count() == 1


@pytest.mark.parametrize("kept", [0.01, 0.5, 0.99])
def test_a_body_that_breaks_off_leaves_nothing_and_may_be_sent_again(browser, draft, vault, kept):
    whole = body(SMALL)

    broken = post(browser, draft, whole[: int(len(whole) * kept)])

    assert broken.status_code in {302, 400}
    assert not Page.objects.exists()
    assert stored(vault) == []
    post(browser, draft, whole)
    assert draft.pages.count() == 1


@pytest.mark.parametrize("length", ["-1", "abc", "", "0"])
def test_a_length_that_is_not_true_is_no_crash(browser, draft, length):
    whole = body(SMALL)

    answer = post(browser, draft, whole, CONTENT_LENGTH=length)

    assert answer.status_code in {302, 400, 413}
    assert draft.pages.count() <= 1


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def large() -> bytes:
    out = io.BytesIO(SMALL)
    out.seek(0, io.SEEK_END)
    out.write(bytes(4_000_000))  # behind the end of a JPEG anything may stand
    return out.getvalue()


def test_a_full_disk_is_told_and_what_is_there_is_still_shown(browser, draft, vault, caplog):
    send(browser, draft, SimpleUploadedFile("a.jpg", SMALL))
    there, [page] = stored(vault), Page.objects.all()
    browser.raise_request_exception = False

    with no_room(len(large())):  # the file as it came has room, and sealed it has not
        full = send(browser, draft, SimpleUploadedFile("b.jpg", large()))
        shown = browser.get(at("page_picture", draft, page.pk, "picture"))

    assert full.status_code == 507
    assert "存储空间暂时不够" in full.content.decode()
    assert "disk_full" in caplog.messages
    assert sorted(stored(vault)) == sorted(there)
    assert shown.status_code == 200
    send(browser, draft, SimpleUploadedFile("b.jpg", large()))
    assert draft.pages.count() == 2
