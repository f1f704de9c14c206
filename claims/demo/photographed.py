"""Photographs of invented papers: a folder for each hospital, each named for what it shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from claims.photographs import attachments
from claims.photographs.attachments import Kept

FOLDER: Final = Path(__file__).with_name("papers")
HOSPITALS: Final = {"1": "鹭江市第一医院", "2": "鹭江市第二医院", "3": "鹭江市中医院"}

Papers = Mapping[str, Mapping[str, Kept]]
"""Of each hospital, what lies in the vault by the paper that it is."""


def photographed() -> Papers:
    """Keep the papers of each hospital, before any transaction: a child looks at each picture."""
    return {hospital: papers_of(hospital) for hospital in HOSPITALS}


def papers_of(hospital: str) -> dict[str, Kept]:
    """Keep the papers of one hospital, by the folder they lie in."""
    photographs = sorted((FOLDER / hospital).glob("*.jpg"))
    return {photo.stem: attachments.keep(photo.read_bytes()) for photo in photographs}
