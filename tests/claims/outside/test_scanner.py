"""Files shown to the virus scanner: a stand-in speaks clamd's INSTREAM on a socket of its own."""

import socketserver
import struct
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims import filing
from claims.errors import Incomplete
from claims.models import Page, Quarantined, UploadPart
from claims.outside import scanner
from claims.outside.scanner import Unscanned, scan
from claims.photographs import arriving, evidence, uploads
from members import vault
from members.models import Message
from members.roles import Role
from tests.claims.files import photo
from tests.factories.claims import complete_draft, staff

MARK = b"what the stand-in finds"
PAPER = "discharge_record"


class StandIn(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    says: str | None = ""
    """Instead of looking; None: nothing at all."""
    asked = 0


class Looks(socketserver.StreamRequestHandler):
    server: StandIn

    def handle(self):
        assert self.rfile.readline() == b"nINSTREAM\n"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.asked += 1
        if self.server.says is None:
            threading.Event().wait(2)
            return
        found = "stream: Stand-In.Mark FOUND" if MARK in content else "stream: OK"
        self.wfile.write(f"{self.server.says or found}\n".encode())


@pytest.fixture
def clamd(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(scanner, "MOST_SECONDS", 0.3)
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    with StandIn(settings.CLAMD_SOCKET, Looks) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def away(tmp_path, settings):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")


def test_what_is_hidden_is_named_and_what_is_clean_is_not(clamd):
    assert scan(b"x" * 5000 + MARK) == "Stand-In.Mark"
    assert scan(b"x" * 5000) == ""
    assert clamd.asked == 2


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMD_SOCKET = ""

    assert scan(MARK) == ""


@pytest.mark.parametrize(
    "says", ["INSTREAM size limit exceeded. ERROR", "stream: cannot open ERROR", "no sense", None]
)
def test_whatever_is_not_a_plain_answer_is_none(clamd, says):
    clamd.says = says

    with pytest.raises(Unscanned):
        scan(b"a page")
    clamd.says = ""
    assert scan(b"a page") == ""


def taken(claim, content, key=None):
    return arriving.take(
        claim.pk, PAPER, content, client_key=key or uuid.uuid4(), by=claim.applicant
    )


@pytest.mark.django_db
class TestPages:
    def test_a_clean_file_becomes_a_page(self, clamd):
        claim = complete_draft()

        assert len(taken(claim, photo("spoilt-small.jpg"))) == 1
        assert not Quarantined.objects.exists()

    def test_another_is_sealed_apart_once_and_never_opened(self, clamd, monkeypatch):
        claim, content = complete_draft(), photo("spoilt-small.jpg") + MARK
        monkeypatch.setattr(uploads, "take", lambda _: pytest.fail("opened"))

        for _ in range(2):
            with pytest.raises(uploads.UploadRefused) as refused:
                taken(claim, content)
            assert refused.value.code == "UNSAFE"

        [apart] = Quarantined.objects.all()
        assert (apart.found, apart.claim, apart.size) == ("Stand-In.Mark", claim, len(content))
        assert vault.get(apart.key) == content
        assert evidence.sweep() == 0

    def test_while_it_is_away_a_file_is_kept_and_comes_in_by_itself(self, away, settings):
        claim, content, key = complete_draft(), photo("spoilt-small.jpg"), uuid.uuid4()
        claim.pages.filter(material=PAPER).delete()
        for _ in range(2):  # sent again, it waits once
            with pytest.raises(Unscanned):
                taken(claim, content, key)

        assert arriving.resume() == 0
        assert not Page.objects.filter(client_key=key).exists()
        with pytest.raises(Incomplete) as lacking:
            filing.submit(claim.pk, by=claim.applicant, consents=True)
        assert "安全检测" in lacking.value.problems[PAPER]

        settings.CLAMD_SOCKET = ""
        assert arriving.resume() == 1
        assert arriving.resume() == 0
        [page] = Page.objects.filter(client_key=key)
        assert vault.get(page.original_key) == content
        filing.submit(claim.pk, by=claim.applicant, consents=True)

    def test_a_file_in_pieces_waits_as_well(self, away, settings):
        claim, content = complete_draft(), photo("spoilt-small.jpg")
        part = arriving.begin(
            claim, PAPER, len(content), client_key=uuid.uuid4(), by=claim.applicant,
            replaces=None,
        )  # fmt: skip
        whole = arriving.add(part, 0, content)
        with pytest.raises(Unscanned):
            arriving.finish(whole)

        assert list(UploadPart.objects.waiting()) == [part]
        settings.CLAMD_SOCKET = ""
        assert arriving.resume() == 1
        assert Page.objects.filter(client_key=part.client_key).count() == 1

    def test_who_sent_what_turns_out_to_be_none_is_told(self, away, clamd, settings):
        claim, here = complete_draft(), settings.CLAMD_SOCKET
        settings.CLAMD_SOCKET = here + "-away"
        with pytest.raises(Unscanned):
            taken(claim, photo("spoilt-small.jpg") + MARK)

        settings.CLAMD_SOCKET = here
        assert arriving.resume() == 1
        assert not UploadPart.objects.waiting().exists()
        told = Message.objects.get(user=claim.applicant, key__startswith="file-not-taken")
        assert "没有通过安全检测" in told.text

    def test_what_waits_is_not_forgotten_and_what_was_left_is(self, away):
        claim = complete_draft()
        with pytest.raises(Unscanned):
            taken(claim, photo("spoilt-small.jpg"))
        arriving.begin(claim, PAPER, 9, client_key=uuid.uuid4(), by=claim.applicant, replaces=None)
        UploadPart.objects.update(added_at="2024-01-01T00:00Z")

        assert arriving.sweep() == 1
        assert UploadPart.objects.waiting().count() == 1


@pytest.mark.django_db
class TestScreens:
    def test_the_member_reads_that_it_is_kept(self, away, client: Client):
        claim = complete_draft()
        client.force_login(claim.applicant)
        url = reverse("claims:paper", args=[claim.pk, PAPER])
        answer = client.post(url, {"files": a_file()}, follow=True)
        assert "文件已保存，暂时无法检测" in answer.text
        assert "1个文件已保存，正在等待安全检测" in answer.text

        asks = {"Accept": "application/json"}
        answer = client.post(url, {"files": a_file()}, headers=asks)
        assert (answer.status_code, "暂时无法检测" in answer.json()["waiting"]) == (202, True)

    def test_the_administrator_sees_what_is_sealed_apart_and_nobody_opens_it(
        self, clamd, client: Client
    ):
        claim = complete_draft()
        with pytest.raises(uploads.UploadRefused):
            taken(claim, photo("spoilt-small.jpg") + MARK)
        client.force_login(staff(Role.ADMINISTRATOR))

        listed = client.get(reverse("admin:claims_quarantined_changelist"))
        shown = client.get(
            reverse("admin:claims_quarantined_change", args=[Quarantined.objects.get().pk])
        )

        assert "Stand-In.Mark" in listed.text
        assert "Stand-In.Mark" in shown.text
        assert Quarantined.objects.get().key not in shown.text


def a_file():
    return SimpleUploadedFile("a.jpg", photo("spoilt-small.jpg"), "image/jpeg")
