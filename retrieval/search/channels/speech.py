"""The channel of what is said: utterances that hold the words, exact phrases first, then those that mean the like."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache

import numpy as np

from vsearch.encoders.prompts import NEUTRAL, Calibration
from vsearch.errors import LibraryError, VSearchError
from vsearch.nouns import Vectors
from vsearch.retrieval.search.found import Found, Place, Traits
from vsearch.retrieval.search.question import Question
from vsearch.retrieval.search.wording import matches
from vsearch.texts.cleaning import clean

MEANT = 0.45
"""What the nearness of meaning alone can score: below a good match, for texts of one film are all somewhat near."""

NEARBY = 300
"""Videos whose utterances are compared by meaning too; in more of them the words decide alone: what only means the like
is no good match, and reading every video's sentences for it would take longer than all the rest."""

Asked = Callable[[str], tuple[Vectors, Vectors] | None]
"""The question in the space of a named encoder, and words there that say little."""

EACH, MOST = 3, 50
"""Utterances that mean the like: of one video, and in all."""


class Speech:
    """What is said."""

    traits = Traits(weight=0.3, floor=0.35)

    def find(self, question: Question) -> list[Found]:
        """Utterances that hold the words, then those that mean the like; marks such as [music] say nothing."""
        found = [
            Found(one.video, one.span, one.span.start, score, one.snippet, one.exact)
            for one, score in matches(question, ("utterance",))
            if one.span and clean(one.snippet)
        ]
        held = {(item.video, item.span) for item in found}
        if len(question.asked) > NEARBY:
            return found
        worded: Asked = cache(lambda name: _asked(question, name))
        videos = question.asked if question.words.strip() else ()
        meant = [item for video in videos for item in self._meant(question, video, worded)]
        meant.sort(key=lambda item: -item.score)
        return found + [item for item in meant[:MOST] if (item.video, item.span) not in held]

    def scores(self, question: Question, places: Sequence[Place]) -> list[float]:  # noqa: ARG002
        """Nothing beyond what was found."""
        return [0.0] * len(places)

    def _meant(self, question: Question, video: str, worded: Asked) -> Iterator[Found]:
        """Utterances near to the words in the space of the frames' encoder or of a text encoder's own."""
        with suppress(LibraryError, OSError):
            said, rows = question.library.words(video)
            if rows is None or not len(rows):
                return
            name = str(question.library.entry(video).made.get("words", {}).get("encoder", ""))
            asked = worded(name)
            if asked is None or asked[0].shape[1] != rows.shape[1]:
                return
            query, ground = asked
            spread = _spread(question, video, name, rows, ground)
            scores = spread.score(rows @ query.reshape(-1))
            for n in np.argsort(-scores)[:EACH].tolist():
                score = min(MEANT, float(scores[n]))
                if score >= self.traits.floor and clean(said[n].text):
                    yield Found(video, said[n].span, said[n].span.start, score, said[n].text)


def _spread(question: Question, video: str, name: str, rows: Vectors, ground: Vectors) -> Calibration:
    """How far words that say little stray among a video's utterances, computed once."""
    library = question.library
    state = library.revision(video), name
    return library.cache.get(
        ("spread", video), state, lambda: Calibration(0.0, max(float((rows @ ground.T).std()), 1e-6))
    )


def _asked(question: Question, name: str) -> tuple[Vectors, Vectors] | None:
    """The words and the neutral bank as directions of the texts' encoder; None when it is not on this machine."""
    if not name:
        return None
    phrases = question.library.phrases
    try:
        if name == "builtin" == phrases.name:
            bank, query = phrases.bank(), phrases.query(question.words)
        else:
            bank, query = (_texts(question, name, texts) for texts in (NEUTRAL, (question.words,)))
    except VSearchError:
        return None
    middle = bank.mean(axis=0, keepdims=True)
    return query - middle, bank - middle


def _texts(question: Question, name: str, texts: tuple[str, ...]) -> Vectors:
    library = question.library
    return library.cache.get(("texts", name, texts), None, lambda: library.text_encoder(name).encode_texts(texts))
