"""P5: three photographs of 3 MB received in pieces: sealed, synced to disk, each on record.

The floor writes the same bytes as three files beside them and syncs each. Drawing what is shown of
them is P6.
"""

import io
import os
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
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
        from claims.models import Kind, UploadPart  # noqa: PLC0415
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
        drafts = iter(
            [
                intake.open_draft(member, Kind.INPATIENT, by=by, client_key=uuid4())
                for _ in range(TURNS)
            ]
        )
        names = count()

        def written() -> None:
            for photograph in photographs:
                with Path(folder, str(next(names))).open("wb") as file:
                    file.write(photograph)
                    file.flush()
                    os.fsync(file.fileno())

        def received() -> None:
            claim = next(drafts)
            for photograph in photographs:
                part = arriving.begin(
                    claim.pk, "discharge_record", SIZE, client_key=uuid4(), by=by, replaces=None
                )
                for offset in range(0, SIZE, PIECE):
                    arriving.add(part.pk, offset, photograph[offset : offset + PIECE])

        for leaf in range(1 << 16):  # a vault that has been in use has all its folders
            Path(folder, "vault", f"{leaf >> 8:02x}", f"{leaf & 255:02x}").mkdir(parents=True)
        with override_settings(VAULT_ROOT=Path(folder, "vault")):
            floor, taken = seconds_in_turn(written, received, clock=time.perf_counter)
            part = UploadPart.objects.order_by("-added_at")[0]
            if b"".join(map(vault.get, part.chunks)) != photographs[-1]:
                raise SystemExit("What was received is not what was sent.")
            yield Measurement("P5 three photographs of 3 MB", taken * 1000, "ms", floor * 1000)
            yield Measurement("P5 memory beside a piece", _megabytes(photographs[0][:PIECE]), "MB")


def _megabytes(piece: bytes) -> float:
    """Say how much more than the piece itself is held while it is sealed and stored."""
    from members import vault  # noqa: PLC0415

    tracemalloc.start()
    vault.put(piece)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000
