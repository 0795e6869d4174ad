"""From a decoded frame to pictures as they are shown: scaled, turned right side up, in sRGB."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from vsearch.nouns import Pixels
from vsearch.readers import Size
from vsearch.readers.pictures.colour import matrix, shown, transfer
from vsearch.readers.pictures.interlace import progressive
from vsearch.readers.pictures.turn import Turn

_WAY = Interpolation.BICUBIC | Interpolation.ACCURATE_RND
_FULL = 2
"""Full range: what RGB is in."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large to scale the stored picture, and which window of the upright one to keep."""

    width: int
    height: int
    left: int
    top: int
    window: tuple[int, int]


class Converter:
    """Makes pictures of one size; keeps the scaler's tables from frame to frame."""

    def __init__(self, size: Size | None, aspect: Fraction, turn: Turn | None = None) -> None:
        self._size = size
        self._aspect = aspect
        self._turn = turn or Turn()
        self._scaler = VideoReformatter()

    def picture(self, frame: Any) -> Pixels:
        """The frame as it is shown."""
        turn = self._turn
        shape = shaped(upright(frame, self._aspect, turn), self._size)
        width, height = (shape.height, shape.width) if turn.sideways else (shape.width, shape.height)
        curve = transfer(frame)
        field = progressive(frame, height)
        space = matrix(frame)
        planes = self._scaler.reformat(
            field, width, height, "gbrp16le" if curve else "gbrp", interpolation=_WAY, threads=1,
            src_colorspace=space, dst_colorspace=space, dst_color_range=_FULL,
        )  # fmt: skip
        picture = turn.apply(_interleaved(planes, np.dtype("<u2") if curve else np.dtype("u1")))
        rows, columns = shape.window
        window = picture[shape.top : shape.top + rows, shape.left : shape.left + columns]
        return shown(window, curve) if curve else np.ascontiguousarray(window)


def upright(frame: Any, aspect: Fraction, turn: "Turn") -> tuple[int, int]:
    """Width and height as shown: with square pixels, right side up."""
    width, height = max(1, round(frame.width * aspect)), frame.height
    return (height, width) if turn.sideways else (width, height)


def shaped(upright: tuple[int, int], size: Size | None) -> Shape:
    """Fit an upright picture into a size (none: as it is)."""
    width, height = upright
    if size is None:
        return Shape(width, height, 0, 0, (height, width))
    if size.fit == "squash":
        return Shape(size.width, size.height, 0, 0, (size.height, size.width))
    ratios = size.width / width, size.height / height
    scale = max(ratios) if size.fit == "crop" else min(1.0, *ratios)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    if size.fit == "inside":
        return Shape(wide, high, 0, 0, (high, wide))
    wide, high = max(wide, size.width), max(high, size.height)
    return Shape(wide, high, (wide - size.width) // 2, (high - size.height) // 2, (size.height, size.width))


def _interleaved(frame: Any, kind: "np.dtype[Any]") -> Any:
    """Planes of green, blue and red as one array of red, green, blue."""
    import cv2

    lines = [np.frombuffer(plane, kind).reshape(-1, plane.line_size // kind.itemsize) for plane in frame.planes]
    green, blue, red = (line[: frame.height, : frame.width] for line in lines)
    return cv2.merge([red, green, blue])
