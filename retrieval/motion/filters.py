"""Movement as a filter: static, pan, tilt, zoom, handheld or action, among stretches, videos and the whole library."""

from collections.abc import Sequence

from vsearch.errors import UsageWrong
from vsearch.library.catalog.shards import ask
from vsearch.nouns import Movement, Span
from vsearch.retrieval.library import Library
from vsearch.retrieval.motion import MOTIONS

_KINDS = {"handheld": ("handheld", "shake")}
"""What the camera may do where a movement goes by a name that is not one kind alone."""

MOST = 0.5
"""The share of a stretch that must move so."""


def check_motion(motion: str) -> None:
    """Refuse a name that no movement goes by."""
    if motion not in ("", *MOTIONS):
        raise UsageWrong(f"There is no movement called {motion!r}. Choose one of: {', '.join(MOTIONS)}.")


def moves(movements: Sequence[Movement], span: Span, motion: str) -> bool:
    """Whether a stretch moves so for most of its time; one without a length, at its moment."""
    own = [one.span for one in movements if _named(one, motion)]
    if span.length == 0:
        return any(one.start <= span.start < one.end for one in own)
    return sum(span.overlap(one) for one in own) > MOST * span.length


def videos_that_move(library: Library, motion: str) -> frozenset[str]:
    """The ids of the videos in which anything moves so."""
    named = " or ".join(f"kind = '{kind}'" for kind in _KINDS.get(motion, (motion,)))
    wanted = f"action >= {Movement.LIVELY}" if motion == "action" else named
    return frozenset(video for (video,) in ask(library.store, f"select distinct video from movements where {wanted}"))


def _named(one: Movement, motion: str) -> bool:
    if motion == "action":
        return one.action >= one.LIVELY
    return one.kind in _KINDS.get(motion, (motion,))
