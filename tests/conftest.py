"""Fixtures used in two or more files; nothing else."""

from pathlib import Path

import pytest

from members.models import Workday
from members.official_calendar import official_days


@pytest.fixture(autouse=True)
def calendar(request: pytest.FixtureRequest) -> None:
    """Have the official calendar in every database test: a transactional one empties the table."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None:
        return
    flushed = marker.kwargs.get("transaction") or "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if flushed else "db")
    if not Workday.objects.exists():
        Workday.objects.bulk_create(
            Workday(day=day, works=works, note=note)
            for day, works, note in official_days(2022, 2026)
        )


@pytest.fixture(scope="session")
def photos() -> Path:
    """The photographs of invented papers, as a phone takes them."""
    return Path(__file__).parent / "data" / "photos"


@pytest.fixture(scope="session")
def photograph(photos: Path) -> bytes:
    """A twelve-megapixel photograph of a discharge record."""
    return (photos / "discharge.jpg").read_bytes()
