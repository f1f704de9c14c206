"""The public and the internal zone as real processes, with the settings they are deployed with."""

import base64
import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.signing import BadSignature, Signer
from django.db import connection

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EVERYWHERE = {
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
}


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def environment(zone: str, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ZONE": zone,
        "SECRET_KEY": f"{zone}-{secrets.token_urlsafe(50)}",
        "SEALING_KEYS": f"1:{key()}",
        "BLIND_INDEX_KEY": key(),
        "ALLOWED_HOSTS": "huzhu.example",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": os.environ["REDIS_URL"],
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Zone:
    """A running zone; `get` asks as the proxy in front of it would."""

    def __init__(self, name: str, var: Path) -> None:
        self.port = free_port()
        test_database = connection.settings_dict["NAME"]
        url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{test_database}"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(self.port)),
                "config.wsgi:application",
            ],
            cwd=ROOT,
            env=environment(name, DATABASE_URL=url, VAR_DIR=str(var)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.get("/no-such-page/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(name)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        sent = {"Host": "huzhu.example", "X-Forwarded-Proto": "https", **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as asked:
            asked.request("GET", path, headers=sent)
            answer = asked.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def zones(tmp_path: Path) -> Iterator[tuple[Zone, Zone]]:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"],
        cwd=ROOT,
        env=environment("internal", VAR_DIR=str(tmp_path)),
        check=True,
    )
    public, internal = Zone("public", tmp_path), Zone("internal", tmp_path)
    yield public, internal
    public.stop()
    internal.stop()


def test_each_zone_answers_its_own_urls_and_no_other(zones: tuple[Zone, Zone]) -> None:
    public, internal = zones

    assert public.get("/")[0] == 200
    assert internal.get("/admin/login/")[0] == 200
    nothing = public.get("/no-such-page/")
    for path in ("/admin/", "/%61dmin/", "/admin/login/", "/./admin/", "/admin;x/"):
        status, headers, body = public.get(path)
        assert status == 404, path
        assert (body, headers["content-type"]) == (nothing[2], nothing[1]["content-type"])
    for path in ("/sign-in/", "/claims/", "/unit/"):
        assert internal.get(path)[0] == 404, path
    assert public.get("/", Host="evil.example")[0] == 400

    for zone, path in ((public, "/sign-in/"), (internal, "/admin/login/")):
        _, headers, body = zone.get(path)
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["strict-transport-security"].startswith("max-age=31536000")
        assert headers["x-content-type-options"] == "nosniff"
        assert "no-store" in headers["cache-control"]
        assert b"<script>" not in body
        assert b"style=" not in body
    cookies = [
        public.get("/sign-in/")[1]["set-cookie"],
        internal.get("/admin/login/")[1]["set-cookie"],
    ]
    assert "__Host-public-csrf" in cookies[0]
    assert "__Host-internal-csrf" in cookies[1]


def test_whatever_answers_carries_the_same_headers(zones: tuple[Zone, Zone]) -> None:
    public, internal = zones
    [css, *_] = re.findall(rb'href="(/static/[^"]+\.css)"', public.get("/sign-in/")[2])
    expected = {
        "/sign-in/": 200,
        "/guide": 301,
        "/claims/": 302,
        "/display/": 405,
        "/no-such-page/": 404,
        css.decode(): 200,
    }

    answers = {path: public.get(path) for path in expected}
    answers["another host"] = public.get("/", Host="evil.example")
    answers["the office"] = internal.get("/admin/login/")

    assert {path: answers[path][0] for path in expected} == expected
    assert {path: EVERYWHERE - set(headers) for path, (_, headers, _) in answers.items()} == {
        path: set() for path in answers
    }


@pytest.mark.parametrize("zone", ["public", "internal"])
def test_what_a_zone_does_not_serve_it_does_not_import(zone: str) -> None:
    program = (
        "import sys, django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print('members.admin' in sys.modules, 'members.views.home' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(zone, DJANGO_SETTINGS_MODULE="config.settings"),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == (["False", "True"] if zone == "public" else ["True", "False"])


def test_a_token_of_one_zone_is_worth_nothing_in_the_other() -> None:
    token = Signer(key="public-key").sign("x")

    with pytest.raises(BadSignature):
        Signer(key="internal-key").unsign(token)
    assert Signer(key="public-key").unsign(token) == "x"


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("SECRET_KEY", "SECRET_KEY is not set"),
        ("SEALING_KEYS", "SEALING_KEYS is not set"),
        ("ZONE", "ZONE=inner is unknown"),
    ],
)
def test_a_zone_does_not_start_without_what_it_needs(missing: str, says: str) -> None:
    variables = environment("public")
    variables.pop(missing)
    if missing == "ZONE":
        variables["ZONE"] = "inner"
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert says in done.stderr
