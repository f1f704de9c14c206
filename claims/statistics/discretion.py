"""Counts that are published, so that nobody can be told by them: pure."""

from collections.abc import Sequence
from typing import Final

LEAST: Final = 5
"""Fewer people than these are not told apart. Default, after common practice in statistics."""

FEW: Final = "few"
"""Stands for a count above nought and below LEAST."""

Shown = int | str | None
"""A count as it is published: None where it is left out only because it would betray another."""


def hide(counts: Sequence[int]) -> list[Shown]:
    """Give the counts of parts with the small ones hidden, where their sum is published too.

    Nobody is hidden by leaving out one part of a known sum: then the next smallest goes as well,
    until those left out are two at least and LEAST together. Nought tells of nobody and stays.
    """
    some = sorted((count, place) for place, count in enumerate(counts) if count)
    small = [each for each in some if each[0] < LEAST]
    hidden = list(small)
    for each in some[len(small) :]:
        if not small or (len(hidden) > 1 and sum(count for count, _ in hidden) >= LEAST):
            break
        hidden.append(each)
    shown: list[Shown] = list(counts)
    for _, place in hidden:
        shown[place] = None
    for _, place in small:
        shown[place] = FEW
    return shown


def one(count: int) -> Shown:
    """The same of a count that stands alone."""
    return hide([count])[0]
