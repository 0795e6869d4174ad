"""The library on disk: one folder of videos and decisions, and everything derived from them."""

from pathlib import Path
from typing import Any

from vsearch.library.about import place
from vsearch.library.store import Store
from vsearch.table import Table


def _remote(folder: Path, about: dict[str, Any]) -> Store:
    from vsearch.library.remote.store import RemoteStore
    from vsearch.objects import UrlPath

    return RemoteStore(UrlPath(folder), about)


STORES: Table[Store] = Table("store", "vsearch.stores", {"s3": _remote, "gs": _remote, "az": _remote})
"""What holds a library at a URL, by its scheme; a folder needs no row."""

__all__ = ["STORES", "Store", "place"]
