"""The claims of the demo: one or two for each person, left at every stage of the way."""

from claims.demo.lives import CLAIMS, Life, Story, lives
from claims.demo.living import live, photographed

__all__ = ["CLAIMS", "Life", "Story", "live", "lives", "photographed"]
