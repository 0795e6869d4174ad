"""What made episodes consist of: pieces with pictures and sound, each of a kind, and the truth about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

Sound = tuple[str, int, float, float]
"""What is heard: "music", "talk" or "hush", its seed, from which second of it on, and how loud."""

Stretch = tuple[str, float, float]
"""A kind of segment, its start and its end in seconds."""

BODY = "body"


@dataclass(frozen=True, slots=True)
class PieceShot:
    """A slow movement over a photograph, which may be turned round or tinted; or, without one, a plain ground."""

    seconds: float
    photo: str = ""
    x: float = 0.5
    y: float = 0.5
    zoom: float = 2.0
    grow: float = 1.0
    """How much nearer the camera is at the end."""
    flip: bool = False
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    lines: tuple[str, ...] = ()
    scroll: float = 0.0
    """Lines a second by which writing goes up; 0 for a card that stands still."""
    since: float = 0.0
    """From which second of it on it is shown: a recap shows a shot from its middle."""
    whole: float = 0.0
    """Seconds that it lasts where it is shown whole."""


@dataclass(frozen=True, slots=True)
class EpisodePiece:
    """A part of an episode, of one kind."""

    kind: str
    shots: tuple[PieceShot, ...]
    sounds: tuple[Sound, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return sum(shot.seconds for shot in self.shots)


@dataclass(frozen=True, slots=True)
class Wear:
    """What happened to an episode on its way: nothing to one that is as it was made."""

    speed: float = 1.0
    """By how much it runs faster: 25 / 24 for a film that was sped up for PAL."""
    fade: float = 0.0
    """Seconds over which one kind of piece goes over into the next; 0 for a cut."""
    through: bool = False
    """Whether it does so through black and silence, else pictures and sounds are mixed."""
    grain: float = 2.0
    """Levels of noise in its pictures."""
    gain: float = 1.0
    """How bright it is."""
    shift: float = 0.0
    """By which share of its width its picture lies beside where it was."""
    hiss: float = 0.001
    talk: float = 0.0
    """How loud somebody talks over music that returns."""
    missed: float = 0.0
    """Share of the cuts that nobody noticed."""


@dataclass(frozen=True, slots=True)
class MadeEpisode:
    """One episode, or a film of no series."""

    id: str
    series: str
    season: int
    number: int
    pieces: tuple[EpisodePiece, ...]
    fps: float = 25.0
    silent: bool = False
    wear: Wear = field(default_factory=Wear)

    @property
    def duration(self) -> float:
        """Seconds."""
        return sum(piece.seconds for piece in self.pieces) / self.wear.speed

    @property
    def truth(self) -> tuple[Stretch, ...]:
        """Every segment that is there, neighbours of one kind as one."""
        found: list[Stretch] = []
        for piece, start in zip(self.pieces, self.starts(), strict=False):
            if piece.kind != BODY:
                before = found[-1] if found else ("", -1.0, -1.0)
                if before[0] == piece.kind and abs(before[2] - start) < 1e-6:
                    found[-1] = (piece.kind, before[1], start + piece.seconds)
                else:
                    found.append((piece.kind, start, start + piece.seconds))
        return tuple((kind, start / self.wear.speed, end / self.wear.speed) for kind, start, end in found)

    def starts(self) -> tuple[float, ...]:
        """When each piece begins, and last the end, at the speed at which it was made."""
        return tuple(accumulate((piece.seconds for piece in self.pieces), initial=0.0))

    def shots(self) -> Iterator[tuple[float, PieceShot]]:
        """Every shot with its beginning, at the speed at which it was made."""
        for piece, start in zip(self.pieces, self.starts(), strict=False):
            for shot in piece.shots:
                yield start, shot
                start += shot.seconds


def cut(shots: Sequence[PieceShot], seconds: float) -> tuple[PieceShot, ...]:
    """The first shots, as many as last that long; the last is cut short."""
    found: list[PieceShot] = []
    left = seconds
    for shot in shots:
        if left <= 1e-9:
            break
        found.append(shortened(shot, min(left, shot.seconds)))
        left -= shot.seconds
    return tuple(found)


def shortened(shot: PieceShot, seconds: float, since: float = 0.0) -> PieceShot:
    """A part of a shot, at the pace of the whole."""
    from dataclasses import replace

    whole = shot.whole or shot.seconds
    return replace(shot, seconds=seconds, since=shot.since + since, whole=whole)
