"""The sealed store of files: what people uploaded, kept as evidence, one file a key.

A file appears under its key whole and on disk, or not at all: it is written under a temporary
name, synced, then renamed. Each is sealed to its key, so files cannot be exchanged. Which row
owns a key is not known here: `sweep` removes what no row owns.
"""

import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from members.sealing import sealed_blocks, unseal

KEY: Final = re.compile(r"[0-9a-f]{32}")
UNFINISHED: Final = ".part"


def put(content: bytes | bytearray) -> str:
    """Store bytes; give the key by which they come back. OSError, and nothing left, on failure."""
    key = secrets.token_hex(16)
    path = _path(key)
    _make_folder(path.parent)
    unfinished = path.with_suffix(UNFINISHED)
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
            f.writelines(sealed_blocks(content, bound_to=f"vault.{key}"))
            f.flush()
            os.fsync(f.fileno())
        unfinished.rename(path)
        _sync(path.parent)
    except OSError:
        unfinished.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
    return key


def get(key: str) -> bytes:
    """Give the bytes of a key.

    FileNotFoundError when there is no such file, ValueError when it is no key at all,
    sealing.Unsealable when the file was altered or exchanged.
    """
    return unseal(_path(key).read_bytes(), bound_to=f"vault.{key}")


def remove(key: str) -> None:
    """Take away the file of a key; no harm when it is gone already."""
    path = _path(key)
    path.unlink(missing_ok=True)


def sweep(*, owned: Callable[[Collection[str]], Collection[str]], before: datetime) -> int:
    """Remove what was last written before an instant and no row owns; give how many.

    `owned` is asked for a folder's keys at a time and answers with those that have a row. Leave
    a day between `before` and now: a file is written before its row is committed.
    """
    count = 0
    for folder in sorted(_root().glob("[0-9a-f][0-9a-f]")):
        old = {path.name: path for path in _files(folder) if _written_at(path) < before}
        keys = [name for name in old if KEY.fullmatch(name)]
        for name in old.keys() - set(owned(keys) if keys else ()):
            old[name].unlink(missing_ok=True)
            count += 1
    return count


def _root() -> Path:
    return Path(settings.VAULT_ROOT)


def _path(key: str) -> Path:
    """Say where a key lies: always two folders under the root, whatever was asked for."""
    if not KEY.fullmatch(key):
        raise ValueError("not a key of the vault")
    return _root() / key[:2] / key[2:4] / key


def _make_folder(folder: Path) -> None:
    """Make the folders above a file, and have each survive a power cut."""
    for made in (_root(), folder.parent, folder):
        if not made.is_dir():
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync(made.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*/*") if path.is_file() and not path.is_symlink())


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
