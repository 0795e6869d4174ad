"""Tags: how quickly 100,000 labelled videos vote, and whether ten labels a tag beat words alone and the majority."""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.judging.guesses import Guessed, compared, figures, ranked
from bench.judging.rows import Row
from bench.setting.bars import Bars
from bench.setting.scenes import LABELLED, SHOWN, Scenes, scenes
from vsearch.encoders import ENCODERS
from vsearch.errors import VSearchError
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import table as frame_table
from vsearch.library.parts.vectors import flat
from vsearch.library.vocabulary import Vocabulary, Word
from vsearch.nouns import FrameRow, Span, Vectors, Video
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.queries import THRESHOLD
from vsearch.retrieval.tags.ballots import judged
from vsearch.retrieval.tags.labels import Labels, labels
from vsearch.retrieval.tags.neighbours import Signature, gathered
from vsearch.retrieval.tags.signatures import neighbours
from vsearch.retrieval.tags.tagger import Tagger
from vsearch.retrieval.tags.wording import Wording
from vsearch.retrieval.tags.zeroshot import described

COUNT = int(os.environ.get("COUNT", "100000"))
WIDTH = 512
TAGS = int(os.environ.get("TAGS", "30"))
console = Console(width=130)


def main() -> None:
    table = Bars("what", "measured", "bar", "", box=None, title="Tags")
    for name, measured, bar, good in (*speed(), *proof()):
        table.add_row(name, measured, bar, table.verdict(good))
    console.print(table)
    sys.exit(table.short)


def speed() -> list[Row]:
    """One video of a library on disk is tagged again and again by labelled videos made of noise around 500 themes."""
    dice = np.random.default_rng(7)
    themes = unit(dice.standard_normal((500, WIDTH), np.float32))
    ids = [f"n{number}" for number in range(COUNT)]
    which = dice.integers(0, len(themes), COUNT)
    known = Labels(
        {id: {f"theme {theme}": True} for id, theme in zip(ids, which.tolist(), strict=True)},
        Vocabulary(),
        titles=dict.fromkeys(ids, "a film"),
    )
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Store.create(Path(folder), "bench", WIDTH))
        seen = unit(themes[:1] + noise(dice, (1000, WIDTH), 0.6))
        film(library, "own", seen, "IMG 1")
        begun = time.process_time()
        bank = gathered(ids, seen_by_theme(themes, which, dice), known, "bench")
        held = Tagger(library, known, bank)
        held.words = Wording(themes, np.zeros(len(themes), np.float32), np.ones(len(themes), np.float32))
        built = time.process_time() - begun
        found = held.tag("own")
        times = []
        for _ in range(30):
            begun = time.process_time()  # one thread: on an idle machine the wall says the same
            held.tag("own")
            times.append(1e3 * (time.process_time() - begun))
    right = (*found.tags, *found.suggestions)[0].tag.name == "theme 0"
    name = f"{COUNT:,} labelled videos, {len(bank.times):,} of their frames"
    return [
        (f"{name}: tag a 1,000-frame video, warm", f"{median(times):.1f} CPU ms", "<= 50 ms", median(times) <= 50),
        (f"{name}: the right tag first", str(right).lower(), "true", right),
        (f"{name}: indexed and judged in (CPU)", f"{built:.0f} s", "-", True),
    ]


def seen_by_theme(themes: Vectors, which: NDArray[np.intp], dice: np.random.Generator) -> Iterator[Signature]:
    for theme in which.tolist():
        rows = unit(themes[theme] + noise(dice, (5, WIDTH), 0.6))
        yield Signature(rows[:1], rows[1:], np.arange(4.0))


def noise(dice: np.random.Generator, shape: tuple[int, int], length: float) -> Vectors:
    return dice.standard_normal(shape, np.float32) * np.float32(length / shape[1] ** 0.5)


def unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def proof() -> list[Row]:
    """Ten labelled videos a tag, each of two pictures of the tag and one of something else; others are tagged."""
    try:
        encoder = ENCODERS.make("builtin")
    except VSearchError as error:
        console.print(f"skipped: ten labels a tag ({error})")
        return []
    return [row for one in scenes(encoder, TAGS) for row in proven(one, encoder.spec.width)]


