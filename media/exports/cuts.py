"""The cuts of an editing list: moments counted in frames, each at the rate and time code of its source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from vsearch.escapes import stripped
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.media.clips.sources import within
from vsearch.media.exports.rates import Rate, standard
from vsearch.nouns import Moment, Video

_LABEL = 60
"""Letters of what is said that name a moment."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One moment: `first` is the number that its source gives to its own first frame."""

    moment: Moment
    video: Video
    path: Path
    rate: Rate
    first: int
    sound: bool
    number: int

    @property
    def start(self) -> int:
        """The frame of the source at which it begins, counted from the source's first as 0."""
        return self.rate.frame(self.moment.span.start)

    @property
    def frames(self) -> int:
        """How many frames of the source it lasts."""
        return max(1, self.rate.frame(self.moment.span.end) - self.start)

    @property
    def total(self) -> int:
        """How many frames the source lasts."""
        return max(self.rate.frame(self.video.duration), self.start + self.frames)

    @property
    def label(self) -> str:
        """One line that names it: what is said, or its number."""
        said = " ".join(self.moment.said.split())
        short = said if len(said) <= _LABEL else said[:_LABEL].rsplit(" ", 1)[0] + "…"
        return short or f"Moment {self.number}"


@dataclass(frozen=True, slots=True)
class CutList:
    """Cuts in the order given, and the rate of most of them, which the list as a whole has."""

    title: str
    cuts: tuple[Cut, ...]
    rate: Rate


def cutlist(store: Store, moments: Sequence[Moment], title: str = "") -> CutList:
    """The list of moments; their files need not be there."""
    entries = {moment.video: store.find(moment.video) for moment in moments}
    cuts = tuple(_cut(entries[moment.video], moment, n) for n, moment in enumerate(moments, 1))
    lengths: dict[Rate, float] = {}
    for cut in cuts:
        lengths[cut.rate] = lengths.get(cut.rate, 0.0) + cut.moment.span.length
    rate = max(lengths, key=lambda rate: lengths[rate], default=Rate(Fraction(25)))
    return CutList(" ".join(stripped(title).split()) or "Highlights", cuts, rate)


def _cut(entry: Entry, moment: Moment, number: int) -> Cut:
    video = entry.video
    code = dict(entry.facts.get("tags", ())).get("timecode", "")
    rate = standard(video.fps, code)
    because = {stripped(name): value for name, value in moment.because.items()}
    span = within(moment.span, video.duration, video.path.name)
    inside = replace(moment, span=span, because=because, said=stripped(moment.said))
    sound = bool(entry.facts.get("sounds", ()))
    return Cut(
        inside,
        replace(video, title=stripped(video.title)),
        entry.file or video.path,
        rate,
        rate.first(code),
        sound,
        number,
    )
