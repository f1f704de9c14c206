"""A start with readings on and nothing that makes them is told in a sentence."""

import pytest

from claims.reading import checks


@pytest.mark.parametrize(
    ("on", "installed", "told"),
    [(False, False, False), (True, True, False), (True, False, True)],
    ids=["off", "installed", "missing"],
)
def test_readings_that_cannot_be_made_are_told(settings, monkeypatch, on, installed, told):
    settings.OCR = on
    monkeypatch.setattr(checks, "find_spec", lambda _name: installed or None)
    found = checks.what_reads_is_installed(None)
    assert bool(found) is told
    assert all("not installed" in one.msg for one in found)
