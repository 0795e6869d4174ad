"""Seconds: models that tell what each second is, on made series that they never saw, beside finders without a model."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a core is what is measured

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.series.seen import examples
from bench.setting.series.write import WAYS, made_films, made_series
from vsearch.encoders import ENCODERS
from vsearch.indexer.segments.finders.classifier import SecondsReading, Shares
from vsearch.indexer.segments.fusion import fused
from vsearch.indexer.segments.seconds import Seconds
from vsearch.nouns import Segment
from vsearch.training.evaluation.metrics import bootstrap
from vsearch.training.segments.examples import SegmentExample
from vsearch.training.segments.judging import UnseenVideo, judged, parts, reading_of, together, without
from vsearch.training.segments.learn import CLASSES, SegmentPlan, learn, predict, truth_of
from vsearch.training.segments.measures import Tally, counted, quality

FOLDS = 4
LEAST = {"intro": 0.95, "credits": 0.95, "recap": 0.85, "ident": 0.9}
QUALITY = 0.99
PLANS = {"attention": SegmentPlan(epochs=15), "lstm": SegmentPlan("lstm", epochs=15)}
HIDDEN = {"": (), "sound": ("heard",), "pictures": ("seen", "signs")}
"""What is hidden from a model that learned with it, by the name of what it lacks."""

Found = Sequence[tuple[Segment, ...]]


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    begun = time.process_time()
    encoder = ENCODERS.make("builtin", threads=1)
    known = [one for way in WAYS for one in examples(made_series(way, seed=2), encoder)]
    known += examples(made_films(20, seed=2), encoder)
    console = Console()
    console.print(f"{len(known)} videos, made in {time.process_time() - begun:.0f} s of one core")
    table = Bars("found by", *(f"{kind}" for kind in Segment.KINDS), "all, over series", "Q", "", title=_TITLE)
    split = parts([one.group for one in known], FOLDS)
    heard: dict[tuple[str, str], list[UnseenVideo]] = {}
    for name, plan in PLANS.items():
        begun = time.process_time()
        heard |= {(name, lack): made for lack, made in _unseen(known, split, plan).items()}
        console.print(f"{name}: {FOLDS} trainings in {time.process_time() - begun:.0f} s of one core")
    ours = heard["attention", ""]
    _row(table, "all finders and the model", known, [together(one.example, one.evidence()) for one in ours], bars=True)
    _row(table, "all finders without a model", known, [without(one) for one in known], bars=True)
    _row(table, "repetition alone", known, [_repetition(one) for one in known])
    for lack in HIDDEN:
        title = f"the model alone{f', without {lack}' if lack else ''}"
        _row(table, title, known, [_alone(one) for one in heard["attention", lack]])
    _row(table, "plain LSTM and DBSCAN, intros alone", known, [_alone(one) for one in heard["lstm", ""]], ["intro"])
    _row(table, "one episode alone, without a model", known, [_single(one, ()) for one in known])
    _row(table, "one episode alone, with the model", known, [_single(one.example, one.evidence()) for one in ours])
    console.print(table)
    for name in PLANS:
        report = judged(heard[name, ""])
        bins = ", ".join(f"{mean:.2f}: {share:.2f} of {count}" for mean, share, count in report.reliability.bins)
        console.print(f"{name}: Q of its own classes {report.quality:.4f}; calibration error "
                      f"{report.reliability.error:.3f} (said: came true {bins})")  # fmt: skip
    sys.exit(table.short)


_TITLE = "12 made series and 20 films, each told by a model that never saw its series: F1 at .5 (at .8)"


def _unseen(
    known: Sequence[SegmentExample], split: Sequence[Sequence[int]], plan: SegmentPlan
) -> dict[str, list[UnseenVideo]]:
    """Each video told by a model that knows nothing of its series, whole and with something hidden from it."""
    shares: dict[str, dict[int, Shares]] = {lack: {} for lack in HIDDEN}
    for held in split:
        network = learn([known[row].lesson for row in range(len(known)) if row not in held], plan)
        for lack, names in HIDDEN.items():
            shares[lack] |= {row: predict(network, _without(known[row].seconds, names)) for row in held}
    made: dict[str, dict[int, UnseenVideo]] = {lack: {} for lack in HIDDEN}
    for lack, of in shares.items():
        for held in split:
            rest = [(known[row], of[row]) for row in of if row not in held]
            reading: SecondsReading = reading_of(rest, CLASSES[plan.model])
            made[lack] |= {row: UnseenVideo(known[row], of[row], reading) for row in held}
    return {lack: [rows[row] for row in range(len(known))] for lack, rows in made.items()}


def _without(known: Seconds, names: Sequence[str]) -> Seconds:
    return replace(known, **{name: np.zeros_like(getattr(known, name)) for name in names})


def _repetition(one: SegmentExample) -> tuple[Segment, ...]:
    told = [each for each in one.evidence if not {"writing", "chapter"} & each.because.keys()]
    return fused(told, one.features.duration)


def _alone(one: UnseenVideo) -> tuple[Segment, ...]:
    allowed = [each for each in one.evidence() if each.kind == "credits" or not one.example.features.alone]
    return fused(allowed, one.example.features.duration)


def _single(one: SegmentExample, said: Sequence[object]) -> tuple[Segment, ...]:
    """As if no other episode were there."""
    told = [each for each in one.evidence if {"writing", "chapter"} & each.because.keys()]
    return together(replace(one, evidence=tuple(told), companions=0), said)  # type: ignore[arg-type]


def _row(
    table: Bars,
    title: str,
    known: Sequence[SegmentExample],
    found: Found,
    kinds: Sequence[str] = Segment.KINDS,
    *,
    bars: bool = False,
) -> None:
    cells, kept = [], True
    for kind in Segment.KINDS:
        half, more = (_f1(known, found, [kind], least) for least in (0.5, 0.8))
        kept &= half >= LEAST.get(kind, 0)
        cells.append(f"{half:.3f} ({more:.3f})" if kind in kinds else "–")
    over = bootstrap(_by_series(known, found, kinds))
    rights = [_quality(one, told, kinds) for one, told in zip(known, found, strict=True)]
    q = sum(a for a, _ in rights) / sum(b for _, b in rights)
    verdict = table.verdict(kept and q >= QUALITY) if bars else ""
    table.add_row(title, *cells, f"{over.mean:.3f} [{over.low:.3f}, {over.high:.3f}]", f"{q:.4f}", verdict)


def _f1(known: Sequence[SegmentExample], found: Found, kinds: Sequence[str], least: float = 0.5) -> float:
    total = Tally()
    for one, told in zip(known, found, strict=True):
        total += counted(one.segments, told, kinds, least)
    return total.f1


def _by_series(known: Sequence[SegmentExample], found: Found, kinds: Sequence[str]) -> list[float]:
    """The F1 of each series; films without one weigh as one series together."""
    groups = [one.group if one.companions else "films" for one in known]
    of: Callable[[str], list[int]] = lambda group: [row for row, name in enumerate(groups) if name == group]  # noqa: E731
    return [
        _f1([known[row] for row in of(group)], [found[row] for row in of(group)], kinds)
        for group in dict.fromkeys(groups)
    ]


def _quality(one: SegmentExample, told: Sequence[Segment], kinds: Sequence[str]) -> tuple[int, int]:
    count = len(one.truth)
    named = [[each for each in some if each.sure and each.kind in kinds] for some in (one.segments, told)]
    return quality(*(truth_of(some, count) for some in named))


if __name__ == "__main__":
    main()
