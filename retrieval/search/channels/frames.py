"""The channel of what is seen: frames near to the words, the picture or the moment, as stretches of their shots."""

from collections.abc import Sequence

from vsearch.nouns import Span
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.search.found import Found, Place, Traits
from vsearch.retrieval.search.moments import best_scores, stretches
from vsearch.retrieval.search.question import Question
from vsearch.retrieval.thumbnails.weights import Rows

POOL = 600
"""Frames that are looked at first."""

ENOUGH = 100
"""Shots of the pool that are answers, the nearest ones; while it holds fewer, more frames are looked at."""

MOST = 9600
"""Frames that are looked at at most."""

EACH = 3
"""Shots of one video among several."""

UNREAD = 0.3
"""The most that pictures score for words in a language that the encoder does not know: they may be near to anything."""

PARTLY = 0.45
"""The most where a part of the words is known in its language: below a good match."""


class Frames:
    """What is seen."""

    traits = Traits(weight=0.3, floor=0.05, pictures=True)

    def find(self, question: Question) -> list[Found]:
        """The stretches around the nearest frames."""
        query, held = question.query, question.frames
        each = EACH if len(question.asked) > 1 else MOST
        looked = POOL
        while True:
            nearest = held.nearest(query.direction, looked, question.videos, question.asked_of_engines)
            if not question.with_segments:
                held.bring((video for video, _ in nearest), whole=False)
            shots = _shots(question, nearest, each)
            if len(nearest) < looked or len(shots) >= ENOUGH or looked >= MOST:
                break
            looked *= 4
        held.bring((video for video, _ in shots), whole=True)
        parts = stretches([(question.strip(video), shot) for video, shot in shots], query)
        found = [
            Found(video, part.span, part.best, self._capped(question, part.score))
            for (video, _), part in zip(shots, parts, strict=True)
        ]
        # What is equal to three digits is in the order of videos and times, whichever index answered.
        return sorted(found, key=lambda item: (-round(item.score, 3), item.video, item.best))

    def scores(self, question: Question, places: Sequence[Place]) -> list[float]:
        """The best score of the frames in each stretch."""
        reads = [(question.strip(video), span) for video, span in places]
        parts = [(read.vectors, _inside(read, span)) for read, span in reads]
        return [self._capped(question, score) for score in best_scores(parts, question.query)]

    def _capped(self, question: Question, score: float) -> float:
        if question.readable:
            return score
        return min(score, PARTLY if question.partly_readable else UNREAD)


def _inside(read: EmbeddedFrames, span: Span) -> Rows:
    """The frames that stand for a part of a stretch."""
    rows: Rows = ((read.end > span.start) & (read.start < span.end)).nonzero()[0]
    return rows


def _shots(question: Question, nearest: list[tuple[str, int]], each: int) -> list[tuple[str, int]]:
    """The shots of the nearest frames, best first, `each` of a video, up to `ENOUGH`; never the one asked with."""
    counts: dict[str, int] = {}
    shots: list[tuple[str, int]] = []
    for place in dict.fromkeys(nearest):
        count = counts.get(place[0], 0)
        if count < each and place != question.query.origin and place[1] not in question.excluded_shots(place[0]):
            counts[place[0]] = count + 1
            shots.append(place)
            if len(shots) == ENOUGH:
                break
    return shots
