"""P5: three photographs of 3 MB received: sealed, synced to disk, each on record, hashed.

Each comes whole, as the script sends it when the line is fast, or in pieces. The floor writes the
same bytes as three files beside them and syncs each. Drawing what is shown of them is P6.
"""

import hashlib
import io
import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from uuid import uuid4

from django.core.management import call_command

from config import env
from config.bench.database import database
from config.bench.measurement import TURNS, Measurement, seconds_in_turn

PHOTOGRAPHS, SIZE, PIECE = 3, 3_000_000, 1 << 20


def receiving() -> Iterator[Measurement]:
    """P5: receiving beside writing, and its memory."""
    with database("receiving"), tempfile.TemporaryDirectory(dir=env.VAR_DIR) as folder:
        from django.test import override_settings  # noqa: PLC0415 - stands only after setup

        from claims import intake  # noqa: PLC0415
        from claims.models import Claim, Kind, UploadPart  # noqa: PLC0415
        from claims.photographs import arriving  # noqa: PLC0415
        from members import vault  # noqa: PLC0415
        from members.models import Member  # noqa: PLC0415

        if not Member.objects.exists():
            call_command("load_demo", claims=0, stdout=io.StringIO())
        member = Member.objects.exclude(user=None).select_related("user").first()
        if member is None or member.user is None:
            raise SystemExit("The demo has no member who signed in.")
        by = member.user
        photographs = [os.urandom(SIZE) for _ in range(PHOTOGRAPHS)]
        digests = {each: hashlib.sha256(each).digest() for each in photographs}
        drafts = iter(
            [
                intake.open_draft(member, Kind.INPATIENT, by=by, client_key=uuid4())
                for _ in range(TURNS * 2 + 1)
            ]
        )
        names = count()

        def written() -> None:
            for photograph in photographs:
                with Path(folder, str(next(names))).open("wb") as file:
                    file.write(photograph)
                    file.flush()
                    os.fsync(file.fileno())

        def receive(claim: Claim, photograph: bytes, piece: int) -> UploadPart:
            part = arriving.begin(
                claim,
                "discharge_record",
                SIZE,
                client_key=uuid4(),
                by=by,
                replaces=None,
                first=photograph[:piece],
            )
            for offset in range(piece, SIZE, piece):
                part = arriving.add(part, offset, photograph[offset : offset + piece])
            return part

        def received(piece: int) -> None:
            claim = next(drafts)
            for photograph in photographs:
                part = receive(claim, photograph, piece)
                # Read back and hashed, as `arriving.finish` does before it draws the page.
                digest = hashlib.sha256(b"".join(map(vault.get, part.chunks))).digest()
                if digest != digests[photograph]:
                    raise SystemExit("What was received is not what was sent.")

        for leaf in range(1 << 16):  # a vault that has been in use has all its folders
            Path(folder, "vault", f"{leaf >> 8:02x}", f"{leaf & 255:02x}").mkdir(parents=True)
        with override_settings(VAULT_ROOT=Path(folder, "vault")):
            floor, whole, pieces = seconds_in_turn(
                written, partial(received, SIZE), partial(received, PIECE), clock=time.perf_counter
            )
            yield Measurement("P5 three photographs of 3 MB", whole * 1000, "ms", floor * 1000)
            yield Measurement("P5 the same, 1 MB at a time", pieces * 1000, "ms", floor * 1000)
            held = _megabytes(partial(receive, next(drafts), photographs[0], SIZE))
            yield Measurement("P5 memory beside the body", held, "MB")


def _megabytes(work: Callable[[], object]) -> float:
    """Say how much is held at most while it works, what it was given not counted."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000
