import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import env


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def run(port: str, var: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.run"],
        env={**os.environ, "PORT": port, "VAR_DIR": str(var)},
        cwd=env.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_a_taken_port_is_told_before_anything_starts(taken: int, tmp_path: Path) -> None:
    answer = run(str(taken), tmp_path)

    assert answer.returncode == 1
    assert answer.stderr == (
        f"Port {taken} cannot be had (Address already in use). "
        f"Choose another: make run PORT={taken + 1}\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_none_is_told(word: str, tmp_path: Path) -> None:
    answer = run(word, tmp_path)

    assert answer.returncode == 1
    assert f"PORT={word} is no port" in answer.stderr
