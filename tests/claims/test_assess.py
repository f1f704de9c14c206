"""`manage.py assess` as scripts call it: a process of its own, no engine running."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = b'{"case": "good", "coverages": [], "claims": []}'
BAD = b'{"case": "bad"}'


def assess(given: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "manage.py", "assess"],
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        env={key: os.environ[key] for key in os.environ if not key.endswith("_URL")},
    )


@pytest.mark.slow
def test_lines_are_answered_in_order_and_blank_ones_skipped():
    done = assess(b"\n".join([GOOD, b"", b"  \t", GOOD.replace(b"good", b"next")]))

    assert [json.loads(line)["case"] for line in done.stdout.splitlines()] == ["good", "next"]
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_one_malformed_case_is_told_after_all_are_answered():
    rubbish = [b"\xff" * 1_000_000, b"[" * 500_000, b"9" * 1_000_000, b'{"case": NaN}', BAD]

    done = assess(b"\n".join([*rubbish, GOOD]))

    names = [json.loads(line)["case"] for line in done.stdout.splitlines()]
    assert names == [None, None, None, None, "bad", "good"]
    assert done.returncode == 1
    assert done.stderr == b"CommandError: Malformed cases: 5.\n"


@pytest.mark.slow
def test_the_vectors_can_be_piped_in_as_they_stand():
    lines = Path("tests/data/vectors/benefits.jsonl").read_bytes().splitlines()

    done = assess(b"\n".join(lines))

    assert done.returncode == 0
    amounts = [json.loads(line)["awards"][0]["amount"] for line in done.stdout.splitlines()]
    assert (len(amounts), amounts[0], amounts[-1]) == (len(lines), "800.00", "20336.42")


@pytest.mark.slow
def test_a_reader_that_leaves_early_gets_no_traceback():
    lines, answers = os.pipe(), os.pipe()
    os.close(answers[0])
    os.write(lines[1], GOOD + b"\n")
    os.close(lines[1])

    done = subprocess.run(
        [sys.executable, "manage.py", "assess"],
        stdin=lines[0],
        stdout=answers[1],
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(lines[0])
    os.close(answers[1])

    assert (done.returncode, done.stderr) == (1, b"")
