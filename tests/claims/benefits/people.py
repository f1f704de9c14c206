"""The coverages of the domain's examples, and how a test says a stay or a claim."""

from datetime import date, timedelta

from claims.benefits import Cover, Inpatient, Stay, Used, shipped_sheets

P17, P18 = shipped_sheets()["xiamen-17"], shipped_sheets()["xiamen-18"]
C0 = Cover(P17, date(2022, 3, 16), date(2023, 3, 15))
C1 = Cover(P18, date(2023, 3, 16), date(2024, 3, 15))
C2 = Cover(P18, date(2024, 3, 16), date(2025, 3, 15))


def day(text: str) -> date:
    return date.fromisoformat(text)


def stays(*spans: str, printed: int | None = None) -> Inpatient:
    """Say stays as "2023-04-01 2023-04-11"."""
    pairs = [span.split() for span in spans]
    return Inpatient(tuple(Stay(day(first), day(last)) for first, last in pairs), printed)


def nights(count: int, start: date = date(2023, 6, 1)) -> Inpatient:
    return Inpatient((Stay(start, start + timedelta(count)),))


def used(days: int) -> Used:
    return Used(undated_days=days)


def paid(first: str, count: int) -> Used:
    """Say that the nights from the first on are already paid."""
    return Used(nights=frozenset(day(first) + timedelta(i) for i in range(count)))
