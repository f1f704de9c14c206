"""The office's pages of claims, periods and money. Each submodule registers its own."""

from claims.admin import (
    attention,
    batches,
    claims,
    controls,
    flags,
    loans,
    parcels,
    payouts,
    quarantined,
    ratings,
    reconciliations,
    recoveries,
    samples,
    schemes,
    simulations,
)

__all__ = [
    "attention",
    "batches",
    "claims",
    "controls",
    "flags",
    "loans",
    "parcels",
    "payouts",
    "quarantined",
    "ratings",
    "reconciliations",
    "recoveries",
    "samples",
    "schemes",
    "simulations",
]
