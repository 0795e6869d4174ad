"""Settings that more than one function uses: frozen values, passed down, saved beside what they made."""

from dataclasses import dataclass, field


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
    contrast: float = 0.06
    dark: float = 0.06
    bright: float = 0.97
    alike: int = 5
    """Largest distance (bits of 64) at which two perceptual hashes count as the same picture."""
    max_frames: int = 1000
    """For each hour of video, and at least this many."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Everything that decides what an indexed video looks like; a library remembers those it was made with."""

    sampling: Sampling = field(default_factory=Sampling)
    quality: Quality = field(default_factory=Quality)
    reader: str = "pyav"
    sound: str = "builtin"
    """Which sound encoder; "none" leaves sound alone."""
    track: int = -1
    """Which sound stream of the container; -1 chooses by language and default flag."""
    words: bool = True
    transcriber: str = "whisper"
    """Who writes down speech where there are no subtitles; "none" for nobody."""
    texts: str = "auto"
    """Which encoder makes vectors of what is said."""
    language: str = ""
