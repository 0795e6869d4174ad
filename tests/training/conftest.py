"""Small worlds with hidden rules, and libraries made of them."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.setting import worlds
from bench.setting.worlds import CaptionedPictures
from vsearch.encoders import ENCODERS, EncoderSpec
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import table
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.parts.vectors import flat
from vsearch.nouns import FrameRow, Pixels, Span, Utterance, Vectors, Video
from vsearch.retrieval.library import Library
from vsearch.training.datasets.build import build
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.tower.fit import Fitted, fit
from vsearch.training.tower.plan import Plan

WIDTH = 32
TINY = Plan(epochs=6, width=32, depth=1, heads=2, batch=16, rate=3e-3, drop=0.0, patience=8)


class Imagined:
    """An encoder whose pictures are known beforehand; its words are the captions of those."""

    def __init__(self, pictures: CaptionedPictures) -> None:
        self.spec = EncoderSpec("imagined", WIDTH, 8)
        self._known = dict(zip(pictures.texts, pictures.captions, strict=True))

    def encode_images(self, pixels: Pixels) -> Vectors:
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._known.get(text.strip(" ."), self._made(text)) for text in texts])

    def unread(self, text: str) -> int:
        return 0

    def _made(self, text: str) -> Vectors:
        row = np.random.default_rng(list(text.encode()) or [0]).standard_normal(WIDTH).astype(np.float32)
        return row / np.linalg.norm(row)


@pytest.fixture(scope="session", autouse=True)
def alone() -> None:
    """One thread: these models are so small that several would only wait for each other."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def pictures() -> CaptionedPictures:
    """Pictures without photographs."""
    return worlds.imagined(400, WIDTH)


@pytest.fixture(scope="session")
def spoken(pictures: CaptionedPictures) -> Dataset:
    """A world where only what is said names the choice."""
    return worlds.world(pictures, "transcript", videos=120, frames=8)


@pytest.fixture(scope="session")
def imagined(pictures: CaptionedPictures) -> Iterator[Imagined]:
    """The encoder of imagined pictures, in the table."""
    encoder = Imagined(pictures)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENCODERS._own, "imagined", lambda: encoder)
        yield encoder


@pytest.fixture(scope="session")
def shelved(imagined: Imagined, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Dataset], Library]:
    """Makes a library of a world, its choices pinned."""

    def one(world: Dataset, *, pins: bool = True) -> Library:
        tmp_path = tmp_path_factory.mktemp("world")
        library = Library(Store.create(tmp_path / "library", "imagined", WIDTH))
        for example in world:
            video = example.sequences
            rows = [
                FrameRow(n, float(time), n, True, "", Span(float(time), float(time) + 2), {"brightness": float(b)})
                for n, (time, b) in enumerate(zip(video.times, video.signals["brightness"], strict=True))
            ]
            made, _ = table(rows, list(range(len(rows))))
            path = tmp_path / "films" / f"{example.id}.mp4"
            title = Video(example.id, path, video.texts[0], video.duration, 64, 36, example.id, series=example.group)
            said = tuple(
                Utterance(Span(float(start), float(start) + 1), text, "file")
                for start, text in zip(video.said[1:], video.texts[1:], strict=True)
            )
            with library.store.draft(example.id) as draft:
                draft.put_frames(made, flat(np.asarray(video.frames, np.float32)))
                draft.put_words(said, None)
                draft.put_sound(SoundTrack("sound", "imagined", video.heard, video.sound))
                draft.commit(Entry(title))
        if pins:
            library.store.decide(
                *(
                    Decision("pin", example.id, time=float(example.sequences.times[example.chosen.argmax()]))
                    for example in world
                )
            )
        return library

    return one


@pytest.fixture(scope="session")
def tiny() -> Plan:
    """A plan that takes a second."""
    return TINY


@pytest.fixture(scope="session")
def served(spoken: Dataset, shelved: Callable[[Dataset], Library]) -> tuple[Library, Fitted]:
    """A library with a tower in service; not to be written to."""
    library = shelved(spoken.only(range(84)))
    return library, fit(library, build(library), replace(TINY, epochs=5), "first")


@pytest.fixture
def learned(served: tuple[Library, Fitted], tmp_path: Path) -> Library:
    """A copy of it that may be written to."""
    shutil.copytree(served[0].store.local(), tmp_path / "library")
    return Library.open(tmp_path / "library")
