"""What stands on the screen: how well it is read, what is made up, and what it costs beside all of indexing."""

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.indexing import films, indexed
from bench.setting.places import IMAGES, REAL
from bench.setting.screen.draw import TEXTS, DrawnText, at_hand, decoded, drawn, filled, photographs
from vsearch.data.samples import make_samples
from vsearch.indexer.screen.glance import Glance
from vsearch.indexer.screen.watch import PLANE, SURE, ScreenWatch
from vsearch.library import Store
from vsearch.nouns import Box, Pixels
from vsearch.screen import TEXT_READERS, TextLine, TextReader
from vsearch.settings import IndexOverrides

SAMPLES = Path("build/bench/samples")
LIBRARY = Path("build/bench/screen")
EACH, PICTURES, TURNS = 60, 1000, 2
"""Frames of each script, photographs without writing, and indexings with and without."""
EXACT, COST, SHARE, MADE_UP = 0.95, 60.0, 0.15, 0.01
"""The bars: letters that are right, milliseconds a read, the share of indexing, photographs with a made-up word."""


def main() -> None:
    cv2.setNumThreads(1)
    table = Bars("what", "measured", "bar", "", title="What stands on the screen")
    reader, glance = TEXT_READERS.make("rapidocr"), Glance()
    if at_hand() and IMAGES.exists():
        grounds = photographs([IMAGES / "photos_captions_1.parquet"])
        for script in TEXTS:
            _legible(table, script, reader, glance, grounds)
        _made_up(table, reader, glance, photographs(sorted(IMAGES.glob("photos_labelled_*.parquet"))))
    else:
        table.add_row("letters, made-up words", "", "", "skipped: the fonts or the photographs are not here")
    make_samples(SAMPLES)
    for folder in (SAMPLES, REAL):
        if folder.exists():
            _cost(table, folder)
    Console().print(table)
    sys.exit(table.short)


def _legible(table: Bars, script: str, reader: TextReader, glance: Glance, grounds: Sequence[object]) -> None:
    """Letters that are right: of a line that stands still, looked at twice as in a film, and read by what is new."""
    dice = random.Random(f"{script} 2")
    wrong = total = missed = 0
    timed = Timed(reader)
    for _ in range(EACH):
        one = drawn(filled(decoded(grounds[dice.randrange(len(grounds))])), script, dice)
        told = _watched(one, timed, glance)
        letters = "".join(one.text.split())
        missed += not told
        wrong += min(distance(letters, told), len(letters))
        total += len(letters)
    right, spent = 1 - wrong / total, 1000 * timed.seconds / max(1, timed.asked)
    table.add_row(f"{script}: letters right", f"{right:.3f}", f"{EXACT}", table.verdict(right >= EXACT))
    table.add_row(f"{script}: lines not seen", f"{missed} of {EACH}", "-", "")
    table.add_row(f"{script}: ms a read", f"{spent:.0f}", f"{COST:.0f}", table.verdict(spent <= COST))


def _watched(one: DrawnText, reader: TextReader, glance: Glance) -> str:
    """The letters that are read near the line; what a photograph itself may say elsewhere is not counted."""
    watch = ScreenWatch(lambda: reader, glance)
    small = cv2.resize(one.picture, (PLANE.width, PLANE.height), interpolation=cv2.INTER_AREA)
    for moment in (0.0, 0.5, 1.0):
        watch.look(moment, small)
    watch.close(1.5)
    near = [seen.line for seen in watch.seen if seen.line and abs(_middle(seen.line.box) - _middle(one.box)) < 0.06]
    return "".join("".join(line.text for line in sorted(near, key=lambda line: line.box.left)).split())


def _made_up(table: Bars, reader: TextReader, glance: Glance, pictures: Sequence[object]) -> None:
    """Photographs in which a word is read where the same reader, asked about all of it, sees no line at all."""
    dice, invented, asked = random.Random(5), 0, 0
    while asked < PICTURES:
        picture = filled(decoded(pictures[dice.randrange(len(pictures))]), (PLANE.width, PLANE.height))
        watch = ScreenWatch(lambda: reader, glance)
        for moment in (0.0, 0.5):
            watch.look(moment, picture)
        watch.close(1.0)
        words = [seen.line.text for seen in watch.seen if seen.line]
        if words and any(line.confidence >= SURE for line in reader.read(picture)):
            continue  # it shows a sign or a print: nothing is made up
        asked += 1
        invented += bool(words)
    share = invented / asked
    table.add_row("photographs with a made-up word", f"{share:.3f}", f"{MADE_UP}", table.verdict(share <= MADE_UP))


def _cost(table: Bars, folder: Path) -> None:
    """Processor time of indexing the same films with and without it, in turns."""
    paths = films(folder)
    without, reads, all_ = np.inf, 0, np.inf
    for _ in range(TURNS):
        without = min(without, _indexed(paths, screen=False)[0])
        seconds, reads = _indexed(paths, screen=True)
        all_ = min(all_, seconds)
    share = (all_ - without) / all_
    table.add_row(f"{folder.name}: share of indexing", f"{share:.3f}", f"{SHARE}", table.verdict(share <= SHARE))
    table.add_row(
        f"{folder.name}: reads; ms a read, all told", f"{reads}; {1000 * (all_ - without) / reads:.0f}", "-", ""
    )


def _indexed(paths: list[Path], *, screen: bool) -> tuple[float, int]:
    """Processor time of indexing, and how often the reader was asked."""
    settings = IndexOverrides(transcriber="none", texts="builtin", screen=screen)
    taken = indexed(paths, LIBRARY, "builtin", settings)
    return taken, sum(entry.made.get("screen", {}).get("read", 0) for entry in Store.open(LIBRARY).entries())


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added or left out to make one text the other (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        before, row[0] = row[0], n
        for m, another in enumerate(other, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (letter != another))
    return row[-1]


class Timed:
    """A reader whose processor time is counted."""

    def __init__(self, reader: TextReader) -> None:
        self.name, self._reader = reader.name, reader
        self.asked, self.seconds = 0, 0.0

    def read(self, pixels: Pixels) -> Sequence[TextLine]:
        begun = time.process_time()
        lines = self._reader.read(pixels)
        self.seconds += time.process_time() - begun
        self.asked += 1
        return lines


if __name__ == "__main__":
    main()
