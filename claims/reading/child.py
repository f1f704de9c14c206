"""A child process that turns a picture of a page into its lines of text, and can do nothing else.

Run by claims.reading.reader with our own JPEG on standard input; answers on standard output with a
line of JSON, [[text, left, top, width, height], …] in parts of the picture's sides. Needs the
extra `ocr`, whose models lie in its package: nothing is fetched. Imports no Django.
"""

import json
import logging
import os
import sys
from typing import Any, Final

from claims.photographs.confined import confine

MEMORY: Final = 2 << 30
"""Bytes of address space; a dense page takes about half of it."""
CPU_SECONDS: Final = 60
MOST_OUTPUT: Final = 1 << 20
LEAST_SURE: Final = 0.6
"""What the reader itself trusts less is no line. Of 1; default, not sourced."""
ONE_THREAD: Final = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
"""Reading is work that can wait: it takes one processor from those who cannot."""


def main() -> None:
    """Answer for the picture on standard input."""
    os.nice(10)
    os.environ["OMP_NUM_THREADS"] = "1"
    confine(memory=MEMORY, cpu_seconds=CPU_SECONDS, output=MOST_OUTPUT, files=64)
    picture = sys.stdin.buffer.read()
    from rapidocr import RapidOCR  # noqa: PLC0415 - within the limits

    logging.disable()
    read = RapidOCR(params=ONE_THREAD)(picture)
    sys.stdout.write(json.dumps(_lines(read)))


def _lines(read: Any) -> list[list[Any]]:
    if read.txts is None:
        return []
    height, width = read.img.shape[:2]
    return [
        [text, *_box(corners, width, height)]
        for corners, text, sure in zip(read.boxes, read.txts, read.scores, strict=True)
        if sure >= LEAST_SURE
    ]


def _box(corners: Any, width: int, height: int) -> list[float]:
    """The upright box around four corners, kept on the picture."""
    across = sorted(min(max(float(x) / width, 0.0), 1.0) for x, _ in corners)
    down = sorted(min(max(float(y) / height, 0.0), 1.0) for _, y in corners)
    return [across[0], down[0], across[-1] - across[0], down[-1] - down[0]]
