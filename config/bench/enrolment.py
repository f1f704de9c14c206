"""P1, enrolment: what needs no models; the rest is imported once there is a database."""

from collections.abc import Iterator
from importlib import import_module

from config.bench.database import database
from config.bench.measurement import Measurement


def enrolment() -> Iterator[Measurement]:
    """P1: memory, then preview and enrolment at each size, new people and renewals."""
    with database("bench-enrolment"):
        yield from import_module("config.bench.enrolled").enrolled()
