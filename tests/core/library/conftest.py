"""A small library, and a way to put a small video into it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vsearch.library import Store
from vsearch.library.parts import frames, vectors
from vsearch.library.parts.entry import Entry
from vsearch.nouns import FrameRow, Span, Video


def row(number: int, time: float, *, kept: bool = True, reason: str = "") -> FrameRow:
    return FrameRow(number, time, int(time), kept, reason, Span(time, time + 1), {"sharpness": 0.5})


ROWS = [row(0, 0.0), row(-1, 1.0, kept=False, reason="black"), row(1, 2.0, kept=False, reason="blurred"), row(2, 3.0)]


def _put(store: Store, id: str, title: str = "A film", path: Path = Path("/films/a.mp4")) -> Entry:
    entry = Entry(Video(id, path, title, 4.0, 16, 9, "ff", tags=("one", "two")), made={"frames": {"kept": 2}})
    table, numbers = frames.table(ROWS, [1, 2, 3, 4])
    with store.draft(id) as draft:
        draft.put_frames(table, vectors.flat(np.eye(3, 4, dtype=np.float32)[numbers]))
        draft.put_preview(b"sheet", "WEBVTT\n")
        return draft.commit(entry)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "library", "fake", 4)


@pytest.fixture(scope="session")
def put() -> Callable[..., Entry]:
    """Puts a small video into a library."""
    return _put
