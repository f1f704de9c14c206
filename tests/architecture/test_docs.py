"""The docs say what the code does."""

import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from members.enrolment.columns import COLUMNS
from members.enrolment.problems import CONTRACT, WORDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
THREATS = DOCS / "reference/threats.md"
SCENARIOS = {
    code
    for path in (ROOT / "tests/faults").glob("*.py")
    for code in re.findall(r'^@scenario\(\s*"(F\d\d)"', path.read_text(), re.MULTILINE)
}
READS = re.compile(r'env\.(?:text|flag|number|listed|secret|path|required)\(\s*"([A-Z_]+)"')


def test_every_setting_is_in_the_reference() -> None:
    read = set(READS.findall((ROOT / "config/settings.py").read_text()))
    read |= {"ZONE", "DATABASE_URL", "REDIS_URL", "VAR_DIR"}
    told = set(re.findall(r"`([A-Z_]+)`", (DOCS / "reference/settings.md").read_text()))

    assert read <= told


def test_the_states_are_drawn_from_the_table() -> None:
    out = StringIO()
    call_command("claim_states", stdout=out)

    assert (DOCS / "reference/claim-states.md").read_text() == out.getvalue()


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    lost = [
        (str(page.relative_to(ROOT)), link)
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
        if not link.startswith("http") and not (page.parent / link).exists()
    ]

    assert lost == []


def test_the_roster_is_told_as_it_is_read() -> None:
    page = (DOCS / "reference/roster.md").read_text()
    columns, codes = page.split("## Codes")

    told = re.findall(r"^\| ([^|`]+?) \| (yes)? ?\|", columns, re.MULTILINE)
    assert told == [(c.heading, "yes" if c.required else "") for c in COLUMNS]
    assert set(re.findall(r"^\| `([A-Z_]+)`", codes, re.MULTILINE)) == set(WORDS) - set(CONTRACT)


def test_every_test_against_a_threat_is_there() -> None:
    rows = re.findall(r"^\| ([A-Z]{2}-\d\d) .*\| (.+) \|$", THREATS.read_text(), re.MULTILINE)
    seen_by = [(row, found) for row, cell in rows for found in re.findall(r"\S+", cell)]

    assert len({row for row, _ in rows}) == len(rows) >= 41
    assert [found for found in seen_by if not is_there(found[1])] == []


def is_there(proof: str) -> bool:
    """Whether a scenario of the rig, or a test by its path and name, exists."""
    path, *names = proof.strip("`").split("::")
    if not names:
        return path in SCENARIOS
    return (ROOT / path).exists() and f"def {names[-1]}(" in (ROOT / path).read_text()


def test_a_test_that_is_gone_would_be_noticed() -> None:
    assert is_there("F01")
    assert not is_there("F99")
    assert not is_there("`tests/architecture/test_docs.py::test_that_is_gone`")
