"""What is said, written about a video, and heard in it, as answers to words."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

import numpy as np

from vsearch.encoders.prompts import NEUTRAL, Calibration
from vsearch.errors import LibraryError, VSearchError
from vsearch.lexical import Lexicon, Match
from vsearch.library import Store
from vsearch.library.sound import SoundEvent, SoundTrack
from vsearch.nouns import Span, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.search.fusion import Found
from vsearch.sounds import SOUND_ENCODERS
from vsearch.texts import TEXT_ENCODERS, TextEncoder
from vsearch.texts.stopwords import STOPWORDS
from vsearch.texts.tokens import stem, stems
from vsearch.texts.tokens import words as split

_COMMON = frozenset().union(*STOPWORDS.values())

SOUNDS = {
    "applause": "applause applauding clap clapping cheer cheering ovation crowd",
    "music": "music musical song melody tune singing instrument",
    "speech": "speech speaking speaker talk talking voice narration",
    "silence": "silence silent quiet",
    "peak": "loud bang explosion blast noise crash",
}
"""Words by which people ask for the events that are heard in every video."""

MEANT = 0.45
"""What the nearness of meaning alone can score: below a good match, for texts of one film are all somewhat near."""

WINDOW = 10.0
"""Seconds of sound that a window holds."""

NEARBY = 300
"""Videos whose utterances are compared by meaning; in more of them, only those that hold one of the words are."""


def found_speech(
    library: Library, words: str, index: Lexicon, phrases: Phrases, top: int, videos: Sequence[str] | None
) -> list[Found]:
    """Utterances that hold the words, exact phrases first; then those that mean the like."""
    matches = _telling(index.search(words, top=4 * top, fields=("utterance",), videos=videos))
    found = [
        Found(one.video, one.span, one.span.start, _score(one, words), one.snippet, one.exact)
        for one in matches
        if one.span
    ]
    held = {(item.video, item.span) for item in found}
    asked = library.store.ids() if videos is None else list(videos)
    if len(asked) > NEARBY:
        asked = list(dict.fromkeys(one.video for one in matches))
    meant = [item for video in asked for item in _meant(library, video, words, phrases)]
    meant.sort(key=lambda item: -item.score)
    return found + [item for item in meant[: 2 * top] if (item.video, item.span) not in held]


def found_titles(words: str, index: Lexicon, top: int, videos: Sequence[str] | None) -> list[Found]:
    """Videos whose title, description or tags hold the words."""
    matches = _telling(index.search(words, top=4 * top, fields=("title", "description", "tag"), videos=videos))
    best: dict[str, Found] = {}
    for one in matches:
        exact = one.exact and one.field == "title"
        best.setdefault(one.video, Found(one.video, None, 0.0, _score(one, words), exact=exact))
    return list(best.values())


def found_sounds(library: Library, words: str, top: int, videos: Sequence[str] | None) -> list[Found]:
    """Events of the kind that is asked for, and windows that sound like the words where an encoder hears words."""
    asked = set(stems(words, "en"))
    kinds = {kind for kind, names in SOUNDS.items() if asked & set(stems(names, "en"))}
    worded = _worded(library.store, library.store.revision())
    found: list[Found] = []
    for video in library.store.ids() if videos is None else videos:
        if kinds:
            found += [
                Found(video, event.span, event.span.start, 0.5 + event.strength / 2)
                for event in _events(library, video)
                if event.kind in kinds
            ]
        if video in worded:
            found += _windows(library, video, words)
    return sorted(found, key=lambda item: -item.score)[: 4 * top]


def _score(match: Match, asked: str) -> float:
    """Certain when the phrase is there, sure when all words that tell something are, doubtful when some are."""
    telling = {word for word in split(asked) if word not in _COMMON}
    wanted = {stem(word) for word in telling}
    found = {stem(word) for word in _marked(match)}
    return 1.0 if match.exact else 0.75 if match.all or (wanted and wanted <= found) else 0.4


def _telling(matches: Sequence[Match]) -> list[Match]:
    """Those that hold more of the words than the ones that stand in every text."""
    return [one for one in matches if one.all or not _COMMON.issuperset(_marked(one))]


def _marked(match: Match) -> set[str]:
    return {match.snippet[start:end].casefold() for start, end in match.marks}


def _meant(library: Library, video: str, words: str, phrases: Phrases) -> Iterator[Found]:
    """Utterances near to the words in the space of the frames' encoder or of a text encoder's own."""
    with suppress(LibraryError, OSError):
        shelf = library.store.shelf(video)
        said, rows = shelf.words()
        if rows is None or not len(rows):
            return
        name = str(shelf.entry().made.get("words", {}).get("encoder", ""))
        asked = _asked(name, words, phrases)
        if asked is None or asked[0].shape[1] != rows.shape[1]:
            return
        query, ground = asked
        spread = Calibration(0.0, max(float((rows @ ground.T).std()), 1e-6))
        scores = spread.score(rows @ query.reshape(-1))
        for n in np.argsort(-scores)[:3].tolist():
            yield Found(video, said[n].span, said[n].span.start, min(MEANT, float(scores[n])), said[n].text)


def _asked(name: str, words: str, phrases: Phrases) -> tuple[Vectors, Vectors] | None:
    """The words and the neutral bank as directions of the texts' encoder; None when it is not on this machine."""
    if not name:
        return None
    try:
        bank = phrases.bank() if name == "builtin" == phrases.name else _texts(name, NEUTRAL)
        query = phrases.query(words) if name == "builtin" == phrases.name else _texts(name, (words,))
    except VSearchError:
        return None
    middle = bank.mean(axis=0, keepdims=True)
    return query - middle, bank - middle


