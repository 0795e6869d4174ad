"""The classifier: a trained model tells for every second what it is, and seconds become segments with a probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryDamaged
from vsearch.indexer.segments.evidence import Found, SegmentEvidence
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.seconds import Seconds, seconds
from vsearch.indexer.segments.seconds.clustering import Clustering, stretches_of
from vsearch.indexer.segments.snapping import snapped
from vsearch.library.towers.segment_models import SegmentModel
from vsearch.nouns import Span

Shares = NDArray[np.float32]
"""Seconds x classes: how probable each class is."""

_REACH = 1.2
"""Seconds within which a cut takes the edge of a segment: the model knows whole seconds alone."""

_LEAST = 0.05
"""A segment that is less probable than this is not worth the name of evidence."""


@dataclass(frozen=True, slots=True)
class SegmentCalibration:
    """How the mean log odds of a stretch's seconds, and its length, become the probability that it is a segment."""

    slope: float = 1.0
    length: float = 0.0
    bias: float = 0.0

    def probability(self, mean: float, seconds: float) -> float:
        """The probability of a stretch."""
        odds = self.slope * log_odds(mean) + self.length * log(max(1.0, seconds)) + self.bias
        return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


@dataclass(frozen=True, slots=True)
class SecondsReading:
    """How a model's seconds are read: class by class, how they are gathered and what a gathered stretch is worth."""

    classes: tuple[str, ...]
    clustering: Mapping[str, Clustering]
    calibration: Mapping[str, SegmentCalibration]

    def evidence(self, one: EpisodeFeatures, shares: Shares) -> list[SegmentEvidence]:
        """The segments of one video."""
        found = []
        for kind, span, mean in told(shares, self.classes, self.clustering):
            worth = self.calibration.get(kind, SegmentCalibration()).probability(mean, span.length)
            if worth >= _LEAST:
                found.append(SegmentEvidence(kind, _edges(one, span), {"model": round(worth, 4)}))
        return found


class SecondsClassifier:
    """A model of a library, run by ONNX Runtime."""

    def __init__(self, model: SegmentModel) -> None:
        from vsearch.models.sessions import session

        self._width = int(model.config["width"])
        self.reading = reading(model.config)
        try:
            self._session = session(model.graph, 1, arena=False)
            self._wanted = {item.name for item in self._session.get_inputs()}
            self._run(Seconds.blank(2, self._width))
        except Exception as error:  # ONNX Runtime has a dozen of its own
            raise LibraryDamaged(f"The segments model {model.name!r} does not run.", "mend") from error

    def find(self, episodes: Sequence[EpisodeFeatures]) -> Found:
        """What the model says of each video."""
        return {one.id: self.reading.evidence(one, self.shares(one)) for one in episodes}

    def shares(self, one: EpisodeFeatures) -> Shares:
        """How probable each class is in each second."""
        return self._run(seconds(one, self._width))

    def _run(self, known: Seconds) -> Shares:
        given = {name: value[None] for name, value in known.arrays().items() if name in self._wanted}
        made: Shares = self._session.run(None, given)[0][0]
        return made


class NoClassifier:
    """What stands in where no model is promoted: it says nothing."""

    def find(self, episodes: Sequence[EpisodeFeatures]) -> Found:
        """Nothing of any of them."""
        return {one.id: [] for one in episodes}


def made(folder: str) -> SecondsClassifier | NoClassifier:
    """The classifier of the model that lies in a folder; without one, what says nothing."""
    return SecondsClassifier(SegmentModel.read(Path(folder))) if folder else NoClassifier()


def reading(config: Mapping[str, Any]) -> SecondsReading:
    """How the seconds of a model are read, as its configuration says."""
    return SecondsReading(
        tuple(config["classes"]),
        {kind: Clustering(**how) for kind, how in config["clustering"].items()},
        {kind: SegmentCalibration(**how) for kind, how in config["calibration"].items()},
    )


def told(shares: Shares, classes: Sequence[str], clustering: Mapping[str, Clustering]) -> list[tuple[str, Span, float]]:
    """Every stretch of seconds that are most probably of one kind, with the mean of their probabilities."""
    best = shares.argmax(axis=1)
    found = []
    for number, kind in enumerate(classes):
        if kind in clustering:
            for span in stretches_of(best == number, clustering[kind]):
                inside = shares[int(span.start) : int(span.end), number]
                found.append((kind, span, float(inside.mean())))
    return found


def log_odds(share: float) -> float:
    """The logarithm of the odds of a probability, bounded."""
    bounded = min(max(share, 1e-4), 1 - 1e-4)
    return log(bounded / (1 - bounded))


def _edges(one: EpisodeFeatures, span: Span) -> Span:
    start, end = snapped(one, span.start, _REACH), snapped(one, min(span.end, one.duration), _REACH)
    return Span(start, max(start, end))
