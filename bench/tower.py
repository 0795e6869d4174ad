"""The query tower: does it find out hidden rules, does it know when it has not, how fast it trains and answers."""

import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from vsearch.encoders import ENCODERS
from vsearch.errors import VSearchError
from vsearch.library.towers import Trained
from vsearch.retrieval.tower import run
from vsearch.training import baselines, export, metrics, photographs, split, worlds
from vsearch.training.batches import without
from vsearch.training.crossval import crossvalidate, halves
from vsearch.training.dataset import Dataset
from vsearch.training.evaluate import PRIOR, Report, evaluate
from vsearch.training.plan import Plan
from vsearch.training.predict import Prediction, predict
from vsearch.training.promote import verdict
from vsearch.training.train import Learned, learn

VIDEOS = int(os.environ.get("VIDEOS", "1000"))
FOLDS = int(os.environ.get("FOLDS", "5"))
PICTURES = int(os.environ.get("PICTURES", "8000"))
RULES = ("words", "transcript", "sound", "taste", "mix")
PLAN = Plan(tasks=("thumbnail",), epochs=12, width=96, depth=1, batch=32, rate=2e-3, patience=6)
SHARED = Path(os.environ.get("VSEARCH_SHARED", Path(__file__).parent.parent.parent / "shared"))
console = Console(width=130)


def main() -> None:
    """Print the tables."""
    pictures, source = scenery()
    console.print(f"{len(pictures.texts)} pictures: {source}; {VIDEOS} videos a world, {FOLDS} folds")
    rows = [*learning(pictures), *honesty(pictures), *speed()]
    table = Table("what", "measured", "bar", "", box=None, title="Query tower")
    for name, measured, bar, passed in rows:
        table.add_row(name, measured, bar, "pass" if passed else "short")
    console.print(table)


def scenery() -> tuple[worlds.Pictures, str]:
    """Photographs through the built-in encoder; without its weights, an imagined space."""
    try:
        encoder = ENCODERS.make("builtin")
    except VSearchError:
        return worlds.imagined(4000, 256), "imagined, for the built-in encoder has no weights here"
    files = sorted((SHARED / "images").glob("photos_captions_*.parquet"))
    if files:
        return photographs.captioned(encoder, files, PICTURES), "captioned photographs through the built-in encoder"
    return photographs.sampled(encoder), "sample photographs with noise through the built-in encoder"


def learning(pictures: worlds.Pictures) -> list[tuple[str, str, str, bool]]:
    """Each rule: baselines, the tower, and the tower without each modality."""
    rows = []
    methods = Table("rule", *baselines.METHODS, "tower", box=None, title="hit@1, out of fold")
    lacking = Table(
        "rule", "whole", "no title", "no transcript", "no sound", "no signals", box=None, title="hit@1 without"
    )
    for rule in RULES:
        world = worlds.world(pictures, rule, VIDEOS, frames=12)
        start = time.process_time()
        made, towers = crossvalidate(world, PLAN, FOLDS)
        report = evaluate(world, made)
        gain = report.gains[PRIOR].gain
        methods.add_row(rule, *(firsts(report, method) for method in (*baselines.METHODS, "tower")))
        left = {name: deprived(world, towers, name) for name in ("title", "transcript", "sound", "signals")}
        lacking.add_row(rule, firsts(report, "tower"), *(f"{value:.3f}" for value in left.values()))
        cost = f"{time.process_time() - start:.0f} CPU s"
        shown = f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}] ({cost})"
        rows.append((f"{rule}: tower over prior, mean hit@1/3/5", shown, "interval > 0", gain.low > 0))
        needed = {"transcript": "transcript", "sound": "sound"}.get(rule)
        if needed:
            prior = report.row(PRIOR).metrics["hit@1"]
            rows.append((f"{rule}: without its {needed}", f"{left[needed]:.3f}", f"about {prior.mean:.3f}, the prior", left[needed] < prior.high + 0.1))  # fmt: skip  # noqa: E501
        if rule == "transcript":
            alone, _ = crossvalidate(world, replace(PLAN, attention="self"), FOLDS)
            rows.append(rival(world, made, alone))
    console.print(methods)
    console.print(lacking)
    return rows


def firsts(report: Report, method: str) -> str:
    """hit@1 with half its interval."""
    found = report.row(method).metrics
    return (
        "n/a" if found is None else f"{found['hit@1'].mean:.3f} ±{(found['hit@1'].high - found['hit@1'].low) / 2:.3f}"
    )


def deprived(world: Dataset, towers: Sequence[Learned], modality: str) -> float:
    """hit@1 out of fold when a modality is taken from the videos that are judged."""
    hits = []
    for rows, learned in zip(split.folds(world, FOLDS, seed=PLAN.seed), towers, strict=True):
        bare = world.only(rows)
        bare = bare.like(tuple(replace(e, sequences=without(e.sequences, modality)) for e in bare))
        made = predict(learned.tower, bare, learned.scale)
        hits += [metrics.hit(p.near, e.chosen, 1) for p, e in zip(made, bare, strict=True)]
    return float(np.mean(hits))


def rival(world: Dataset, ours: Sequence[Prediction], alone: Sequence[Prediction]) -> tuple[str, str, str, bool]:
    """Text-guided attention against pooling that does not know the words."""
    first, second = (
        [metrics.hit(p.near, e.chosen, 1) for p, e in zip(made, world, strict=True)] for made in (ours, alone)
    )
    gain = metrics.paired(first, second).gain
    shown = f"{np.mean(first):.3f} against {np.mean(second):.3f}, {gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
    return "transcript: text-guided over self-attention, hit@1", shown, "interval > 0", gain.low > 0


def honesty(pictures: worlds.Pictures) -> list[tuple[str, str, str, bool]]:
    """Choices made by lot must not lead to a promotion."""
    world = worlds.world(pictures, "random", VIDEOS, frames=12)
    made, _ = crossvalidate(world, PLAN, FOLDS)
    judged = verdict(evaluate(world, made), None)
    return [("random labels", "promoted" if judged.promoted else "not promoted", "not promoted", not judged.promoted)]


def speed() -> list[tuple[str, str, str, bool]]:
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
    from vsearch.training.tower import size

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
    from vsearch.training.batches import Scale
    from vsearch.training.tower import Tower

    world = worlds.world(worlds.imagined(2000, 512), "mix", 1, frames=200, repeat=5)
    learned = Learned(Tower(Plan().shape(world)), Scale.of(world), Plan(), (), 0)
    with tempfile.TemporaryDirectory() as folder:
        export.write(Path(folder), learned, world, {}, {})
        kept = Trained("bench", Path(folder), export.config(learned, world), {}, {})
        video = world.examples[0].sequences
        run(kept, video)
        times = []
        for _ in range(20):
            start = time.process_time()
            run(kept, video)
            times.append(time.process_time() - start)
    return float(np.median(times))


if __name__ == "__main__":
    main()