@lru_cache(maxsize=64)
def _texts(name: str, texts: tuple[str, ...]) -> Vectors:
    return _encoder(name).encode_texts(texts)


@lru_cache(maxsize=2)
def _encoder(name: str) -> TextEncoder:
    return TEXT_ENCODERS.make(name)


@lru_cache(maxsize=4)
def _worded(store: Store, revision: str) -> frozenset[str]:  # noqa: ARG001
    """Videos that a sound encoder heard which may read words: `builtin` reads none, so their sound is left unopened."""
    heard = {entry.id: str(entry.made.get("sound", {}).get("encoder", "")) for entry in store.entries()}
    return frozenset(video for video, name in heard.items() if name.partition(":")[0] not in ("", "none", "builtin"))


def _events(library: Library, video: str) -> tuple[SoundEvent, ...]:
    try:
        return _load_events(library.store, video, library.store.revision(video))
    except (LibraryError, OSError):
        return ()


@lru_cache(maxsize=65_536)
def _load_events(store: Store, video: str, revision: str) -> tuple[SoundEvent, ...]:  # noqa: ARG001
    track = store.shelf(video).sound()
    return track.events if track is not None and track.state == "sound" else ()


def _windows(library: Library, video: str, words: str) -> Iterator[Found]:
    """Windows of sound near to the words, where the encoder that heard them reads words."""
    with suppress(LibraryError, OSError):
        track = _load(library.store, video, library.store.revision(video))
        asked = _sounds(track.encoder, words) if track is not None and len(track.vectors) else None
        if track is None or asked is None:
            return
        scores = track.vectors @ asked.reshape(-1)
        for n in np.argsort(-scores)[:3].tolist():
            start = float(track.starts[n])
            yield Found(video, Span(start, start + WINDOW), start, float(np.clip(scores[n], 0, 1)))


@lru_cache(maxsize=64)
def _sounds(name: str, words: str) -> Vectors | None:
    """The words in the space of a sound encoder; None where it reads none, or is not on this machine."""
    try:
        encoder = SOUND_ENCODERS.make(name)
        return encoder.encode_texts([words]) if encoder.spec.words else None
    except VSearchError:
        return None


@lru_cache(maxsize=1024)
def _load(store: Store, video: str, revision: str) -> SoundTrack | None:  # noqa: ARG001
    return store.shelf(video).sound()
