"""Which of a month's payments are drawn: pure, so that anybody with the seed comes to the same."""

from collections.abc import Iterable
from hashlib import sha256


def drawn(references: Iterable[str], seed: str, percent: int) -> list[str]:
    """Draw so many of a hundred, rounded up, in the order of SHA-256 over seed and reference."""
    ranked = sorted(set(references), key=lambda each: sha256(f"{seed} {each}".encode()).digest())
    return ranked[: -(-len(ranked) * percent // 100)]


def digest(references: Iterable[str]) -> str:
    """Fingerprint what was drawn from: sorted, a line feed after each."""
    return sha256("".join(f"{each}\n" for each in sorted(references)).encode()).hexdigest()
