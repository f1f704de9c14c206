"""The child that reads: what it gives, and what becomes of one that gives nothing."""

import pytest

from claims.reading import reader


def test_a_child_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(reader, "CHILD", "tests.claims.reading.stand_in")
    assert reader.lines_of(b'[["12", 0.1, 0.2, 0.3, 0.02]]')[0].text == "12"
    monkeypatch.setattr(reader, "MOST_SECONDS", 0.001)
    with pytest.raises(reader.Unreadable, match="overdue"):
        reader.lines_of(b"[]")


@pytest.mark.parametrize("says", [b"{}x", b"[1]", b'[["a", 2, 0, 0, 0]]', b'[["a", 0]]'])
def test_what_is_no_line_on_the_picture_is_not_believed(monkeypatch, says):
    monkeypatch.setattr(reader, "CHILD", "tests.claims.reading.stand_in")
    with pytest.raises(reader.Unreadable):
        reader.lines_of(says)
