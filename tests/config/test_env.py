import base64
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import env


def test_a_missing_variable_stops_the_start_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE", raising=False)

    with pytest.raises(SystemExit, match="HOTLINE is not set"):
        env.required("HOTLINE")


def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE", "12351")

    assert env.required("HOTLINE") == "12351"


@pytest.mark.parametrize(
    ("word", "meant"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("", False)]
)
def test_a_flag_is_a_word_for_yes_or_no(
    monkeypatch: pytest.MonkeyPatch, word: str, meant: bool
) -> None:
    monkeypatch.setenv("HTTPS", word)

    assert env.flag("HTTPS") is meant


def test_a_flag_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "perhaps")

    with pytest.raises(SystemExit, match="HTTPS=perhaps is neither yes nor no"):
        env.flag("HTTPS")


def test_a_list_drops_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, ,b.example,")

    assert env.listed("ALLOWED_HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize("zone", ["public", "internal"])
def test_a_zone_has_no_default_for_a_secret(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("ZONE", zone)
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(SystemExit, match="SECRET_KEY is not set"):
        env.secret("SECRET_KEY")


def test_development_makes_a_secret_once_and_for_itself_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(env, "VAR_DIR", tmp_path)
    monkeypatch.setenv("ZONE", "all")
    monkeypatch.delenv("SECRET_KEY", raising=False)

    first = env.secret("SECRET_KEY")

    assert env.secret("SECRET_KEY") == first
    assert len(base64.b64decode(first)) == 32
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_processes_that_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    ask = "from config import env; print(env.secret('SECRET_KEY'))"
    variables = {"VAR_DIR": str(tmp_path), "ZONE": "all"}

    def answer(_number: int) -> str:
        command = [sys.executable, "-c", ask]
        return subprocess.check_output(command, env=variables, cwd=env.BASE_DIR, text=True)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(answer, range(4)))) == 1
