"""Motion encoders: clips of neighbouring pictures into rows of numbers, behind one protocol and one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vsearch.nouns import Pixels, Times, Vectors
from vsearch.table import Table

CAMERA = ("pan", "tilt", "zoom", "roll", "shake", "explained")
"""What the camera does: heights a second to the right and upwards, the growth's logarithm and the turn's radians a
second, how unevenly it does so (the deviation of its speed, in heights a second), and how much of the picture that
explains."""

SUBJECT = ("amount", "speed", "across", "down", "x", "y", "steady")
"""What moves against it: the share of the picture, heights a second on average, the same as one direction, its middle
in shares of width and height, and whether it keeps its direction (1) or goes to and fro (0)."""

STREAMS = CAMERA + SUBJECT
"""The columns of `builtin`."""


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """What must be known of a motion encoder: which clips it wants, and how wide its rows are."""

    name: str
    width: int
    frames: int
    """Pictures of a clip; `builtin` takes fewer, and two at least."""
    rate: float
    """Pictures a second; 0 where they are spread over the shot, however long it is."""
    size: tuple[int, int]
    """Width and height of its pictures."""
    fit: str = "squash"
    words: bool = False
    """Whether texts can be encoded into the same space."""


@dataclass(frozen=True, slots=True)
class FrameClip:
    """Pictures that follow each other in one shot, when each is shown, and how many heights wide they are shown."""

    pixels: Pixels
    times: Times
    aspect: float

    def __post_init__(self) -> None:
        if len(self.pixels) != len(self.times) or not len(self.times):
            raise ValueError("A clip has a time a picture, and at least one.")


class MotionEncoder(Protocol):
    """Clips into rows: `builtin`'s are measures by the names of `STREAMS`, others' are unit vectors."""

    @property
    def spec(self) -> ClipSpec:
        """What it is called, which clips it wants, how wide its rows are."""

    def encode(self, clips: Sequence[FrameClip]) -> Vectors:
        """One row per clip, the same whatever its neighbours; a clip that is too short is stretched."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text; refused where `spec.words` is false."""


def _builtin(*, device: str = "auto") -> MotionEncoder:  # noqa: ARG001 - every factory is told; ours runs on the CPU
    from vsearch.motion.builtin import BuiltinMotion

    return BuiltinMotion()


def _hf(model: str, *, device: str = "cpu") -> MotionEncoder:
    from vsearch.motion.transformer import TransformerMotion

    return TransformerMotion(model, device=device)


MOTION_ENCODERS: Table[MotionEncoder] = Table(
    "motion encoder", "vsearch.motion_encoders", {"builtin": _builtin, "hf": _hf}
)
