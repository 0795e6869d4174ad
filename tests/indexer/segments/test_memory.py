"""What a series remembers lies among the derived contents: read back whole, forgotten where it is damaged."""

from pathlib import Path

import numpy as np

from vsearch.indexer.segments.memory import Remembered, recall, remember
from vsearch.indexer.segments.repetition import KnownSegment, SeriesMemory
from vsearch.library import Store

KNOWN = KnownSegment("intro", 7, np.arange(5, dtype=np.uint32), np.arange(3, dtype=np.uint64))


def test_a_series_is_read_back_and_forgotten_where_it_is_damaged(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "library", "builtin", 4)
    assert recall(store, "Show") == Remembered()
    remember(store, "Show", Remembered(SeriesMemory((KNOWN,)), {"a": "proof"}))
    found = recall(Store.open(tmp_path / "library"), "Show")
    assert found.episodes == {"a": "proof"}
    (known,) = found.memory.segments
    assert (known.kind, known.count) == ("intro", 7)
    assert (known.sound == KNOWN.sound).all()
    assert known.pictures.dtype == np.uint64
    assert recall(store, "Other") == Remembered()
    for path in store.derived.folder("series").iterdir():
        path.write_bytes(b"noise")
    assert recall(store, "Show") == Remembered()
