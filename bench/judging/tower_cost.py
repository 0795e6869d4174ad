"""What the default tower costs: how long it trains on long videos, in how much memory, and how quickly it answers."""

import multiprocessing
import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.judging.rows import Row
from bench.setting import worlds
from vsearch.library.towers import Trained
from vsearch.retrieval.tower.answers import ServingTower
from vsearch.training.datasets import split
from vsearch.training.evaluation.crossval import halves
from vsearch.training.tower import export
from vsearch.training.tower.plan import Plan
from vsearch.training.tower.train import Learned, learn

VIDEOS = int(os.environ.get("VIDEOS", "1000"))


def speed() -> list[Row]:
    """How long the default plan takes on 1,000 videos of 200 frames, and how long an answer takes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        wall, cpu, memory, weights, epochs = pool.apply(trained)
        answer = pool.apply(answered)
    shown = f"{wall:.0f} s ({cpu:.0f} CPU s, {epochs} epochs, {weights / 1e6:.1f} M weights)"
    return [
        (f"train on {VIDEOS} videos x 200 frames", shown, "<= 300 s", min(wall, cpu / 2) <= 300),
        ("memory while training", f"{memory / 2**30:.2f} GiB", "<= 2 GB", memory <= 2e9),
        ("vector of a 1,000-frame video", f"{answer * 1e3:.1f} CPU ms", "<= 30 ms", answer <= 0.03),
    ]


def trained() -> tuple[float, float, int, int, int]:
    """One default training on long videos: seconds, CPU seconds, peak bytes, weights, epochs."""
    from vsearch.training.tower.network import size

    pictures = worlds.imagined(4000, 512)
    world = worlds.world(pictures, "mix", VIDEOS, frames=40, repeat=5)
    start, busy = time.monotonic(), time.process_time()
    known, _ = split.held(world)
    learned = learn(*halves(world.only(known)), Plan(tasks=("thumbnail",)))
    spent = time.monotonic() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return *spent, peak, size(learned.tower), len(learned.history) - 1


def answered() -> float:
    """CPU seconds of one answer to a video of 1,000 frames."""
    from vsearch.training.tower.batches import SignalScale
    from vsearch.training.tower.network import Tower

    world = worlds.world(worlds.imagined(2000, 512), "mix", 1, frames=200, repeat=5)
    learned = Learned(Tower(Plan().shape(world)), SignalScale.of(world), Plan(), (), 0)
    with tempfile.TemporaryDirectory() as folder:
        export.write(Path(folder), learned, world, {}, {})
        kept = ServingTower(Trained("bench", Path(folder), export.config(learned, world), {}, {}))
        video = world.examples[0].sequences
        kept.run(video)
        times = []
        for _ in range(20):
            start = time.process_time()
            kept.run(video)
            times.append(time.process_time() - start)
    return float(np.median(times))
