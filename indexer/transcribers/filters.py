"""What a transcriber invents: silence put into words, guesses, loops; each dropped piece has its reason."""

import re
import zlib
from collections import Counter
from collections.abc import Sequence

from vsearch.indexer.transcribers import Said

_SILENCE = 0.6
"""Above this probability of silence a piece must be fairly sure of its words (Whisper's own limits, here and below)."""

_GUESS = -1.0
_DENSE = 2.4
"""zlib makes ordinary speech about half as long; text that shrinks further repeats itself."""

_LOOP = re.compile(r"\b(\S.{0,60}?\S|\S)(?:[\s,.!?…-]+\1){3,}\b", re.IGNORECASE)  # the same words four times in a row
_AGAIN = 3


def believed(pieces: Sequence[Said]) -> tuple[list[Said], Counter[str]]:
    """The pieces that can be believed, and how many were dropped for which reason."""
    kept: list[Said] = []
    dropped: Counter[str] = Counter()
    same = 0
    before = ""
    for piece in pieces:
        text = _plain(piece.text)
        same = same + 1 if text and text == before else 0
        before = text
        reason = "repeated" if same >= _AGAIN - 1 else doubt(piece)
        if reason:
            dropped[reason] += 1
        else:
            kept.append(piece)
    return kept, dropped


def doubt(piece: Said) -> str:
    """Why a piece cannot be believed; empty if it can."""
    if not _plain(piece.text):
        return "empty"
    if piece.silence > _SILENCE and piece.confidence < _GUESS / 2:
        return "no speech"
    if piece.confidence < _GUESS:
        return "unsure"
    if density(piece.text) > _DENSE or _LOOP.search(piece.text):
        return "repeated"
    return ""


def density(text: str) -> float:
    """How many times longer a text is than what zlib makes of it."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
