"""What worker processes do with one video: look at its pictures, listen to its sound, and say what they found."""

from dataclasses import dataclass

from vsearch.library.sound import SoundTrack
from vsearch.nouns import FrameRow, Pixels, Utterance
from vsearch.readers import Facts, Size

SMALL = Size(160, 90, "squash")
"""Where signals are measured and what the sprite sheet shows."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A video was opened: what its container says, and how many of its frames will be looked at."""

    facts: Facts
    total: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Frames that were judged; those to be embedded come with a picture, in the same order."""

    rows: tuple[FrameRow, ...]
    hashes: tuple[int, ...]
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Seen:
    """A video was looked at to its end."""

    sheet: bytes
    cues: str
    notes: tuple[str, ...]
    damaged: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """A video was listened to."""

    track: SoundTrack


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in a video, and how that is known."""

    utterances: tuple[Utterance, ...]
    source: str
    notes: tuple[str, ...]
