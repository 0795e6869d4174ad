"""Evidence: the neighbours whose votes weigh most for a tag, and the frames by which they resemble a video."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from vsearch.retrieval.tags.ballots import Ballot
from vsearch.retrieval.tags.neighbours import Neighbours, Signature

WITNESSES = 3
"""Neighbours that are shown for a tag, and frames of each."""


@dataclass(frozen=True, slots=True)
class FrameMatch:
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
    pairs: tuple[FrameMatch, ...]


class TagEvidence:
    """What spoke for the tags of one video, weighed once for all of them."""

    def __init__(self, bank: Neighbours, titles: Mapping[str, str], ballot: Ballot, seen: Signature) -> None:
        self._bank, self._titles = bank, titles
        self._near = dict(zip(ballot.voters.tolist(), ballot.similarities.tolist(), strict=True))
        weights: dict[int, float] = defaultdict(float)
        for row, weight in zip(ballot.voters.tolist(), ballot.weights.tolist(), strict=True):
            weights[row] += weight
        self._pairs: dict[int, list[FrameMatch]] = defaultdict(list)
        for pair in ballot.pairs:
            row = int(bank.owner[pair.there])
            weights[row] += pair.weight
            times = float(seen.times[pair.here]), float(bank.times[pair.there])
            self._pairs[row].append(FrameMatch(*times, pair.similarity))
        self._heaviest = sorted(weights.items(), key=lambda item: -item[1])

    def witnesses(self, column: int) -> tuple[Vote, ...]:
        """The neighbours with a tag whose votes weigh most, with their frames that are most alike."""
        known, ids = self._bank.known, self._bank.ids
        yes = islice(((row, weight) for row, weight in self._heaviest if known[row, column] > 0), WITNESSES)
        return tuple(
            Vote(
                ids[row],
                self._titles.get(ids[row], ""),
                self._near.get(row),
                weight,
                tuple(sorted(self._pairs[row], key=lambda pair: -pair.similarity)[:WITNESSES]),
            )
            for row, weight in yes
        )
