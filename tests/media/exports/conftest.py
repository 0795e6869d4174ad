"""A library of videos at several rates, whose files are not there: exports need none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Moment, Span

MOMENTS = (
    Moment("film", Span(12.0, 20.5), 0.9, {"nearness": 0.5, "title": -0.1}, 15.0, "I was <never> afraid, & she says"),
    Moment("film", Span(62.0, 65.0), 0.7, {"nearness": 0.3}, 63.0),
    Moment("film", Span(40.0, 44.0), 0.8, {}, 41.0, "Second"),
)


@pytest.fixture
def moments() -> tuple[Moment, ...]:
    """Three moments of the video "film"."""
    return MOMENTS


@pytest.fixture
def shelved(store: Store, add: Callable[..., Entry], tmp_path: Path) -> Callable[..., Store]:
    """Makes the video "film", or another, at a rate, perhaps with a time code."""

    def one(fps: float = 25.0, code: str = "", *, id: str = "film", sound: bool = True, **video: object) -> Store:
        known = {"title": "Émilie & the «lake»", "path": tmp_path / "a b" / f"{id} é.mp4", "duration": 90.0} | video
        entry = add(id, [("red", 0.0, 2.0)], fps=fps, **known)
        tags = (("timecode", code),) if code else ()
        facts = {"tags": tags, "sounds": ((1, "aac", "und"),) if sound else ()}
        store.update(Entry(entry.video, facts=facts))
        return store

    return one
