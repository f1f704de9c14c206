"""The office's pages of claims, periods and money. Each submodule registers its own."""

from claims.admin import (
    attention,
    batches,
    claims,
    loans,
    parcels,
    payouts,
    reconciliations,
    recoveries,
    schemes,
    simulations,
)

__all__ = [
    "attention",
    "batches",
    "claims",
    "loans",
    "parcels",
    "payouts",
    "reconciliations",
    "recoveries",
    "schemes",
    "simulations",
]
