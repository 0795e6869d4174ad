"""The channel of what is written about a video: its title, description and tags, shown by its best shot."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from vsearch.errors import EncoderMismatch, LibraryError, ModelMissing
from vsearch.lexical import Match
from vsearch.nouns import Span
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.search.found import Found, Place, Traits
from vsearch.retrieval.search.moments import ShotPart, best_stretches
from vsearch.retrieval.search.question import Question
from vsearch.retrieval.search.wording import matches

SEEN = 0.2
"""The score from which on a frame shows something of the words: below it the nearest is no better than any other."""


class Titles:
    """What is written about a video."""

    traits = Traits(weight=0.2, floor=0.2)

    def find(self, question: Question) -> list[Found]:
        """Videos whose title, description or tags hold the words, each by the shot that answers best."""
        best: dict[str, tuple[Match, float]] = {}
        for one, score in matches(question, ("title", "description", "tag")):
            best.setdefault(one.video, (one, score))
        near, found = _near(question, best), list[Found]()
        for video, (one, score) in best.items():
            with suppress(LibraryError, OSError):
                span, time = _place(question, video, near.get(video))
                found.append(Found(video, span, time, score, exact=one.exact and one.field == "title"))
        return found

    def scores(self, question: Question, places: Sequence[Place]) -> list[float]:  # noqa: ARG002
        """Nothing: what is written about a video speaks for its best shot alone."""
        return [0.0] * len(places)


def _near(question: Question, videos: Iterable[str]) -> dict[str, ShotPart]:
    """The stretch of each video that is nearest to the words, where some of it is near to them."""
    reads: dict[str, EmbeddedFrames] = {}
    for video in videos:
        with suppress(LibraryError, OSError):
            if len((read := question.strip(video)).time):
                reads[video] = read
    with suppress(EncoderMismatch, ModelMissing):
        parts = best_stretches(list(reads.values()), question.query) if reads else []
        return {video: part for video, part in zip(reads, parts, strict=True) if part.score >= SEEN}
    return {}


def _place(question: Question, video: str, near: ShotPart | None) -> tuple[Span, float]:
    """The stretch nearest to the words, or the shot of the best still where no frame is near to them."""
    if near is not None:
        return near.span, near.best
    read = question.strip(video)
    if not len(read.time):
        return Span(0.0, question.library.entry(video).video.duration), 0.0
    row = question.frames.still(video)
    return read.span(int(read.shot[row])), float(read.time[row])
