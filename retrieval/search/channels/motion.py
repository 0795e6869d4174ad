"""The channel of what moves: clips near to the words, where a video model that reads words made their vectors."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np

from vsearch.errors import LibraryError, VSearchError
from vsearch.library.parts.motion import MotionTrack
from vsearch.nouns import Span, Vectors
from vsearch.retrieval.search.found import Found, Place, Traits
from vsearch.retrieval.search.question import Question

EACH, MOST = 3, 100
"""Clips of one video, and what is found in all."""


class MotionChannel:
    """What moves."""

    traits = Traits(weight=0.15, floor=0.2)

    def find(self, question: Question) -> list[Found]:
        """The clips that are nearest to the words."""
        found: list[Found] = []
        for video in question.asked if _worded(question) else ():
            with suppress(LibraryError, OSError):
                track = question.library.motion(video)
                found += _clips(question, video, track) if track else ()
        return sorted(found, key=lambda item: -item.score)[:MOST]

    def scores(self, question: Question, places: Sequence[Place]) -> list[float]:  # noqa: ARG002
        """Nothing beyond what was found."""
        return [0.0] * len(places)


def _worded(question: Question) -> bool:
    """Whether the library was indexed with a video model: without one, no part is opened to find that out."""
    encoder = question.library.store.settings.get("motion_encoder", "builtin")
    return bool(question.words.strip()) and encoder != "builtin"


def _clips(question: Question, video: str, track: MotionTrack) -> Iterator[Found]:
    asked = _asked(question, track.encoder) if len(track.vectors) else None
    if asked is None:
        return
    scores = track.vectors @ asked.reshape(-1)
    for n in np.argsort(-scores)[:EACH].tolist():
        start, end = float(track.starts[n]), float(track.ends[n])
        yield Found(video, Span(start, end), (start + end) / 2, float(np.clip(scores[n], 0, 1)))


def _asked(question: Question, name: str) -> Vectors | None:
    """The words in the space of a video model; None where it reads none, or is not on this machine."""

    def made() -> Vectors | None:
        try:
            encoder = question.library.motion_encoder(name)
            return encoder.encode_texts([question.words]) if encoder.spec.words else None
        except VSearchError:
            return None

    return question.library.cache.get(("moving", name, question.words), None, made)
