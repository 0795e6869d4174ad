"""Answers of several channels as one: what shares time is one moment, whose score is how certain all of them are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from vsearch.nouns import Moment, Span
from vsearch.retrieval.search.channels import Channel
from vsearch.retrieval.search.found import Found, Traits
from vsearch.retrieval.search.question import Question
from vsearch.settings import LONGEST

CELL = 30.0
"""Seconds of a part of a video: only what lies in the same part is compared, for a film has hundreds of moments."""


@dataclass(slots=True)
class Mix:
    """What channels found in one stretch of a video, by name; the surest of them says where it begins and ends."""

    video: str
    span: Span
    best: float
    said: str
    exact: bool
    evidence: dict[str, float]

    def add(self, channel: str, item: Found) -> None:
        """Take in what another channel found there, or the same one once more."""
        self.evidence[channel] = max(self.evidence.get(channel, 0.0), item.score)
        self.said = self.said or item.said
        self.exact = self.exact or item.exact


def fuse(question: Question, channels: Mapping[str, Channel], found: Sequence[tuple[str, Found]]) -> list[Mix]:
    """What channels found, the surest first, each with what the other channels say of it."""
    mixes = mixed([pair for pair in found if pair[1].score >= channels[pair[0]].traits.floor])
    for name, channel in channels.items():
        other = [mix for mix in mixes if name not in mix.evidence]
        scores = channel.scores(question, [(mix.video, mix.span) for mix in other])
        for mix, score in zip(other, scores, strict=True):
            mix.evidence[name] = score
    floors = {name: channel.traits.floor for name, channel in channels.items()}
    for mix in mixes:
        known = mix.evidence
        mix.evidence = {name: known[name] for name, floor in floors.items() if known[name] >= floor}
    return mixes


def mixed(found: Sequence[tuple[str, Found]]) -> list[Mix]:
    """What shares time as one, the surest first: it takes in the others."""
    mixes = _Mixes()
    for name, item in sorted(found, key=lambda pair: -pair[1].score):
        mixes.put(name, item)
    return mixes.all


def certainty(evidence: Mapping[str, float], traits: Mapping[str, Traits]) -> float:
    """That of the surest channel; each other that agrees takes its share of what is still open.

    Of e₁ ≥ e₂ ≥ … it is 1 − (1 − e₁)·Π(1 − wᵢ·eᵢ), so that it never falls by a reason more.
    """
    if len(evidence) == 1:  # as of most moments
        return round(1 - (1 - next(iter(evidence.values()))), 3)
    (_, first), *others = sorted(evidence.items(), key=lambda pair: -pair[1])
    return round(1 - (1 - first) * prod(1 - traits[name].weight * score for name, score in others), 3)


def ranked(mixes: Iterable[Mix], traits: Mapping[str, Traits], threshold: float) -> Iterator[Moment]:
    """The moments in the order of their scores; of equal ones, those first which more speaks for."""
    pairs = [(certainty(mix.evidence, traits), mix) for mix in mixes]
    pairs.sort(key=lambda pair: (-pair[0], -round(sum(pair[1].evidence.values()), 2)))
    return (_moment(mix, score, threshold) for score, mix in pairs)


def _moment(mix: Mix, score: float, threshold: float) -> Moment:
    match = "exact" if mix.exact else "good" if score >= threshold else "weak"
    because = {name: round(value, 3) for name, value in mix.evidence.items()}
    because |= {"exact phrase": 1.0} if mix.exact else {}
    return Moment(mix.video, mix.span, score, because, mix.best, mix.said, match)


class _Mixes:
    """Moments in the order they were found; those that may share time with another are looked up by where they lie."""

    def __init__(self) -> None:
        self.all: list[Mix] = []
        self._at: dict[tuple[str, int], list[int]] = {}

    def put(self, channel: str, item: Found) -> None:
        """Add to a moment that shares time with it, or make a new one."""
        places = [(item.video, cell) for cell in _cells(item.span)]
        near = {number for place in places if place in self._at for number in self._at[place]}
        for number in sorted(near):
            if _together(self.all[number].span, item.span):
                self.all[number].add(channel, item)
                return
        for place in places:
            self._at.setdefault(place, []).append(len(self.all))
        self.all.append(Mix(item.video, item.span, item.best, item.said, item.exact, {channel: item.score}))


def _cells(span: Span) -> range:
    """The parts of a video that a moment touches, counted from 0."""
    return range(int(min(span.start, LONGEST) // CELL), int(min(span.end, LONGEST) // CELL) + 1)


def _together(one: Span, other: Span) -> bool:
    if one.length == 0 or other.length == 0:
        return one.start <= other.end and other.start <= one.end
    return one.overlap(other) > 0.25 * min(one.length, other.length)


def grouped(moments: Iterable[Moment]) -> dict[str, list[Moment]]:
    """Moments by video: videos in the order of their best moments, moments in the order of their scores."""
    groups: dict[str, list[Moment]] = {}
    for moment in moments:
        groups.setdefault(moment.video, []).append(moment)
    return groups
