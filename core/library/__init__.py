"""The library on disk: one folder of videos and decisions, and everything derived from them."""

from vsearch.library.store import Store, place

__all__ = ["Store", "place"]
