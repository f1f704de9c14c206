import resource
import signal
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from members import vault
from members.sealing import Unsealable

PHOTO = b"\xff\xd8\xff\xe0" + b"350200199003070015" * 1000
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "vault"
    return settings.VAULT_ROOT


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_is_put_comes_back():
    assert vault.get(vault.put(PHOTO)) == PHOTO
    assert vault.get(vault.put(b"")) == b""


def test_the_disk_holds_nothing_in_clear_and_nobody_else_reads_it(root):
    vault.put(PHOTO)

    [path] = files(root)
    assert b"\xff\xd8\xff" not in path.read_bytes()
    assert b"350200199003070015" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


def test_two_files_exchanged_on_disk_do_not_open(root):
    here, there = vault.put(PHOTO), vault.put(b"other")
    one, two = (next(root.rglob(key)) for key in (here, there))
    two.write_bytes(one.read_bytes())

    assert vault.get(here) == PHOTO
    with pytest.raises(Unsealable):
        vault.get(there)


def test_a_spoilt_file_is_noticed(root):
    key = vault.put(PHOTO)
    [path] = files(root)
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(Unsealable):
        vault.get(key)


def test_a_removed_file_is_gone_and_may_be_removed_again():
    key = vault.put(PHOTO)

    vault.remove(key)
    vault.remove(key)

    with pytest.raises(FileNotFoundError):
        vault.get(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../../etc/passwd",
        "/etc/passwd",
        "a" * 31,
        "A" * 32,
        "a" * 32 + "\n",
        "a" * 33,
        "٣" * 32,
    ],
)
@pytest.mark.parametrize("verb", [vault.get, vault.remove])
def test_only_a_key_leads_to_a_file(verb, key):
    with pytest.raises(ValueError, match="not a key"):
        verb(key)


def full_disk_child(root, limit):
    """Put a file in a process whose files may not grow over `limit` bytes."""
    program = (
        "import sys; from django.conf import settings\n"
        "settings.configure(VAULT_ROOT=sys.argv[1], SEALING_KEYS={'1': b'k' * 32})\n"
        "from members import vault\n"
        "try: vault.put(b'x' * 100_000)\n"
        "except OSError as error: sys.exit(error.errno)\n"
    )
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, str(root)],
        cwd=CHECKOUT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


@pytest.mark.parametrize("limit", [0, 1, 50_000, 100_000])
def test_a_full_disk_leaves_no_trace_and_says_so(root, limit):
    kept = vault.put(PHOTO)

    done = full_disk_child(root, limit)

    assert done.returncode != 0
    assert len(files(root)) == 1
    assert vault.get(kept) == PHOTO


def test_with_room_enough_the_same_child_succeeds(root):
    assert full_disk_child(root, 200_000).returncode == 0
    assert len(files(root)) == 1


def test_killed_before_the_rename_nothing_is_visible(root):
    program = (
        "import os, sys, signal; from django.conf import settings\n"
        "settings.configure(VAULT_ROOT=sys.argv[1], SEALING_KEYS={'1': b'k' * 32})\n"
        "from pathlib import Path; from members import vault\n"
        "Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "vault.put(b'x')\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, str(root)], cwd=CHECKOUT, check=False
    )

    assert done.returncode == -signal.SIGKILL
    [left] = files(root)
    with pytest.raises(ValueError, match="not a key"):
        vault.get(left.name)
    assert vault.sweep(owned=lambda keys: keys, before=timezone.now() + timedelta(1)) == 1
    assert files(root) == []


def test_the_sweep_removes_what_no_row_owns(root):
    owned, orphan = vault.put(PHOTO), vault.put(b"orphan")

    swept = vault.sweep(owned=lambda keys: {owned} & set(keys), before=later())

    assert swept == 1
    assert vault.get(owned) == PHOTO
    with pytest.raises(FileNotFoundError):
        vault.get(orphan)


def test_the_sweep_leaves_what_may_still_get_its_row():
    key = vault.put(PHOTO)

    assert vault.sweep(owned=lambda _: set(), before=timezone.now() - timedelta(days=1)) == 0
    assert vault.get(key) == PHOTO


def test_the_sweep_never_follows_a_link_out(root, tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"kept")
    key = vault.put(PHOTO)
    path = next(root.rglob(key))
    path.with_name("b" * 32).symlink_to(outside)

    vault.sweep(owned=lambda _: set(), before=later())

    assert outside.read_bytes() == b"kept"


def later():
    return timezone.now() + timedelta(seconds=5)
