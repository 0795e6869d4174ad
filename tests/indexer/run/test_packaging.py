"""Chapters are read in the time of the picture, and what was found before stays beside what is new."""

from pathlib import Path

import numpy as np
import pytest

from vsearch.data.film import evenly, write_video
from vsearch.indexer.run.packaging import joined
from vsearch.indexer.run.segment_search import chapters
from vsearch.media.segments.files import copies
from vsearch.nouns import Segment, Span, Video


def segment(kind: str, start: float, end: float, sure: bool = True) -> Segment:
    return Segment(kind, Span(start, end), 0.9 if sure else 0.3, sure=sure)


def test_the_chapters_of_a_container_are_read(tmp_path: Path) -> None:
    film = write_video(tmp_path / "film.mp4", evenly(np.full((36, 64, 3), n, np.uint8) for n in range(200)))
    video = Video("v", film, "A film", 8.0, 64, 36, "v")
    assert chapters(film, 8.0) == ()
    (copy,) = copies([(video, [segment("intro", 2, 4)])], tmp_path / "out")
    told = [(one.title, one.span.start, one.span.end) for one in chapters(copy, 8.0)]
    assert told == [("Part 1", 0, 2), ("Intro", 2, 4), ("Part 2", 4, pytest.approx(8, abs=0.05))]


def test_what_is_no_film_has_no_chapters(tmp_path: Path) -> None:
    (tmp_path / "noise.mp4").write_bytes(b"noise")
    assert chapters(tmp_path / "noise.mp4", 8.0) == chapters(tmp_path / "gone.mp4", 8.0) == ()


def test_what_is_new_of_a_known_episode_joins_what_was_found_before() -> None:
    before = (segment("intro", 0, 20), segment("repeated", 50, 60, sure=False))
    now = (segment("intro", 1, 21), segment("credits", 90, 99), segment("repeated", 52, 61))
    kinds = [(one.kind, one.span.start) for one in joined(before, now)]
    assert kinds == [("intro", 0), ("repeated", 52), ("credits", 90)]