def proven(of: Scenes, width: int) -> list[Row]:
    """The rows of one set of pictures, and its table."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Store.create(Path(folder), "builtin", width))
        tests = made(library, of, np.random.default_rng(0))
        tags = sorted(of.labelled)
        true = np.array([[tag == name for name in tags] for _, tag in tests])
        methods = {
            "votes": voted(library.tagger, tests, tags),
            "neighbours alone": voted(alone(library), tests, tags),
            "zero-shot": worded(library, tests, tags),
            "majority": common(tests, tags),
        }
    told = Table("", "Hit@1", "Hit@2", "F1 micro", "F1 macro", "precision", "recall", box=None)
    told.title = f"{of.source}; {LABELLED} labelled videos each, {len(tests)} tested"
    best = {name: guessed.best(true) for name, guessed in methods.items()}
    for name, guessed in methods.items():
        told.add_row(name, *figures(guessed, true))
        told.add_row(f"{name}, best threshold", "", "", *figures(best[name], true)[2:])
    console.print(told)
    rows: list[Row] = []
    for name in ("zero-shot", "majority"):
        rows += ranked(methods["votes"], methods[name], true, name)
        rows += compared(methods["votes"], methods[name], true, f"{name}: as given")
        rows += compared(best["votes"], best[name], true, f"{name}: each at its best threshold")
    return [(f"{of.source.partition(';')[0]}: {name}", *rest) for name, *rest in rows]


def made(library: Library, of: Scenes, dice: np.random.Generator) -> list[tuple[str, str]]:
    """Videos in the library, ten a tag labelled; the others and their tags."""
    tests, labels = [], []
    for tag in of.labelled:
        for frames, known in ((of.labelled[tag], True), (of.tested[tag], False)):
            order = dice.permutation(len(frames))
            for number in range(len(frames) // SHOWN):
                shown = frames[order[SHOWN * number : SHOWN * (number + 1)]]
                seen = np.concatenate([shown, of.others[dice.integers(0, len(of.others), 1)]])
                id = f"{re.sub('[^a-z]+', '-', tag)}-{'known' if known else 'new'}-{number}"
                film(library, id, seen[dice.permutation(len(seen))], f"IMG {number}")
                if known:
                    labels.append(Decision("label", id, tag=tag, by="bench"))
                else:
                    tests.append((id, tag))
    library.store.decide(*labels)
    return tests


def film(library: Library, id: str, frames: Vectors, title: str) -> None:
    signals = {"sharpness": 0.5, "brightness": 0.5}
    rows = [FrameRow(n, float(n), n, True, "", Span(n, n + 1), signals) for n in range(len(frames))]
    with library.store.draft(id) as draft:
        draft.put_frames(frame_table(rows, [0] * len(rows))[0], flat(frames))
        draft.commit(Entry(Video(id, Path(f"{id}.mp4"), title, float(len(rows)), 64, 36, id)))


def alone(library: Library) -> Tagger:
    """A tagger that does not read the names of tags."""
    held = Tagger(library, (known := labels(library)), neighbours(library, known))
    assert held.bank is not None
    held.words, held.judge = None, judged(held.bank)
    return held


def voted(held: Tagger, tests: Sequence[tuple[str, str]], tags: Sequence[str]) -> Guessed:
    """The tagger as it is; what it is sure of, it gives."""
    scores, given = np.zeros((len(tests), len(tags))), np.zeros((len(tests), len(tags)), bool)
    for row, (id, _) in enumerate(tests):
        found = held.tag(id, len(tags))
        for one in (*found.tags, *found.suggestions):
            scores[row, tags.index(one.tag.name)] = one.tag.score
            given[row, tags.index(one.tag.name)] = one.tag.sure
    return Guessed(scores, given)


def worded(library: Library, tests: Sequence[tuple[str, str]], tags: Sequence[str]) -> Guessed:
    """The vocabulary through the encoder; what counts as a good match in a search, it gives."""
    phrases, held, words = library.phrases, library.frames, [Word(tag) for tag in tags]
    scores = []
    for id, _ in tests:
        told = described(phrases, held, np.asarray(library.embedded(id).vectors, np.float32), words)
        scores.append([told[tag] for tag in tags])
    every = np.array(scores)
    return Guessed(every, every >= THRESHOLD)


def common(tests: Sequence[tuple[str, str]], tags: Sequence[str]) -> Guessed:
    """The commonest tag for all; all are equally common, so the first."""
    first = np.tile(np.arange(len(tags)) == 0, (len(tests), 1))
    return Guessed(np.tile(-np.arange(len(tags), dtype=np.float64), (len(tests), 1)), first)


if __name__ == "__main__":
    main()
