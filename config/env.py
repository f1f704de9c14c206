"""The environment of the process: the one place where variables are read by name.

A variable that is missing stops the start by its name and says how to mend it. Secrets have no
default; only in zone `all`, which is for development, they are made once and kept in `var/`.
Imports nothing of Django, so that the engines can be started before there is a database.
"""

import base64
import fcntl
import hashlib
import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()
"""Everything made at run time lies here; two checkouts, or two such directories, never meet."""

ZONES = {"public", "internal", "all"}
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def required(name: str) -> str:
    """Give the value of a variable; SystemExit with its name when it is missing or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise SystemExit(f"{name} is not set. See docs/reference/settings.md.")
    return value


def text(name: str, *, default: str) -> str:
    """Give the value of a variable that may be missing."""
    return os.environ.get(name) or default


def path(name: str, *, default: Path) -> Path:
    """Give a directory or file; a relative one is taken from the checkout."""
    return BASE_DIR / text(name, default=str(default))


def zone() -> str:
    """Say which zone this process serves; SystemExit on any word but the three."""
    word = text("ZONE", default="all")
    if word not in ZONES:
        raise SystemExit(f"ZONE={word} is unknown. It is public, internal or all.")
    return word


def flag(name: str, *, default: bool = False) -> bool:
    """Read a yes or no; SystemExit on a word that is neither."""
    word = os.environ.get(name)
    if word is None:
        return default
    if word.lower() not in TRUE | FALSE:
        raise SystemExit(f"{name}={word} is neither yes nor no. Set it to 1 or 0.")
    return word.lower() in TRUE


def number(name: str, *, default: int) -> int:
    """Read a whole number; SystemExit on anything else."""
    word = text(name, default=str(default))
    if not (word.isascii() and word.isdecimal()):
        raise SystemExit(f"{name}={word} is no whole number.")
    return int(word)


def socket(name: str) -> str:
    """Read where a service listens: a path, host:port, or empty; SystemExit on anything else."""
    word = text(name, default="")
    host, _, port = word.rpartition(":")
    if word and not word.startswith("/") and not (host and port.isascii() and port.isdecimal()):
        raise SystemExit(f"{name}={word} is neither the path of a socket nor host:port.")
    return word


def listed(name: str, default: str = "") -> list[str]:
    """Read a list with commas between its items; blanks are dropped."""
    items = os.environ.get(name, default).split(",")
    return [item.strip() for item in items if item.strip()]


def secret(name: str) -> str:
    """Give a secret from the environment or, in zone `all` only, from `var/secrets.env`.

    There it is made at the first asking, 32 random bytes in base64, and stays the same
    ever after. Processes that ask at the same moment get the same value.
    """
    value = os.environ.get(name, "")
    if value:
        return value
    if zone() != "all":
        raise SystemExit(f"{name} is not set. A secret has no default outside zone `all`.")
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (VAR_DIR / "secrets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _kept_secrets()
        if name not in kept:
            kept[name] = base64.b64encode(secrets.token_bytes(32)).decode()
            _keep_secrets(kept)
    return kept[name]


def _kept_secrets() -> dict[str, str]:
    try:
        lines = (VAR_DIR / "secrets.env").read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _keep_secrets(kept: dict[str, str]) -> None:
    new = VAR_DIR / "secrets.env.new"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in kept.items())
        file.flush()
        os.fsync(file.fileno())
    new.replace(VAR_DIR / "secrets.env")


def sockets_dir(profile: str = "run") -> Path:
    """Say where the private engines of this `var/` listen: the same place from every terminal.

    Short whatever the path of the checkout, for the name of a Unix socket ends at 107 bytes.
    """
    key = hashlib.sha256(os.fsencode(VAR_DIR)).hexdigest()[:12]
    return Path(f"/tmp/huzhu-{os.getuid()}-{key}-{profile}")  # noqa: S108 - engines check its owner


def database_url(profile: str = "run") -> str:
    """Give DATABASE_URL, or else the address of the private PostgreSQL."""
    host = str(sockets_dir(profile)).replace("/", "%2F")
    return os.environ.get("DATABASE_URL") or f"postgresql://huzhu@{host}/huzhu"


def broker_url(profile: str = "run") -> str:
    """Give REDIS_URL, or else the address of the private Valkey."""
    return os.environ.get("REDIS_URL") or f"redis+socket://{sockets_dir(profile)}/valkey.sock"
