"""A small fake encoder, tiny films, and runs of the indexer over them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from vsearch.data.film import evenly, write_video
from vsearch.encoders import ENCODERS, EncoderSpec
from vsearch.indexer.run.index import index
from vsearch.indexer.run.outcome import Outcome
from vsearch.nouns import Pixels, Vectors
from vsearch.settings import IndexOverrides

PLAIN = IndexOverrides(sound="none", words=False, screen=False, motion=False)
"""Settings for runs that are about pictures only."""


class Colours:
    """Knows pictures by the mean colours of a coarse grid, and words not at all."""

    spec = EncoderSpec("colours", 60, 32)

    def __init__(self) -> None:
        self.pictures = self.calls = 0

    def encode_images(self, pixels: Pixels) -> Vectors:
        self.pictures += len(pixels)
        self.calls += 1
        rows = np.stack([cv2.resize(picture, (4, 5), interpolation=cv2.INTER_AREA).reshape(-1) for picture in pixels])
        rows = rows.astype(np.float32) + 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 60), 60**-0.5, np.float32)


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> Colours:
    encoder = Colours()
    monkeypatch.setitem(ENCODERS._own, "colours", lambda **options: encoder)
    return encoder


Run = Callable[..., dict[str, Outcome]]


@pytest.fixture
def run(tmp_path: Path, colours: Colours) -> Run:
    """Index paths into one library; the outcomes by file name."""

    def run(*paths: Path | str, **options: object) -> dict[str, Outcome]:
        settings = replace(PLAIN, **options.pop("settings", {}))  # type: ignore[arg-type]
        made = index(
            paths or [tmp_path / "films"],
            store=tmp_path / "library",
            encoder="colours",
            settings=settings,
            **{"jobs": 1, **options},  # type: ignore[arg-type]
        )
        return {outcome.path.name: outcome for outcome in made}

    return run


def scene(seed: int, count: int, *, width: int = 96, height: int = 64) -> list[Pixels]:
    """A patch of coarse colours that drifts slowly."""
    ground = np.random.default_rng(seed).integers(40, 220, (8, 12, 3), np.uint8)
    wide = cv2.resize(ground, (width * 2, height * 2), interpolation=cv2.INTER_LINEAR)
    grain = np.random.default_rng(seed + 1).integers(-20, 20, wide.shape)
    wide = np.clip(wide + grain, 0, 255).astype(np.uint8)
    return [wide[n // 2 : n // 2 + height, n : n + width] for n in range(count)]


@pytest.fixture(scope="session")
def film() -> Callable[..., Path]:
    """Writes a film of a few drifting scenes, a second each at ten frames a second."""

    def film(path: Path, seed: int = 0, scenes: int = 2, **options: object) -> Path:
        pictures = [picture for number in range(scenes) for picture in scene(seed * 100 + number, 10)]
        path.parent.mkdir(parents=True, exist_ok=True)
        write_video(path, evenly(pictures, 10), fps=10, **options)  # type: ignore[arg-type]
        return path

    return film
