"""Models of seconds judged: by series that they never learned from, beside what is found without them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from vsearch.indexer.segments.evidence import SegmentEvidence
from vsearch.indexer.segments.finders.classifier import SecondsReading, Shares
from vsearch.indexer.segments.fusion import doubted, fused
from vsearch.indexer.segments.season import COMPARED
from vsearch.nouns import Segment
from vsearch.training.evaluation.metrics import Paired, paired
from vsearch.training.segments.examples import SegmentExample
from vsearch.training.segments.fitting import HeldOut, fitted
from vsearch.training.segments.learn import CLASSES, SegmentPlan, learn, narrowed, predict
from vsearch.training.segments.measures import Reliability, Tally, counted, overlap, quality, reliability

FOLDS = 5
"""Parts of a cross-validation, as far as there are as many series."""


@dataclass(frozen=True, slots=True)
class UnseenVideo:
    """What a model that has not learned from a video says of it."""

    example: SegmentExample
    shares: Shares
    reading: SecondsReading

    def evidence(self) -> list[SegmentEvidence]:
        """The segments it sees."""
        return self.reading.evidence(self.example.features, self.shares)


def parts(groups: Sequence[str], count: int, seed: int = 0) -> list[list[int]]:
    """Rows in parts of about the same size, no group in two of them."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, group in enumerate(groups):
        rows[group].append(row)
    dice = np.random.default_rng(seed)
    order = sorted(rows, key=lambda group: (-len(rows[group]), float(dice.random())))
    made: list[list[int]] = [[] for _ in range(min(count, len(rows)))]
    for group in order:
        min(made, key=len).extend(rows[group])
    return made


def crossvalidated(
    labelled: Sequence[SegmentExample],
    others: Sequence[SegmentExample],
    plan: SegmentPlan,
    folds: int = FOLDS,
    watch: Callable[[str], None] = lambda _: None,
) -> list[UnseenVideo]:
    """Each labelled video heard by a model that knows nothing of its series, read as fits the other parts."""
    split = parts([one.group for one in labelled], folds, plan.seed)
    shares: dict[int, Shares] = {}
    for number, held in enumerate(split):
        watch(f"part {number + 1} of {len(split)}")
        out = {labelled[row].group for row in held}
        known = [one for one in [*labelled, *others] if one.group not in out]
        network = learn([one.lesson for one in known], plan)
        shares |= {row: predict(network, labelled[row].seconds) for row in held}
    made: dict[int, UnseenVideo] = {}
    for held in split:
        rest = [row for row in shares if row not in held] or held
        reading = reading_of([(labelled[row], shares[row]) for row in rest], CLASSES[plan.model])
        made |= {row: UnseenVideo(labelled[row], shares[row], reading) for row in held}
    return [made[row] for row in range(len(labelled))]


def reading_of(held: Sequence[tuple[SegmentExample, Shares]], classes: tuple[str, ...]) -> SecondsReading:
    """The reading that fits what a model says of videos that it has not learned from."""
    return fitted(
        [HeldOut(shares, one.segments, one.kinds or Segment.KINDS, one.group) for one, shares in held], classes
    )


def without(one: SegmentExample) -> tuple[Segment, ...]:
    """What is found in a video without a model."""
    return fused(_allowed(one, one.evidence), one.features.duration)


def together(one: SegmentExample, said: Sequence[SegmentEvidence]) -> tuple[Segment, ...]:
    """What is found in a video with what a model says."""
    told = doubted(said, one.evidence) if one.companions + 1 >= COMPARED else said
    return fused(_allowed(one, [*one.evidence, *told]), one.features.duration)


def _allowed(one: SegmentExample, evidence: Sequence[SegmentEvidence]) -> list[SegmentEvidence]:
    """A film of no series has credits alone."""
    return [each for each in evidence if each.kind == "credits" or not one.features.alone]


@dataclass(frozen=True, slots=True)
class SegmentsReport:
    """How a model does on series that it never learned from; scores are those of each series."""

    gain: Paired
    f1: Mapping[str, Mapping[str, float]]
    """By what finds ("together", "without", "model"), the F1 at half an overlap of each kind, and "all"."""
    quality: float
    """The share of known seconds that the model tells rightly, of those classes that it knows."""
    reliability: Reliability


def judged(
    heard: Sequence[UnseenVideo], rival: Callable[[SegmentExample], tuple[Segment, ...]] = without
) -> SegmentsReport:
    """The measures of a model beside a rival, on the kinds that people decided about."""
    ways: dict[str, Callable[[UnseenVideo], tuple[Segment, ...]]] = {
        "together": lambda one: together(one.example, one.evidence()),
        "without": lambda one: without(one.example),
        "model": lambda one: fused(_allowed(one.example, one.evidence()), one.example.features.duration),
    }
    found = {way: [find(one) for one in heard] for way, find in ways.items()}
    theirs = [rival(one.example) for one in heard]
    gain = paired(_by_series(heard, found["together"]), _by_series(heard, theirs))
    right = [quality(narrowed(one.example.truth, one.reading.classes), one.shares.argmax(axis=1)) for one in heard]
    worth, hits = _believed(heard)
    return SegmentsReport(
        gain,
        {way: _f1(heard, told) for way, told in found.items()},
        sum(a for a, _ in right) / max(1, sum(b for _, b in right)),
        reliability(worth, hits),
    )


def _f1(heard: Sequence[UnseenVideo], found: Sequence[tuple[Segment, ...]]) -> dict[str, float]:
    told, whole = {}, Tally()
    for kind in Segment.KINDS:
        total = Tally()
        for one, segments in zip(heard, found, strict=True):
            if kind in one.example.kinds:
                total += counted(one.example.segments, segments, [kind])
        whole += total
        if total.there or total.found:
            told[kind] = total.f1
    return {**told, "all": whole.f1}


def _by_series(heard: Sequence[UnseenVideo], found: Sequence[tuple[Segment, ...]]) -> list[float]:
    totals: dict[str, Tally] = defaultdict(Tally)
    for one, segments in zip(heard, found, strict=True):
        totals[one.example.group] += counted(one.example.segments, segments, one.example.kinds)
    return [total.f1 for total in totals.values()]


def _believed(heard: Sequence[UnseenVideo]) -> tuple[list[float], list[bool]]:
    """The probability of each segment that models see in labelled kinds, and whether it is one."""
    worth, hits = [], []
    for one in heard:
        for told in one.evidence():
            if told.kind in one.example.kinds:
                worth.append(told.because["model"])
                hits.append(
                    any(s.kind == told.kind and overlap(s.span, told.span) >= 0.5 for s in one.example.segments)
                )
    return worth, hits


def plainly(made: SegmentsReport) -> dict[str, object]:
    """The measures as JSON holds them."""
    told = asdict(made)
    return {**told, "calibration_error": made.reliability.error, "gain": asdict(made.gain)}
