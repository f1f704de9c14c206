"""The bank's stand-in: answers for a bank file as a bank would, knowing nothing but the file."""

from collections.abc import Collection
from typing import Final

from claims.benefits.money import fen_of
from claims.payouts.bankfile import ENCODING, PAID, RETURN_FORMAT

FAILED: Final = ("E031", "户名不符")


def answer(sent: bytes, *, failed: Collection[int] = ()) -> str:
    """Write the return file for a sent file: all is paid, but the lines numbered in `failed`."""
    header, *rows = [line.split("|") for line in sent.decode(ENCODING).splitlines()]
    total = sum(fen_of(amount) for _, _, _, _, amount, _ in rows)
    lines: list[tuple[str, ...]] = [(RETURN_FORMAT, header[1], str(len(rows)), str(total))]
    for number, reference, account, _, amount, _ in rows:
        code, words = FAILED if int(number) in failed else (PAID, "成功")
        lines.append((reference, account, amount, code, words))
    return "".join("|".join(line) + "\r\n" for line in lines)
