"""Channels: what can be searched, one file and one row each; `--in` chooses among them by these names."""

from typing import TYPE_CHECKING, Protocol

from vsearch.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vsearch.retrieval.search.found import Found, Place, Traits
    from vsearch.retrieval.search.question import Question


class Channel(Protocol):
    """Something that can be searched."""

    @property
    def traits(self) -> "Traits":
        """How much it counts, and what it can be asked."""

    def find(self, question: "Question") -> "list[Found]":
        """What answers, best first, from a pool that is the same however many answers are wanted."""

    def scores(self, question: "Question", places: "Sequence[Place]") -> "list[float]":
        """How certain it is of stretches that other channels found; 0 where it cannot tell."""


def _frames() -> Channel:
    from vsearch.retrieval.search.channels.frames import Frames

    return Frames()


def _speech() -> Channel:
    from vsearch.retrieval.search.channels.speech import Speech

    return Speech()


def _titles() -> Channel:
    from vsearch.retrieval.search.channels.titles import Titles

    return Titles()


def _sound() -> Channel:
    from vsearch.retrieval.search.channels.sound import Sound

    return Sound()


def _screen() -> Channel:
    from vsearch.retrieval.search.channels.screen import ScreenChannel

    return ScreenChannel()


def _motion() -> Channel:
    from vsearch.retrieval.search.channels.motion import MotionChannel

    return MotionChannel()


CHANNELS: Table[Channel] = Table(
    "channel",
    "vsearch.channels",
    {"frames": _frames, "speech": _speech, "title": _titles, "sound": _sound, "screen": _screen, "motion": _motion},
)
