"""An edge that lies on no known cut falls on the cut, the dark or the silence near it, or stays where all is even."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vsearch.data.film import RATE, evenly, write_video
from vsearch.indexer.segments.edges import refined
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.nouns import Segment, Span

FPS = 25


def picture(seed: int, time: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    base = rng.integers(40, 215, (9, 16, 3)).repeat(8, 0).repeat(8, 1)
    return np.clip(base + 4 * np.sin(time), 0, 255).astype(np.uint8)


def film(path: Path, shown: Callable[[float], np.ndarray], hush: float = -1.0) -> Path:
    clock = np.arange(8 * RATE) / RATE
    wave = np.where(np.abs(clock - hush) < 0.1, 0, 0.2 * np.sin(2000 * clock)).astype(np.float32)
    return write_video(path, evenly((shown(n / FPS) for n in range(8 * FPS)), FPS), audio=wave)


@pytest.fixture
def one(episode: Callable[..., EpisodeFeatures]) -> EpisodeFeatures:
    """An episode of eight seconds whose cuts nobody knows."""
    return replace(episode("e", [("body", 8)]), cuts=np.zeros(0))


def moved(path: Path, one: EpisodeFeatures, edge: float) -> float:
    (found,) = refined([Segment("intro", Span(0, edge), 0.9)], one, path)
    assert found.span.start == 0
    return found.span.end


def test_it_falls_on_the_cut(tmp_path: Path, one: EpisodeFeatures) -> None:
    path = film(tmp_path / "a.mp4", lambda time: picture(1 if time < 4.2 - 1e-6 else 2, time))
    assert moved(path, one, 4.6) == pytest.approx(4.2, abs=0.001)


def test_it_falls_into_the_dark(tmp_path: Path, one: EpisodeFeatures) -> None:
    def faded(time: float) -> np.ndarray:
        light = min(1.0, abs(time - 4.2) / 1.5)
        return (picture(1, time) * light).astype(np.uint8)

    assert moved(film(tmp_path / "a.mp4", faded), one, 4.6) == pytest.approx(4.2, abs=0.15)


def test_it_falls_into_silence(tmp_path: Path, one: EpisodeFeatures) -> None:
    path = film(tmp_path / "a.mp4", lambda time: picture(1, time), hush=4.3)
    assert moved(path, one, 4.6) == pytest.approx(4.3, abs=0.1)


def test_it_stays_where_all_is_even_and_where_there_is_no_film(tmp_path: Path, one: EpisodeFeatures) -> None:
    assert moved(film(tmp_path / "a.mp4", lambda time: picture(1, time)), one, 4.6) == 4.6
    assert moved(tmp_path / "gone.mp4", one, 4.6) == 4.6
    (tmp_path / "noise.mp4").write_bytes(b"noise")
    assert moved(tmp_path / "noise.mp4", one, 4.6) == 4.6


def test_a_known_cut_is_not_looked_at_again(tmp_path: Path, one: EpisodeFeatures) -> None:
    path = film(tmp_path / "a.mp4", lambda time: picture(1 if time < 4.2 - 1e-6 else 2, time))
    assert moved(path, replace(one, cuts=np.array([4.6])), 4.6) == 4.6
