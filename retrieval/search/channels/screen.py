"""The channel of what is written on the screen: lines that hold the words, exact phrases first."""

from collections.abc import Sequence

from vsearch.nouns import Span
from vsearch.retrieval.search.found import Found, Place, Traits
from vsearch.retrieval.search.question import Question
from vsearch.retrieval.search.wording import matches

DOUBTED = 0.95
"""What is read is certain up to this: a reader takes some letters for others."""


class ScreenChannel:
    """What is written on the screen."""

    traits = Traits(weight=0.2, floor=0.35)

    def find(self, question: Question) -> list[Found]:
        """Lines that hold the words, shown a moment after they appear."""
        return [
            Found(one.video, one.span, _shown(one.span), min(score, DOUBTED), one.snippet, one.exact)
            for one, score in matches(question, ("screen",))
            if one.span
        ]

    def scores(self, question: Question, places: Sequence[Place]) -> list[float]:  # noqa: ARG002
        """Nothing beyond what was found."""
        return [0.0] * len(places)


def _shown(span: Span) -> float:
    """Half a second after a line appears, or in its middle: it may be fading in."""
    return span.start + min(0.5, span.length / 2)
