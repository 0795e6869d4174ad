"""The query tower: does it find out hidden rules, does it know when it has not, how fast it trains and answers.

`python -m bench.learning.tower` proves all of it; `python -m bench.learning.tower words sound` only these parts.
VIDEOS, FOLDS, PICTURES and PROCESSES in the environment change its size.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.judging.deprived import FOLDS, NEEDS, PLAN, deprived, fallen, firsts, stirred
from bench.judging.rows import Row, interval
from bench.judging.tower_cost import VIDEOS, speed
from bench.setting import photographs, worlds
from bench.setting.bars import Bars
from bench.setting.places import IMAGES
from vsearch.encoders import ENCODERS
from vsearch.errors import VSearchError
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.evaluation import baselines, metrics
from vsearch.training.evaluation.baselines import PRIOR
from vsearch.training.evaluation.crossval import crossvalidate
from vsearch.training.evaluation.evaluate import Evaluation, evaluate
from vsearch.training.serving.promote import verdict
from vsearch.training.tower.batches import MODALITIES

PICTURES = int(os.environ.get("PICTURES", "1000"))
"""Photographs of the worlds. The first 1,000 are unknown to the encoder, as a team's own are; the others it learned by
their very captions, so that the prior alone finds 93 of 100."""
PROCESSES = int(os.environ.get("PROCESSES", "2"))
"""Rules learned at once, with one thread each: that wastes less than two threads on one small tower."""
SELF = "self-attention"
PARTS = ("transcript", SELF, "lively", "mix", "words", "sound", "taste", "random", "speed")
"""The longest first, so that no process is left with it alone."""
console = Console(width=130)


@dataclass(frozen=True)
class FoundRule:
    """What came of one part: rows of the tables of methods and of modalities, verdicts, hit@1 of each video."""

    part: str
    methods: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    hits: tuple[float, ...] = ()


def main() -> None:
    """Learn each rule, say what came of it at once, and print the tables at the end."""
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := [part for part in chosen if part not in PARTS]:
        sys.exit(f"There is no part {unknown[0]!r}. Choose from: {', '.join(PARTS)}.")
    wanted = [part for part in PARTS if part in chosen and part != "speed"]
    found: dict[str, FoundRule] = {}
    if wanted:
        pictures, source = scenery()
        console.print(f"{len(pictures.texts)} pictures: {source}; {VIDEOS} videos a world, {FOLDS} folds")
        with multiprocessing.get_context("spawn").Pool(PROCESSES, ready, (pictures,)) as pool:
            for made in pool.imap_unordered(proved, wanted):
                found[made.part] = made
                for row in made.rows:
                    told(row)
    tables([found[part] for part in wanted])
    rows = [row for part in wanted for row in found[part].rows]
    if {"transcript", SELF} <= found.keys():
        rows.append(rival(found["transcript"].hits, found[SELF].hits))
    rows += speed() if "speed" in chosen else []
    table = Bars("what", "measured", "bar", "", box=None, title="Query tower")
    for name, measured, bar, passed in rows:
        table.add_row(name, measured, bar, table.verdict(passed))
    console.print(table)
    sys.exit(table.short)


def told(row: Row) -> None:
    name, measured, _, passed = row
    console.print(f"{time.strftime('%H:%M:%S')}  {name}: {measured}  {'pass' if passed else 'short'}")


def tables(found: Sequence[FoundRule]) -> None:
    """Each rule's baselines, and the tower without each modality."""
    methods = Table("rule", *baselines.METHODS, "tower", box=None, title="hit@1, out of fold")
    bare = Table("rule", "whole", *(f"no {name}" for name in MODALITIES), PRIOR, box=None, title="hit@1 without")
    for made in found:
        if made.methods:
            methods.add_row(made.part, *made.methods)
            bare.add_row(made.part, *made.lacking)
    if methods.row_count:
        console.print(methods)
        console.print(bare)


