"""Building up the people of a large roster."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Have the collector of cycles rest meanwhile: it would walk a hundred thousand rows, which
    have none, again and again, for a third of the time that all of it takes."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.freeze()
            gc.unfreeze()  # what has been built up is old now, and not walked as new at once
            gc.enable()
