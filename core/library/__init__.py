"""The library on disk: one folder of videos and decisions, and everything derived from them."""

from vsearch.library.about import place
from vsearch.library.store import Store

__all__ = ["Store", "place"]
