"""Ballots: the votes that a video's neighbours cast, each video judged without its own, and what to make of them."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import OutputRefused
from vsearch.library import files
from vsearch.retrieval.neighbours import Looks, Neighbours
from vsearch.retrieval.thresholds import START, Blend, calibrated, thresholds
from vsearch.retrieval.votes import Column, Rows, Scale, logits, scaled, shares

NEAR = 15
"""Videos that vote."""

FRAMES = 12
"""Frames that vote on each frame."""

HELD = 2000
"""Videos that are judged by the others, when there are more: enough for bounds, and done in seconds."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A frame here and the frame of a neighbour that it resembles; `here` is a row of the looks."""

    here: int
    there: int
    similarity: float
    weight: float


@dataclass(frozen=True, slots=True)
class Ballot:
    """Votes on one video as logits a tag; the neighbours that cast them and their weights, and the frame pairs."""

    by_video: Column
    by_frames: Column
    voters: Rows
    similarities: Column
    weights: Column
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """What was learned from judging each labelled video by the others: scales, the blend, thresholds by tag."""

    videos: Scale
    frames: Scale
    blend: Blend
    thresholds: Mapping[str, float]
    """Tags without one cannot be told surely enough yet: they stay suggestions."""
    held: int = 0

    def probability(self, ballot: Ballot) -> NDArray[np.float64]:
        """The calibrated probability of each tag."""
        return self.blend.probability(ballot.by_video, ballot.by_frames)


def cast(bank: Neighbours, looks: Looks, videos: Scale, frames: Scale, without: int = -1) -> Ballot:
    """The votes on what stands for a video; the labelled video `without` (itself) does not vote."""
    own = bank.own(without) if without >= 0 else None
    base = _rates(bank, without)
    alike, voters = bank.videos.nearest(looks.vector, NEAR, None if without < 0 else np.array([without]))
    weights = videos.weights(alike)
    pairs = [
        Pair(here, int(there), float(score), 0.0)
        for here, frame in enumerate(looks.frames)
        for score, there in zip(*bank.frames.nearest(frame, FRAMES, own), strict=True)
    ]
    pairs = _one_each(bank, pairs)
    counted = frames.weights(np.array([pair.similarity for pair in pairs], np.float32)) / max(1, len(looks.frames))
    pairs = [
        Pair(pair.here, pair.there, pair.similarity, float(weight)) for pair, weight in zip(pairs, counted, strict=True)
    ]
    owners = bank.owner[[pair.there for pair in pairs]] if pairs else np.zeros(0, np.intp)
    return Ballot(
        logits(shares(bank.known, base, weights, voters)),
        logits(shares(bank.known, base, counted, owners)),
        voters,
        alike,
        weights,
        tuple(pairs),
    )


def _rates(bank: Neighbours, without: int) -> Column:
    if without < 0:
        return bank.rates
    count = len(bank.ids)
    own = (bank.known[without] > 0).astype(np.float32)
    return np.asarray((bank.rates * (count + 1) - own) / count, np.float32)


def _one_each(bank: Neighbours, pairs: list[Pair]) -> list[Pair]:
    """A frame's best pair with each neighbour: many alike frames of one video are one vote."""
    best: dict[tuple[int, int], Pair] = {}
    for pair in pairs:
        best.setdefault((pair.here, int(bank.owner[pair.there])), pair)
    return list(best.values())


def judged(bank: Neighbours, seed: int = 0) -> Judge:
    """Judge each labelled video by all others, and learn from it how far the votes can be trusted."""
    count = len(bank.ids)
    rows = np.arange(count)
    if count > HELD:
        rows = np.sort(np.random.default_rng(seed).choice(count, HELD, replace=False))
    videos, frames = _scales(bank, rows)
    ballots = [cast(bank, bank.looks(int(row)), videos, frames, int(row)) for row in rows]
    by_video = np.stack([ballot.by_video for ballot in ballots])
    by_frames = np.stack([ballot.by_frames for ballot in ballots])
    true = bank.known[rows] > 0
    able = true.sum(0) >= 2  # nobody is left to vote for the tag of one video when that is judged
    blend = calibrated(by_video[:, able], by_frames[:, able], true[:, able]) if able.any() else Blend(*START)
    told = blend.probability(by_video, by_frames)
    found = zip(bank.names, thresholds(told, true), strict=True)
    return Judge(videos, frames, blend, {name: low for name, low in found if low < inf}, len(rows))


def _scales(bank: Neighbours, rows: Rows) -> tuple[Scale, Scale]:
    few = rows[:: max(1, len(rows) // 200)]
    near, close = [], []
    for row in few.tolist():
        looks = bank.looks(row)
        near.append(bank.videos.nearest(looks.vector, NEAR, np.array([row]))[0])
        close += [bank.frames.nearest(frame, FRAMES, bank.own(row))[0] for frame in looks.frames]
    return scaled(_even(near)), scaled(_even(close))


def _even(rows: list[Column]) -> Column:
    """Rows cut to the length of the shortest."""
    least = min((len(row) for row in rows), default=0)
    return np.stack([row[:least] for row in rows]) if least else np.zeros((0, 0), np.float32)


def remembered(bank: Neighbours, folder: Path) -> Judge:
    """The judge of these neighbours, read from a derived folder or made and kept there."""
    place = folder / f"judge-{bank.key}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        data = json.loads(place.read_text("utf-8"))
        return Judge(
            Scale(**data["videos"]), Scale(**data["frames"]), Blend(**data["blend"]), data["thresholds"], data["held"]
        )
    judge = judged(bank)
    with suppress(OutputRefused, OSError):
        for old in folder.glob("judge-*.json"):
            old.unlink()
        files.write(place, json.dumps(asdict(judge)))
    return judge
