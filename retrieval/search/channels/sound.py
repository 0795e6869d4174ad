"""The channel of what is heard: events of the kind that is asked for, and windows that sound like the words."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache

import numpy as np

from vsearch.errors import LibraryError, VSearchError
from vsearch.library.parts.sound import SoundTrack
from vsearch.nouns import Span, Vectors
from vsearch.retrieval.search.found import Found, Place, Traits
from vsearch.retrieval.search.question import Question
from vsearch.texts.tokens import stems

SOUNDS = {
    "applause": "applause applauding clap clapping cheer cheering ovation crowd",
    "music": "music musical song melody tune singing instrument",
    "speech": "speech speaking speaker talk talking voice narration",
    "silence": "silence silent quiet",
    "peak": "loud bang explosion blast noise crash",
}
"""Words by which people ask for the events that are heard in every video."""

WINDOW = 10.0
"""Seconds of sound that a window holds."""

NEARBY = 300
"""Videos in which events are looked for: among more there is music everywhere, and all sound would have to be read."""

EACH, MOST = 3, 100
"""Windows of one video, and what is found in all."""


class Sound:
    """What is heard."""

    traits = Traits(weight=0.15, floor=0.2)

    def find(self, question: Question) -> list[Found]:
        """Events of the kind that is asked for, and windows near to the words where an encoder hears words."""
        told = question.translated
        asked = set(stems(told.words if told else question.words, "en"))
        kinds = {kind for kind, names in _stemmed().items() if asked & names}
        worded = _worded(question) if question.words.strip() else frozenset()
        if len(question.asked) > NEARBY:
            kinds = set()
        found: list[Found] = []
        for video in question.asked if kinds or worded else ():
            with suppress(LibraryError, OSError):
                track = question.library.sound(video) if kinds or video in worded else None
                if track is not None and track.state == "sound":
                    found += _events(video, track, kinds)
                    found += _windows(question, video, track) if video in worded else ()
        return sorted(found, key=lambda item: -item.score)[:MOST]

    def scores(self, question: Question, places: Sequence[Place]) -> list[float]:  # noqa: ARG002
        """Nothing beyond what was found."""
        return [0.0] * len(places)


@cache
def _stemmed() -> dict[str, set[str]]:
    """The kinds, each with the stems of its words."""
    return {kind: set(stems(names, "en")) for kind, names in SOUNDS.items()}


def _events(video: str, track: SoundTrack, kinds: set[str]) -> Iterator[Found]:
    for event in track.events:
        if event.kind in kinds:
            yield Found(video, event.span, event.span.start, 0.5 + event.strength / 2)


def _windows(question: Question, video: str, track: SoundTrack) -> Iterator[Found]:
    """Windows of sound near to the words, where the encoder that heard them reads words."""
    asked = _asked(question, track.encoder) if len(track.vectors) else None
    if asked is None:
        return
    scores = track.vectors @ asked.reshape(-1)
    for n in np.argsort(-scores)[:EACH].tolist():
        start = float(track.starts[n])
        yield Found(video, Span(start, start + WINDOW), start, float(np.clip(scores[n], 0, 1)))


def _worded(question: Question) -> frozenset[str]:
    """Videos that a sound encoder heard which may read words: `builtin` reads none, so their sound is left unopened."""
    library, held = question.library, question.frames

    def worded() -> frozenset[str]:
        found = set()
        for id in held.videos:
            with suppress(LibraryError, OSError):
                if held.heard(id).partition(":")[0] not in ("", "none", "builtin"):
                    found.add(id)
        return frozenset(found)

    return library.cache.get("worded", library.store.revision_of_videos(), worded)


def _asked(question: Question, name: str) -> Vectors | None:
    """The words in the space of a sound encoder; None where it reads none, or is not on this machine."""
    library = question.library

    def made() -> Vectors | None:
        try:
            encoder = library.sound_encoder(name)
            return encoder.encode_texts([question.words]) if encoder.spec.words else None
        except VSearchError:
            return None

    return library.cache.get(("heard", name, question.words), None, made)
