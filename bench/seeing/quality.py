"""Signals, hashes, duplicates and the choice of frames: milliseconds a frame, and what a long video costs in memory."""

import resource
import sys
import time
import tracemalloc
from collections.abc import Iterator
from statistics import median

import cv2
import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from vsearch.indexer.frames.look import Look
from vsearch.indexer.frames.pick import WINDOW, Columns, Picker
from vsearch.indexer.frames.signals import measure
from vsearch.nouns import Frame, Pixels
from vsearch.settings import Quality
from vsearch.signals import STORED

BAR = 0.2
"""Milliseconds a frame."""

GROWTH = 30.0
"""Megabytes by which two hours may need more than two minutes."""


def pictures(count: int) -> list[Pixels]:
    random = np.random.default_rng(0)
    coarse = random.integers(0, 255, (count, 18, 32, 3), np.uint8)
    return [cv2.resize(picture, (160, 90), interpolation=cv2.INTER_CUBIC) for picture in coarse]


def measured(rounds: int = 5) -> tuple[float, float]:
    """Milliseconds a frame for the signals and hashes, and for duplicates and selection in an hour of video."""
    batch, signals, choice = pictures(320), [], []
    for _ in range(rounds):
        begun = time.process_time()
        found, hashes = measure(batch)
        signals.append((time.process_time() - begun) / len(batch))
        more = {name: np.zeros(len(batch), np.float32) for name in STORED if name not in found}
        rows = Columns(np.arange(len(batch), dtype=np.int32) // 10, hashes, more | found)
        begun, picker = time.process_time(), Picker(Quality(), 3600, 7200)
        for n in range(7200 // WINDOW):
            rows = Columns(rows.shot + 40, hashes ^ np.uint64(n * 0x9E3779B97F4A7C15 % 2**64), rows.signals)
            picker.window(rows[:WINDOW])
        choice.append((time.process_time() - begun) / 7200)
    return 1000 * median(signals), 1000 * median(choice)


def peak(seconds: int) -> float:
    """Most megabytes held while looking at a video of this length."""
    few = pictures(50)

    def frames() -> Iterator[Frame]:
        for n in range(seconds * 2):
            yield Frame(n / 2, (few[n // 7 % 50].copy(), np.zeros((224, 224, 3), np.uint8)))

    tracemalloc.start()
    look = Look(Quality(), seconds, seconds * 2)
    for _ in look.pictures(frames()):
        pass
    look.seen()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def main() -> None:
    signals, choice = measured()
    short, long = peak(150), peak(7200)
    table = Bars("quality", "measured", "bar", "")
    table.add_row("signals and hashes", f"{signals:.3f} ms a frame", "", "")
    table.add_row("duplicates and selection", f"{choice:.3f} ms a frame", "", "")
    both = signals + choice
    table.add_row("together", f"{both:.3f} ms a frame", f"{BAR} ms", table.verdict(both <= BAR))
    grown = f"{long - short:.1f} MB ({short:.0f} to {long:.0f})"
    table.add_row("two hours over 2.5 minutes", grown, f"{GROWTH:.0f} MB", table.verdict(long - short < GROWTH))
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row("peak RSS of this process", f"{rss:.0f} MB", "", "")
    Console().print(table)
    sys.exit(table.short)


if __name__ == "__main__":
    main()
