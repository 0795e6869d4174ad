"""Answers of several senses as one: reciprocal-rank fusion, exact phrases and videos with a good match first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vsearch.nouns import Moment, Span
from vsearch.settings import LONGEST

RANK = 60
"""The constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher, 2009)."""

DOUBT = 0.3
"""What an answer of no certainty is worth beside one of full certainty: ranks alone would let a stray word win."""

SHARES: Mapping[str, float] = {"frames": 1.0, "speech": 0.8, "title": 0.6, "sound": 0.5}
"""How much each sense's ranks count."""

CELL = 30.0
"""Seconds of a part of a video: only what lies in the same part is compared, for a film has hundreds of moments."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one sense found: a stretch of a video, or the whole of it when `span` is None; `score` is in [0, 1]."""

    video: str
    span: Span | None
    best: float
    score: float
    said: str = ""
    exact: bool = False


def fuse(senses: Mapping[str, Sequence[Found]], *, each: int, top: int, threshold: float) -> list[Moment]:
    """The best `top` moments, at most `each` of a video, in groups by video, best group first."""
    made = _Mixed()
    for sense, found in senses.items():
        for rank, item in enumerate(found):
            made.put(sense, item, SHARES[sense] * (DOUBT + item.score) / (RANK + rank + 1))
    counts: dict[str, int] = {}
    chosen: dict[str, list[Moment]] = {}
    settled = _settled(made.all)
    good = {mix.video for mix in settled if mix.score >= threshold}
    for mix in sorted(settled, key=lambda mix: (-mix.exact, mix.video not in good, -mix.worth)):
        if sum(counts.values()) == top:
            break
        if counts.get(mix.video, 0) < each:
            counts[mix.video] = counts.get(mix.video, 0) + 1
            chosen.setdefault(mix.video, []).append(mix.moment(threshold))
    return [moment for group in chosen.values() for moment in group]


@dataclass(slots=True)
class _Mix:
    video: str
    span: Span | None
    best: float
    score: float
    worth: float
    said: str
    exact: bool
    because: dict[str, float]

    def add(self, sense: str, item: Found, worth: float) -> None:
        """Take in what another sense found there, or the same one once more."""
        if sense not in self.because:
            self.worth += worth
        self.because[sense] = max(self.because.get(sense, 0.0), round(item.score, 4))
        self.score = max(self.score, item.score)
        self.said = self.said or item.said
        self.exact = self.exact or item.exact

    def moment(self, threshold: float) -> Moment:
        """What is shown of it."""
        match = "exact" if self.exact else "good" if self.score >= threshold else "weak"
        because = {**self.because, "exact phrase": 1.0} if self.exact else self.because
        span = self.span or Span(self.best, self.best)
        return Moment(self.video, span, round(self.score, 4), because, self.best, self.said, match)


class _Mixed:
    """Moments in the order they were found; those that may share time with another are looked up by where they lie."""

    def __init__(self) -> None:
        self.all: list[_Mix] = []
        self._at: dict[tuple[str, int], list[int]] = {}

    def put(self, sense: str, item: Found, worth: float) -> None:
        """Add to a moment that shares time with it, or make a new one."""
        places = [(item.video, cell) for cell in _cells(item.span)]
        near = {number for place in places for number in self._at.get(place, ())}
        for number in sorted(near):
            if _together(self.all[number].span, item.span):
                self.all[number].add(sense, item, worth)
                return
        for place in places:
            self._at.setdefault(place, []).append(len(self.all))
        because = {sense: round(item.score, 4)}
        self.all.append(_Mix(item.video, item.span, item.best, item.score, worth, item.said, item.exact, because))


def _cells(span: Span | None) -> range:
    """The parts of a video that a moment touches, counted from 0; -1 is the video as a whole."""
    if span is None:
        return range(-1, 0)
    return range(*(int(min(edge, LONGEST) // CELL) + n for n, edge in enumerate((span.start, span.end))))


def _settled(merged: Sequence[_Mix]) -> list[_Mix]:
    """What is true of a whole video raises each of its moments, and stands alone only where there are none."""
    timed: dict[str, list[_Mix]] = {}
    for mix in merged:
        if mix.span is not None:
            timed.setdefault(mix.video, []).append(mix)
    for whole in merged:
        if whole.span is None and whole.video in timed:
            mine = timed[whole.video]
            for mix in mine:
                mix.worth += whole.worth
                mix.because = mix.because | whole.because
            best = max(mine, key=lambda mix: mix.worth)
            best.exact = best.exact or whole.exact
            best.score = max(best.score, whole.score)
    return [mix for mix in merged if mix.span is not None or mix.video not in timed]


def _together(one: Span | None, other: Span | None) -> bool:
    if one is None or other is None:
        return one is other
    instant = one.length == 0 or other.length == 0
    if instant:
        return one.start <= other.end and other.start <= one.end
    return one.overlap(other) > 0.25 * min(one.length, other.length)


def grouped(moments: Iterable[Moment]) -> dict[str, list[Moment]]:
    """Moments by video, in order."""
    groups: dict[str, list[Moment]] = {}
    for moment in moments:
        groups.setdefault(moment.video, []).append(moment)
    return groups
