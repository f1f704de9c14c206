"""The processes that strange workbooks are read in: apart, bare, and never the end of the next."""

import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest

from members.enrolment import reader
from members.enrolment.problems import UNREADABLE
from tests.members.enrolment.rosters import apart, person, read, xlsx

GOOD = xlsx([person(1), person(2)])


def warm():
    return reader._warm()[1]


def of(pid, name):
    return Path(f"/proc/{pid}/{name}").read_bytes()


def child():
    [pid] = of(warm().pid, f"task/{warm().pid}/children").split()
    return int(pid)


@pytest.fixture
def reading():
    """A child that has been asked and waits for somebody to take its answer."""
    large = xlsx([person(1, 备注="备" * 60)] * 2_500)
    with closing(reader.answers(large, 20_000)) as lines:
        next(lines)
        yield lines


def test_one_process_waits_and_a_child_of_its_own_reads_each_file():
    read(GOOD)
    before = warm().pid

    assert [len(read(GOOD).rows) for _ in range(3)] == [2, 2, 2]
    assert warm().pid == before
    assert of(before, f"task/{before}/children") == b""


def test_no_secret_is_handed_on(reading):
    for pid in (warm().pid, child()):
        names = {line.partition(b"=")[0] for line in of(pid, "environ").split(b"\0") if line}
        assert names == {b"LANG", b"PYTHONPATH", b"GLIBC_TUNABLES"}
        assert b"django" not in of(pid, "maps")


def test_a_child_is_bound_and_who_waits_is_not(reading):
    limits = of(child(), "limits").decode()

    rows = [line.split() for line in limits.splitlines()]
    found = {" ".join(row[:-3]): row[-3] for row in rows}
    assert found["Max address space"] == str(768 << 20)
    assert found["Max cpu time"] == "60"
    assert found["Max file size"] == "0"
    assert "unlimited" in of(warm().pid, "limits").decode().splitlines()[1]


def test_a_child_that_is_brought_down_spoils_its_own_file_alone(reading):
    os.kill(child(), signal.SIGKILL)

    with pytest.raises(ChildProcessError):
        list(reading)
    reading.close()
    assert len(read(GOOD).rows) == 2


def test_a_file_that_brings_its_child_down_is_told_as_spoilt(monkeypatch):
    monkeypatch.setattr(reader, "MOST_ANSWERED", 400)

    rows, [problem] = apart(xlsx([person(1, 备注="备" * 60)] * 2_500))

    assert (rows, problem.message) == ([], UNREADABLE["spoilt"])


def test_who_waits_is_replaced_when_it_has_gone():
    read(GOOD)
    before = warm()
    before.kill()
    before.wait()

    assert len(read(GOOD).rows) == 2
    assert warm().pid != before.pid


def test_an_answer_that_nobody_takes_leaves_nobody_behind():
    large = xlsx([person(1, 备注="备" * 60)] * 2_500, header=["x"])

    rows, [problem] = apart(large)

    assert (rows, problem.code) == ([], "HEADER_CHANGED")
    assert of(warm().pid, f"task/{warm().pid}/children") == b""


def test_a_process_forked_from_us_has_one_of_its_own():
    read(GOOD)
    ours = warm().pid
    tell, told = socket.socketpair()
    if not os.fork():
        rows = len(read(GOOD).rows)
        told.send(b"%d" % (rows if warm().pid != ours else 0))
        warm().kill()
        os._exit(0)

    assert tell.recv(9) == b"2"
    os.wait()
    assert len(read(GOOD).rows) == 2
    tell.close()
    told.close()
