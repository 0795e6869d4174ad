"""A whole library of invented videos: real parts on disk, made-up frames, titles and talk, as large as is asked for."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from vsearch.data.samples import make_samples
from vsearch.indexer.run.index import index
from vsearch.library import Store
from vsearch.library.parts import vectors
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.nouns import Span, Utterance, Vectors
from vsearch.retrieval.library import Library
from vsearch.settings import IndexOverrides

WORDS = (
    "dog cat moon coffee street rain car red garden tree boat night sea bread child window market train bridge snow "
    "river mountain horse concert kitchen football flower station lamp harbour bicycle island paper glass fire"
).split()
SHOT = 5
"""Frames of one shot: they are alike, as far as the filter of near-identical ones lets them be."""


def archive(folder: Path, films: Sequence[Path], videos: int, frames: int) -> Path:
    """A library of real films and as many invented videos with that many frames each; made once and kept."""
    place = folder / f"library-{videos}x{frames}"
    if (place / "complete").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    make_samples(folder / "samples")
    settings = IndexOverrides(transcriber="none", texts="builtin")
    index([folder / "samples", *films], store=place, encoder="builtin", settings=settings)
    store = Store.open(place)
    like = next(store.entries())
    dice, films = np.random.default_rng(17), (folder / "films").absolute()
    scenes = _unit(dice.standard_normal((4_000, store.width), np.float32))
    noise = dice.standard_normal((frames, store.width), np.float32) * np.float32(0.35 / store.width**0.5)
    table = _table(store.shelf(like.id).frames(), frames)
    for number in range(videos):
        with store.draft(f"v{number:09d}") as draft:
            draft.put_frames(table, vectors.flat(_rows(dice, scenes, noise)))
            draft.put_words(tuple(_said(dice)), None)
            _link(films / f"{number % 40}" / f"{number}.mp4", like.video.path)
            draft.commit(_entry(like, films, number, dice, frames))
    with Library.open(place) as library:
        library.rebuild()
        library.search("a dog")  # so that all that is derived is there
    (place / "complete").touch()
    return place


def _table(real: FrameTable, frames: int) -> FrameTable:
    """The frames of a real video again and again, one a second, every one kept."""
    table = real.take(np.arange(frames, dtype=np.intp) % real.keeps)
    seconds = np.arange(frames, dtype=np.float64)
    yes = np.ones(frames, np.bool_)
    shot = (seconds // SHOT).astype(np.int32)
    return replace(table, time=seconds, start=seconds, end=seconds + 1, kept=yes, embedded=yes, shot=shot)


def _rows(dice: np.random.Generator, scenes: Vectors, noise: Vectors) -> Vectors:
    """Shots around scenes, and frames around shots."""
    shots = scenes[dice.integers(0, len(scenes), -(-len(noise) // SHOT))]
    shots = shots + dice.standard_normal(shots.shape, np.float32) * np.float32(0.6 / shots.shape[1] ** 0.5)
    return _unit(np.repeat(shots, SHOT, axis=0)[: len(noise)] + np.roll(noise, int(dice.integers(len(noise))), axis=0))


def _said(dice: np.random.Generator) -> list[Utterance]:
    return [
        Utterance(Span(start, start + 4.0), f"{' '.join(dice.choice(WORDS, 8))}.", "subtitles", "en")
        for start in range(0, 40, 8)
    ]


def _entry(like: Entry, films: Path, number: int, dice: np.random.Generator, frames: int) -> Entry:
    title = f"{' '.join(dice.choice(WORDS, 3))} {number}"
    made = {part: like.made[part] for part in ("select", "words")}
    made["frames"] = {**like.made["frames"], "kept": frames, "looked": frames}
    video = replace(
        like.video, id=f"v{number:09d}", title=title, path=films / f"{number % 40}" / f"{number}.mp4", copies=(),
        duration=float(frames), fingerprint=f"{number}", tags=tuple(dice.choice(WORDS, 2)),
        series=f"Series {number % 40}",
    )  # fmt: skip
    return replace(like, video=video, made=made, parts={})


def _link(film: Path, real: Path) -> None:
    film.parent.mkdir(parents=True, exist_ok=True)
    if not film.exists():
        film.symlink_to(real.absolute())


def _unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
