"""The channel of what is seen: frames near to the words, the picture or the moment, as stretches of their shots."""

import numpy as np

from vsearch.nouns import Hit, Span
from vsearch.retrieval.search.found import Found, Traits
from vsearch.retrieval.search.moments import scored, stretch
from vsearch.retrieval.search.question import Question

POOL = 600
"""Frames that are looked at first."""

ENOUGH = 100
"""Shots that the pool should hold: while it holds fewer, more frames are looked at."""

MOST = 9600
"""Frames that are looked at at most."""

EACH = 3
"""Shots of one video among several."""

UNREAD = 0.3
"""The most that pictures score for words in a language that the encoder does not know: they may be near to anything."""


class Frames:
    """What is seen."""

    traits = Traits(weight=0.3, floor=0.05, pictures=True)

    def find(self, question: Question) -> list[Found]:
        """The stretches around the nearest frames."""
        query, held = question.query, question.frames
        each = EACH if len(question.asked) > 1 else MOST
        looked = POOL
        while True:
            hits = held.hits(query.direction, looked, question.videos)
            shots = _shots(question, hits, each)
            if len(hits) < looked or len(shots) >= ENOUGH or looked >= MOST:
                break
            looked *= 4
        parts = [(video, stretch(question.strip(video), shot, query)) for video, shot in shots]
        found = [Found(video, part.span, part.best, self._capped(question, part.score)) for video, part in parts]
        # What is equal to three digits is in the order of videos and times, whichever index answered.
        return sorted(found, key=lambda item: (-round(item.score, 3), item.video, item.best))

    def score(self, question: Question, video: str, span: Span) -> float:
        """The best score of the frames in a stretch."""
        read = question.strip(video)
        rows = np.flatnonzero((read.end > span.start) & (read.start < span.end))
        return self._capped(question, float(scored(read, rows, question.query).max())) if len(rows) else 0.0

    def _capped(self, question: Question, score: float) -> float:
        return score if question.readable else min(score, UNREAD)


def _shots(question: Question, hits: list[Hit], each: int) -> list[tuple[str, int]]:
    """The shots of the hits, best first, at most `each` of a video, without the one that was asked with."""
    counts: dict[str, int] = {}
    shots: dict[tuple[str, int], None] = {}
    for hit in hits:
        if counts.get(hit.video, 0) == each:
            continue
        place = hit.video, int(question.strip(hit.video).shot[hit.row])
        if place not in shots and place != question.query.origin:
            counts[hit.video] = counts.get(hit.video, 0) + 1
            shots[place] = None
    return list(shots)
