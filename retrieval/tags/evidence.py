"""Evidence: the neighbours whose votes weigh most for a tag, and the frames by which they resemble a video."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from vsearch.retrieval.tags.ballots import Ballot
from vsearch.retrieval.tags.neighbours import Neighbours, Signature

WITNESSES = 3
"""Neighbours that are shown for a tag, and frames of each."""


@dataclass(frozen=True, slots=True)
class FramePair:
    """A frame here that resembles a frame there, in seconds."""

    here: float
    there: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Vote:
    """A neighbour that voted for a tag: how near its vector is, what its vote weighs, and its frames that are alike."""

    video: str
    title: str
    similarity: float | None
    weight: float
    pairs: tuple[FramePair, ...]


def witnesses(
    bank: Neighbours, titles: Mapping[str, str], ballot: Ballot, seen: Signature, column: int
) -> tuple[Vote, ...]:
    """The neighbours with a tag whose votes weigh most, with their frames that are most alike."""
    near = dict(zip(ballot.voters.tolist(), ballot.similarities.tolist(), strict=True))
    weights: dict[int, float] = defaultdict(float)
    for row, weight in zip(ballot.voters.tolist(), ballot.weights.tolist(), strict=True):
        weights[row] += weight
    pairs: dict[int, list[FramePair]] = defaultdict(list)
    for pair in ballot.pairs:
        row = int(bank.owner[pair.there])
        weights[row] += pair.weight
        pairs[row].append(FramePair(float(seen.times[pair.here]), float(bank.times[pair.there]), pair.similarity))
    heaviest = sorted((row for row in weights if bank.known[row, column] > 0), key=lambda row: -weights[row])
    return tuple(
        Vote(
            bank.ids[row],
            titles.get(bank.ids[row], ""),
            near.get(row),
            weights[row],
            tuple(sorted(pairs[row], key=lambda pair: -pair.similarity)[:WITNESSES]),
        )
        for row in heaviest[:WITNESSES]
    )
