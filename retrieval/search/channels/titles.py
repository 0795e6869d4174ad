"""The channel of what is written about a video: its title, description and tags, shown by its best shot."""

from collections.abc import Sequence
from contextlib import suppress

from vsearch.errors import EncoderMismatch, LibraryError, ModelMissing
from vsearch.nouns import Span
from vsearch.retrieval.search.found import Found, Place, Traits
from vsearch.retrieval.search.moments import best_stretch
from vsearch.retrieval.search.question import Question
from vsearch.retrieval.search.wording import matches

SEEN = 0.2
"""The score from which on a frame shows something of the words: below it the nearest is no better than any other."""


class Titles:
    """What is written about a video."""

    traits = Traits(weight=0.2, floor=0.2)

    def find(self, question: Question) -> list[Found]:
        """Videos whose title, description or tags hold the words, each by the shot that answers best."""
        best: dict[str, Found] = {}
        for one, score in matches(question, ("title", "description", "tag")):
            if one.video not in best:
                with suppress(LibraryError, OSError):
                    span, time = _place(question, one.video)
                    best[one.video] = Found(one.video, span, time, score, exact=one.exact and one.field == "title")
        return list(best.values())

    def scores(self, question: Question, places: Sequence[Place]) -> list[float]:  # noqa: ARG002
        """Nothing: what is written about a video speaks for its best shot alone."""
        return [0.0] * len(places)


def _place(question: Question, video: str) -> tuple[Span, float]:
    """The stretch nearest to the words, or the shot of the best still where no frame is near to them."""
    read = question.strip(video)
    if not len(read.time):
        return Span(0.0, question.library.entry(video).video.duration), 0.0
    with suppress(EncoderMismatch, ModelMissing):
        found = best_stretch(read, question.query)
        if found.score >= SEEN:
            return found.span, found.best
    row = question.frames.still(video)
    return read.span(int(read.shot[row])), float(read.time[row])
