"""What a film is made of: takes of photographs, how they follow each other, what is heard and said, and when."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from vsearch.nouns import Span

Enter = Literal["cut", "dissolve", "fade"]

BLACK = "black"
"""A take of nothing."""

IDENT = "ident:"
"""How the takes begin that show the opening of a series."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera looks: the centre in shares of the photograph's sides, and how near (1: all that fits)."""

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class Take:
    """One camera movement over one photograph; spans and the flash are counted in seconds from its start."""

    photo: str
    seconds: float
    start: View = View()
    end: View = View()
    enter: Enter = "cut"
    over: float = 0.6
    leave: float = 0.0
    blur: Span | None = None
    freeze: Span | None = None
    flash: float | None = None


@dataclass(frozen=True, slots=True)
class SceneCue:
    """Something heard: a kind of sound, when, and how loud."""

    kind: str
    span: Span
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class SampleLine:
    """Something said."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class SampleFilm:
    """A film before it is made; `subject` is the photograph its title names; `copy` names a second file of it."""

    name: str
    title: str
    description: str
    tags: tuple[str, ...]
    takes: tuple[Take, ...]
    subject: str = ""
    series: str = ""
    date: str = ""
    language: str = "en"
    fps: float = 25.0
    varied: bool = False
    gop: int = 50
    sound: Literal["heard", "silent", "none"] = "heard"
    cues: tuple[SceneCue, ...] = ()
    copy: str = ""

    @property
    def starts(self) -> tuple[float, ...]:
        """When each take begins, and, last, when the film ends."""
        return tuple(accumulate((take.seconds for take in self.takes), initial=0.0))

    @property
    def duration(self) -> float:
        """Seconds from the first take to the end of the last."""
        return self.starts[-1]

    def at(self, time: float) -> int:
        """The number of the take that is on at a time."""
        return min(bisect_right(self.starts, time + 1e-6) - 1, len(self.takes) - 1)

    def tail(self, number: int) -> float:
        """Seconds that a take goes on under the one dissolving over it."""
        following = self.takes[number + 1 : number + 2]
        return following[0].over if following and following[0].enter == "dissolve" else 0.0
