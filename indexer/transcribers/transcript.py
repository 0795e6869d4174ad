"""A transcript in the making: pieces of speech go in, believable utterances come out."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from vsearch.indexer.transcribers import Said, Transcriber
from vsearch.indexer.transcribers.filters import believed
from vsearch.indexer.words import Words
from vsearch.nouns import Span, Utterance
from vsearch.sounds import Wave
from vsearch.texts.languages import short

_VOTES = 5


class Transcript:
    """Asks a transcriber piece by piece; the language is given, or what most of the first pieces are in."""

    def __init__(self, transcriber: Transcriber, language: str = "") -> None:
        self._transcriber = transcriber
        self._language = short(language)
        self._votes: Counter[str] = Counter()
        self._said: list[Said] = []

    def add(self, start: float, wave: Wave) -> None:
        """Transcribe a piece that begins at `start`."""
        said = self._transcriber.transcribe(wave, self._settled())
        self._said += [_later(piece, start) for piece in said]
        self._votes.update({piece.language for piece in said if piece.language})

    def words(self, note: str = "") -> Words:
        """All that can be believed."""
        kept, dropped = believed(self._said)
        spoken = self._settled(ended=True)
        utterances = tuple(
            Utterance(piece.span, piece.text.strip(), self._transcriber.name, piece.language or spoken)
            for piece in _parted(kept)
        )
        notes = [note] if note else []
        if dropped:
            reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(dropped.items()))
            notes.append(
                f"{dropped.total()} of {len(self._said)} pieces of the transcript were not believed ({reasons})."
            )
        return Words(utterances, self._transcriber.name if utterances else "none", spoken, tuple(notes))

    def _settled(self, ended: bool = False) -> str:
        if self._language or (self._votes.total() < _VOTES and not ended):
            return self._language
        return max(self._votes, key=lambda code: self._votes[code], default="")


def _later(piece: Said, start: float) -> Said:
    span = Span(piece.span.start + start, piece.span.end + start)
    return Said(span, piece.text, piece.language, piece.silence, piece.confidence)


def _parted(pieces: Sequence[Said]) -> list[Said]:
    """In order, none reaching into the next."""
    ordered = sorted(pieces, key=lambda piece: piece.span)
    parted = []
    for piece, after in pairwise([*ordered, None]):
        assert piece is not None
        end = piece.span.end if after is None else max(piece.span.start, min(piece.span.end, after.span.start))
        parted.append(Said(Span(piece.span.start, end), piece.text, piece.language, piece.silence, piece.confidence))
    return parted
