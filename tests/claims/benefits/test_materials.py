"""Which papers a claim needs: docs/reference/scheme-rules.md, "Papers"."""

import re
from pathlib import Path

import pytest

from claims.benefits import Circumstance, Kind, Need, Paper, missing, needs
from claims.benefits.materials import OF_ANY_KIND

PAGE = Path("docs/reference/scheme-rules.md").read_text("utf-8")
INPATIENT = {Paper.APPLICATION_FORM, Paper.DISCHARGE_RECORD, Paper.ID_CARD, Paper.BANK_CARD}


@pytest.mark.parametrize("paper", [Paper.HOSPITAL_INVOICE, Paper.INSURANCE_SETTLEMENT])
def test_invoice_or_settlement_sheet_either_does(paper):
    assert missing(Kind.INPATIENT, INPATIENT | {paper}) == ()


def test_everything_missing_is_told_at_once():
    assert missing(Kind.INPATIENT, {Paper.ID_CARD}) == (
        Need((Paper.APPLICATION_FORM,)),
        Need((Paper.DISCHARGE_RECORD,)),
        Need((Paper.HOSPITAL_INVOICE, Paper.INSURANCE_SETTLEMENT)),
        Need((Paper.BANK_CARD,)),
    )


@pytest.mark.parametrize(
    ("kind", "circumstance", "papers"),
    [
        (Kind.INPATIENT, Circumstance.TRAFFIC_ACCIDENT, {Paper.TRAFFIC_LIABILITY}),
        (Kind.INPATIENT, Circumstance.ASKED_FOR, {Paper.OTHER}),
        (Kind.CRITICAL_ILLNESS, Circumstance.SURGERY, {Paper.SURGERY_RECORD}),
        (Kind.DEATH, Circumstance.SEVERAL_HEIRS, {Paper.HEIRS_CONSENT}),
        (Kind.DISABILITY, Circumstance.WORK_INJURY, {Paper.WORK_INJURY_DECISION}),
        (
            Kind.DISABILITY,
            Circumstance.ACCIDENT,
            {Paper.TRAFFIC_LIABILITY, Paper.POLICE_RECORD, Paper.UNIT_ACCOUNT},
        ),
    ],
)
def test_a_circumstance_asks_for_its_paper_and_only_then(kind, circumstance, papers):
    plain, asked = needs(kind), needs(kind, {circumstance})

    (added,) = [need for need in asked if need not in plain]
    assert set(added.papers) == papers


@pytest.mark.parametrize(
    "kind", [Kind.INPATIENT, Kind.CRITICAL_ILLNESS, Kind.DEATH, Kind.DISABILITY]
)
def test_an_agent_brings_authority_identity_and_relation_for_any_kind(kind):
    added = set(needs(kind, {Circumstance.BY_AGENT})) - set(needs(kind))

    assert {paper for need in added for paper in need.papers} == {
        Paper.AUTHORITY_LETTER,
        Paper.AGENT_ID_CARD,
        Paper.AGENT_RELATION_PROOF,
    }


def test_a_kind_whose_papers_are_not_known_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        needs(Kind.INPATIENT_COST)


def test_the_page_names_every_paper_by_the_code_that_is_stored():
    table = PAGE.split("## Papers")[1].split("## A rule sheet")[0].split("|---|---|---|")[1]

    assert set(re.findall(r"[a-z]+(?:_[a-z]+)+|other", table)) == set(Paper)


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (Kind.INPATIENT, "inpatient"),
        (Kind.CRITICAL_ILLNESS, "critical illness"),
        (Kind.DEATH, "death"),
        (Kind.DISABILITY, "disability"),
    ],
)
def test_a_kind_needs_what_its_row_of_the_page_says(kind, label):
    (row,) = re.findall(rf"^\| {label} \(.*", PAGE.split("## Papers")[1], re.MULTILINE)
    _, _, always, sometimes, _ = row.split("|")
    asked = [need for need in needs(kind, set(Circumstance)) if need not in OF_ANY_KIND]

    assert [" / ".join(need.papers) for need in asked if not need.when] == always.strip().split(
        ", "
    )
    said = [part.split(": ")[0] for part in sometimes.strip().split("; ") if part.strip()]
    assert {" / ".join(need.papers) for need in asked if need.when} == set(said)