def scenery() -> tuple[worlds.CaptionedPictures, str]:
    """Photographs through the built-in encoder; without its weights, an imagined space."""
    try:
        encoder = ENCODERS.make("builtin")
    except VSearchError:
        return worlds.imagined(4000, 256), "imagined, for the built-in encoder has no weights here"
    files = sorted(IMAGES.glob("photos_captions_*.parquet"))
    if files:
        kind = (
            "captioned photographs that the built-in encoder never saw" if PICTURES <= 1000 else "captioned photographs"
        )
        return photographs.captioned(encoder, files, PICTURES), kind
    return photographs.sampled(encoder), "sample photographs with noise through the built-in encoder"


def ready(pictures: worlds.CaptionedPictures) -> None:
    """What every process begins with: the pictures, and one thread."""
    import torch

    global PICTURED
    PICTURED = pictures
    torch.set_num_threads(1)


def proved(part: str) -> FoundRule:
    """One part, in a process of its own."""
    if part == "random":
        return honesty(PICTURED)
    if part == SELF:
        world = made_of(PICTURED, "transcript")
        made, _ = crossvalidate(world, replace(PLAN, attention="self"), FOLDS)
        return FoundRule(part, hits=firsts(world, [p.near for p in made]))
    return learning(PICTURED, part)


def learning(pictures: worlds.CaptionedPictures, rule: str) -> FoundRule:
    """A rule: baselines, the tower, and the tower without each modality."""
    start = time.process_time()
    world = made_of(pictures, rule)
    made, towers = crossvalidate(world, PLAN, FOLDS)
    report = evaluate(world, made)
    gain = report.gains[PRIOR].gain
    bare = {name: deprived(world, towers, name) for name in MODALITIES}
    cost = f"{time.process_time() - start:.0f} CPU s"
    rows = [(f"{rule}: tower over prior, mean hit@1/3/5", f"{interval(gain)} ({cost})", "interval > 0", gain.low > 0)]
    if rule in NEEDS:
        rows.append(fallen(rule, world, bare[NEEDS[rule]], report, gain.mean))
    if rule == "lively":
        rows.append(stirred(world, firsts(world, [p.near for p in made])))
    hits = {name: float(np.mean(firsts(world, curves))) for name, curves in bare.items()}
    methods = tuple(shown(report, method) for method in (*baselines.METHODS, "tower"))
    bare_row = (shown(report, "tower"), *(f"{value:.3f}" for value in hits.values()), shown(report, PRIOR))
    return FoundRule(rule, methods, bare_row, tuple(rows), firsts(world, [p.near for p in made]))


def made_of(pictures: worlds.CaptionedPictures, rule: str) -> Dataset:
    """A world of ten series that share no photograph, so that none of a judged video was seen in training."""
    return worlds.world(pictures, rule, VIDEOS, frames=12, series=10, apart=True)


def shown(report: Evaluation, method: str) -> str:
    """hit@1 with half its interval."""
    found = report.row(method).metrics
    return (
        "n/a" if found is None else f"{found['hit@1'].mean:.3f} ±{(found['hit@1'].high - found['hit@1'].low) / 2:.3f}"
    )


def rival(ours: Sequence[float], alone: Sequence[float]) -> Row:
    """Text-guided attention against pooling that does not know the words."""
    gain = metrics.paired(ours, alone).gain
    measured = f"{np.mean(ours):.3f} against {np.mean(alone):.3f}, {interval(gain)}"
    return "transcript: text-guided over self-attention, hit@1", measured, "interval > 0", gain.low > 0


def honesty(pictures: worlds.CaptionedPictures) -> FoundRule:
    """Choices made by lot must not lead to a promotion."""
    world = made_of(pictures, "random")
    made, _ = crossvalidate(world, PLAN, FOLDS)
    judged = verdict(evaluate(world, made), None)
    measured = "promoted" if judged.promoted else "not promoted"
    return FoundRule("random", rows=(("random labels", measured, "not promoted", not judged.promoted),))


if __name__ == "__main__":
    main()
