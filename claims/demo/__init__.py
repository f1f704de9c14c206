"""The claims of the demo: one or two for each person, left at every stage of the way."""

from claims.demo.lives import CLAIMS, Life, Story, lives
from claims.demo.living import live
from claims.demo.photographed import papers_of, photographed

__all__ = ["CLAIMS", "Life", "Story", "live", "lives", "papers_of", "photographed"]
