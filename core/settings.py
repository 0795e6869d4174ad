"""Settings that more than one function uses: frozen values, passed down, saved beside what they made."""

import os
from dataclasses import dataclass, field
from typing import ClassVar

from vsearch.errors import UsageWrong

LONGEST = 7 * 86_400.0
"""Seconds that a video lasts at most; what claims to last longer has false time stamps."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which frames are looked at: one every `every` seconds, or every `stride`-th."""

    every: float = 0.5
    stride: int = 0

    def __post_init__(self) -> None:
        if self.every <= 0 or self.stride < 0:
            raise ValueError(f"Frames cannot be sampled every {self.every} seconds with stride {self.stride}.")


@dataclass(frozen=True, slots=True)
class Quality:
    """What a frame must reach to be kept; changing it never decodes a video again."""

    sharpness: float = 0.08
    """Share of the contrast that lies in the finest detail."""
    steady: float = 0.4
    """Sharpness beside that of the neighbours in the same shot; below, the frame is smeared by movement."""
    contrast: float = 0.035
    dark: float = 0.06
    """Mean brightness below which a frame without any lights is dim."""
    mixed: float = 0.15
    """How far a frame may be on its way into or out of another picture."""
    text: float = 0.55
    """Share of even ground behind writing, above which a frame counts as credits."""
    alike: int = 5
    """Largest distance (bits of 64) at which two perceptual hashes count as the same picture."""
    max_frames: int = 1000
    """For each hour of video, and at least this many; yet every shot keeps its best frame."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Everything that decides what an indexed video looks like; a library remembers those it was made with."""

    sampling: Sampling = field(default_factory=Sampling)
    quality: Quality = field(default_factory=Quality)
    reader: str = "auto"
    """"auto" takes the faster of "pyav", on the CPU, and "nvdec", whose pictures are the same."""
    sound: str = "builtin"
    """Which sound encoder; "none" leaves sound alone."""
    track: int = 0
    """Which sound track, counted from 1; 0 chooses by language and default flag."""
    words: bool = True
    transcriber: str = "whisper"
    """Who writes down speech where there are no subtitles; "none" for nobody."""
    texts: str = "auto"
    """Which encoder makes vectors of what is said."""
    language: str = ""
    segments: bool = True
    """Whether intros, credits and the like are looked for."""
    screen: bool = True
    """Whether what stands on the screen is read."""
    text_reader: str = "rapidocr"
    motion: bool = True
    """Whether it is measured how a video moves."""
    motion_encoder: str = "builtin"
    """Who makes vectors of clips besides; "builtin" for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOverrides:
    """What a run sets otherwise than its library remembers; None leaves a setting as it is."""

    every: float | None = None
    stride: int | None = None
    sharpness: float | None = None
    steady: float | None = None
    contrast: float | None = None
    dark: float | None = None
    mixed: float | None = None
    text: float | None = None
    alike: int | None = None
    max_frames: int | None = None
    reader: str | None = None
    sound: str | None = None
    track: int | None = None
    words: bool | None = None
    transcriber: str | None = None
    texts: str | None = None
    language: str | None = None
    segments: bool | None = None
    screen: bool | None = None
    text_reader: str | None = None
    motion: bool | None = None
    motion_encoder: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest pictures that are decoded, in pixels: a few bytes of a file may claim more than a machine holds."""

    picture: int = 100_000_000
    """Of a picture that a person gives."""
    film: int = 80_000_000
    """Of each picture of a film."""

    PICTURE: ClassVar[str] = "VSEARCH_MAX_PICTURE_PIXELS"
    FILM: ClassVar[str] = "VSEARCH_MAX_FILM_PIXELS"

    @classmethod
    def chosen(cls) -> "Limits":
        """Those that the environment sets, else the defaults."""
        return cls(_pixels(cls.PICTURE, cls().picture), _pixels(cls.FILM, cls().film))


def _pixels(variable: str, default: int) -> int:
    told = os.environ.get(variable, "")
    if told and (not told.isdecimal() or int(told) < 1):
        raise UsageWrong(f"{variable} is {told!r}, which is no number of pixels. Set it to one such as {default}.")
    return int(told or default)
