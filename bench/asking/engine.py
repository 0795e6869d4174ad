"""Search engine: 2,000 videos of 100 frames asked through a Milvus and through the library alone, in one run."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from rich.console import Console

from bench.setting.archive import WORDS, archive
from bench.setting.bars import Bars
from vsearch.nouns import Vectors
from vsearch.retrieval.engines import WantedFrames
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index import read

FOLDER = Path("build/bench/engine")
SERVER = Path("build/milvus/bin/python")
VIDEOS, FRAMES = 2_000, 100
ASKED = 40
KINDS = ("hnsw", "ivf_sq8", "diskann")
SERIES = "Series 7"
"""The videos of one of 40 series: a fortieth; and of 100 titles' numbers a hundredth are named."""


def main() -> None:
    if not SERVER.exists() and "VSEARCH_TEST_MILVUS" not in os.environ:
        Console().print("skipped: there is no Milvus here (`make cluster-test` fetches it)")
        return
    table = Bars("what", "measured", "bar", "", box=None)
    place = archive(FOLDER, (), VIDEOS, FRAMES)
    with _server() as address:
        for name, measured, bar, good in _rows(place, address):
            table.add_row(name, measured, bar, table.verdict(good))
            Console().print(f"{name}: {measured}")
            sys.stdout.flush()
    Console().print(table)
    sys.exit(table.short)


Row = tuple[str, str, str, bool | None]
Answers = tuple[list[Any], list[float]]


def _rows(place: Path, address: str) -> Iterator[Row]:
    with Library.open(place, engine="none") as alone:
        asked_of = {"between frames and nowhere": _questions(alone), "far from all": _nowhere(alone)}
        truth = {name: _exact(alone, questions) for name, questions in asked_of.items()}
        few = alone.ids()[:: VIDEOS // 20][:20]
        chosen: dict[str, dict[str, Any]] = {
            "all": {}, "1 % of the videos by name": {"videos": few}, "one series of 40": {"series": [SERIES]},
        }  # fmt: skip
        own = {name: _answers(alone, asked) for name, asked in chosen.items()}
    small, read.SMALL = read.SMALL, VIDEOS * FRAMES * 10  # so that all frames are compared
    with Library.open(place, engine="none") as exact:
        right = {name: _answers(exact, asked)[0] for name, asked in chosen.items()}
    read.SMALL = small
    for kind in KINDS:
        with Library.open(place) as library:
            library.choose_engine(address, index=kind)
            yield from _told(kind, library)
            for name, questions in asked_of.items():
                recall, times = _recall(library, questions, truth[name])
                yield f"{kind}: recall@10 against exact, {name}", f"{recall:.4f}", ">= 0.99", recall >= 0.99
                yield f"{kind}: candidates, {name}, p50 / p99", _times(times), "-", None
            for name, asked in chosen.items():
                yield from _compared(f"{kind}, {name}", _answers(library, asked), own[name], right[name])
            library.drop_engine()


def _told(kind: str, library: Library) -> Iterator[Row]:
    begun = time.perf_counter()
    phases: dict[str, float] = {}
    synced = library.sync_engine(lambda _done, _of, what: phases.update({what: time.perf_counter() - begun}))
    seconds = f"{phases.get('videos', 0):.0f} + {time.perf_counter() - begun - phases.get('videos', 0):.0f} s"
    yield f"{kind}: {synced.told} videos told, and frames indexed", seconds, "-", None
    yield f"{kind}: frames that wait after that", f"{synced.waiting}", "0", synced.waiting == 0
    begun = time.perf_counter()
    again = library.sync_engine().told
    yield f"{kind}: told again", f"{again} videos in {time.perf_counter() - begun:.1f} s", "0 videos", again == 0


def _compared(what: str, theirs: Answers, own: Answers, right: Sequence[Any]) -> Iterator[Row]:
    """How many searches have the ten answers, with their scores, that comparing all frames gives, and their times."""
    same, alone = (sum(one == other for one, other in zip(found, right, strict=True)) for found, _ in (theirs, own))
    told = f"{same} of {ASKED}; {alone} of {ASKED}"
    yield f"{what}: ten answers and scores as by comparing all; the library alone", told, f"{ASKED}", same == ASKED
    yield f"{what}: a search, p50 / p99; the library alone", f"{_times(theirs[1])}; {_times(own[1])}", "-", None


def _questions(library: Library) -> Vectors:
    """Directions between frames and nowhere, as those of words are."""
    dice, ids = np.random.default_rng(3), library.ids()
    near = [library.vectors(ids[n])[k] for n, k in dice.integers(0, (len(ids), FRAMES), (ASKED, 2)).tolist()]
    made = np.stack(near) + dice.normal(size=(ASKED, len(near[0])), scale=0.8 / len(near[0]) ** 0.5)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def _nowhere(library: Library) -> Vectors:
    """Directions that no frame lies in: the hardest for any index."""
    made = np.random.default_rng(4).normal(size=(ASKED, library.store.width))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def _exact(library: Library, questions: Vectors) -> list[set[tuple[str, int]]]:
    """The ten nearest kept frames to each, by comparing all."""
    names, rows, scores = [], [], []
    for video in library.ids():
        keeps = library.table(video).keeps
        names += [video] * keeps
        rows += range(keeps)
        scores.append(library.vectors(video)[:keeps] @ questions.T)
    best = np.argsort(-np.concatenate(scores), axis=0)[:10].T.tolist()
    return [{(names[n], rows[n]) for n in one} for one in best]


def _recall(library: Library, questions: Vectors, truth: Sequence[set[tuple[str, int]]]) -> tuple[float, list[float]]:
    """How much of the exact ten is among as many frames as a search asks for, which are then compared exactly."""
    assert library.search_engine
    engine, hits, times = library.search_engine.engine, 0, []
    for question, best in zip(questions, truth, strict=True):
        begun = time.perf_counter()
        found = engine.nearest(question[None], 782, WantedFrames())
        times.append(time.perf_counter() - begun)
        ranked = sorted(found, key=lambda one: -float(library.vectors(one.video)[one.row] @ question))[:10]
        hits += len({(one.video, one.row) for one in ranked} & best)
    return hits / (10 * len(questions)), times


def _answers(library: Library, asked: dict[str, Any]) -> Answers:
    """What searches by words answer, and how long each takes; words are remembered, for both ways read them alike."""
    found, times = [], []
    library.search("a warm place", inside=["frames"], **asked)
    for number in range(ASKED):
        words = f"{WORDS[number % len(WORDS)]} {WORDS[(7 * number + 3) % len(WORDS)]}"
        library.phrases.query(words)
        begun = time.perf_counter()
        moments = library.search(words, inside=["frames"], **asked).moments
        times.append(time.perf_counter() - begun)
        found.append([(one.video, one.span, one.best, one.score, one.match) for one in moments])
    return found, times


def _times(seconds: Sequence[float]) -> str:
    return f"{1e3 * median(seconds):.1f} / {1e3 * float(np.percentile(seconds, 99)):.1f} ms"


@contextmanager
def _server() -> Iterator[str]:
    """A Milvus for the length of the run, or the one that VSEARCH_TEST_MILVUS names."""
    if running := os.environ.get("VSEARCH_TEST_MILVUS"):
        yield running
        return
    folder = (FOLDER / "milvus").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "tests/milvus.py", SERVER.absolute(), folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        yield f"milvus://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


if __name__ == "__main__":
    main()
