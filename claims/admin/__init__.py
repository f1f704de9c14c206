"""The office's pages of claims and money. Each submodule registers its own."""

from claims.admin import batches, claims, payouts

__all__ = ["batches", "claims", "payouts"]
