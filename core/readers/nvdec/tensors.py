"""Tensors: decoded planes where they lie on a device, made into pictures there as the CPU's scaler makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.dlpack import from_dlpack

from vsearch.readers import Size
from vsearch.readers.nvdec.filters import ACROSS, CENTRE, DOWN, filter_matrix
from vsearch.readers.pictures.colour import matrix
from vsearch.readers.pictures.picture import Converter, shaped, upright
from vsearch.readers.pictures.turn import Turn

_WEIGHTS = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593)}
"""How much red and blue count in brightness, by the scaler's number of a matrix (ITU-R BT.709, .601, .2020)."""
_FULL = 2
"""What a frame says whose brightness goes from 0 to 255 (ITU-T H.273: the range flag)."""
_FINE = 128
"""Parts of a level in which lines are kept between scaling them across and scaling them down."""
_SIDE = 32
"""Pixels of a pattern."""


@dataclass(frozen=True, slots=True)
class Siting:
    """Where in the square that they stand for colours were taken, in parts of 256 across and down."""

    across: int = CENTRE
    down: int = CENTRE


SITINGS = tuple(Siting(across, down) for down in (128, 64, 192) for across in (128, 64))
"""The six of ITU-T H.273 that frames may have."""


@dataclass(frozen=True, slots=True)
class Planes:
    """Frames of one shape: brightness (n, height, width) and both colours (n, height / 2, width / 2, 2), as decoded."""

    light: Tensor
    colours: Tensor
    kind: "FrameKind"


@dataclass(frozen=True, slots=True)
class FrameKind:
    """What frames have in common that are made into pictures together."""

    width: int
    height: int
    layout: str
    space: int
    """The scaler's number of the matrix that they were coded with."""
    full: bool
    """Whether brightness goes from 0 to 255, and not from 16 to 235."""

    @classmethod
    def of(cls, frame: Any) -> "FrameKind":
        """The kind of a frame that lies on a device, or on the host in a layout of two planes."""
        layout = (frame.sw_format or frame.format).name
        return cls(frame.width, frame.height, layout, matrix(frame) or 5, frame.color_range == _FULL)


def taken(frame: Any) -> tuple[Tensor, Tensor]:
    """Copies of a frame's two planes where they lie, so that the decoder has its own picture back at once."""
    light, colours = (_lent(plane).clone() for plane in frame.planes[:2])
    return light, colours


def together(held: Sequence[tuple[Tensor, Tensor]], kind: FrameKind) -> Planes:
    """Frames of one kind as one."""
    light, colours = zip(*held, strict=True)
    return Planes(torch.stack(light), torch.stack(colours), kind)


def _lent(plane: Any) -> Tensor:
    """A plane where it lies. The capsule is asked for without a stream: all work here is on the one by default."""
    tensor: Tensor = from_dlpack(plane.__dlpack__())
    return tensor if tensor.dtype == torch.uint8 else tensor.view(torch.int16)  # few things are done with uint16


class TensorConverter:
    """Makes pictures of one size from planes, wherever these lie; keeps its matrices there."""

    def __init__(self, size: Size | None, aspect: Fraction, turn: Turn, siting: Siting = Siting()) -> None:
        self._size, self._aspect, self._turn, self._siting = size, aspect, turn, siting
        self._held: dict[tuple[object, ...], Tensor] = {}

    def pictures(self, planes: Planes) -> Tensor:
        """The pictures (n, height, width, 3) that the frames show, 0 to 255."""
        turn = self._turn
        shape = shaped(upright(planes.kind, self._aspect, turn), self._size)
        width, height = (shape.height, shape.width) if turn.sideways else (shape.width, shape.height)
        light = self._scaled(_levels(planes.light), width, height, Siting())
        colours = (_levels(planes.colours[..., at]) for at in (0, 1))
        blue, red = (self._scaled(plane, width, height, self._siting) - 128 for plane in colours)
        picture = _rgb(light, blue, red, planes.kind)
        if turn.mirrored:
            picture = picture.flip(2)
        picture = torch.rot90(picture, -turn.quarters, (1, 2))
        rows, columns = shape.window
        return picture[:, shape.top : shape.top + rows, shape.left : shape.left + columns].contiguous()

    def _scaled(self, plane: Tensor, width: int, height: int, siting: Siting) -> Tensor:
        across = self._matrix(plane.shape[2], width, ACROSS, siting.across, plane.device)
        down = self._matrix(plane.shape[1], height, DOWN, siting.down, plane.device)
        lines = (torch.matmul(plane, across.T) * _FINE).floor() / _FINE  # as fine as the scaler keeps lines
        return torch.matmul(down, lines)

    def _matrix(self, source: int, target: int, parts: int, taken: int, device: torch.device) -> Tensor:
        key = source, target, parts, taken, device
        if key not in self._held:
            self._held[key] = torch.from_numpy(filter_matrix(source, target, parts, taken)).to(device)
        return self._held[key]


def _levels(plane: Tensor) -> Tensor:
    """A plane in levels from 0 to 255, with what deeper ones have between them."""
    if plane.dtype == torch.uint8:
        return plane.float()
    return (plane.to(torch.int32) & 0xFFFF).float() / 256


def _rgb(light: Tensor, blue: Tensor, red: Tensor, kind: FrameKind) -> Tensor:
    """ITU-T H.273, 8.3: from brightness and differences of colour to red, green and blue, in whole levels."""
    if not kind.full:
        light, blue, red = (light - 16) * (255 / 219), blue * (255 / 224), red * (255 / 224)
    kr, kb = _WEIGHTS[kind.space]
    kg = 1 - kr - kb
    green = light - (2 * kb * (1 - kb) / kg) * blue - (2 * kr * (1 - kr) / kg) * red
    colours = torch.stack([light + 2 * (1 - kr) * red, green, light + 2 * (1 - kb) * blue], dim=-1)
    return (colours + 0.5).floor().clamp(0, 255).to(torch.uint8)


def siting(frame: Any) -> Siting:
    """Where the colours of a frame from the CPU's decoder were taken: its own scaler tells by a pattern like it."""
    pattern = frame.reformat(_SIDE, _SIDE, "yuv420p")
    random = np.random.default_rng(0)
    levels = [np.full((_SIDE, _SIDE), 128), *random.integers(64, 192, (2, _SIDE // 2, _SIDE // 2))]
    for plane, values in zip(pattern.planes, levels, strict=True):
        lines = np.zeros((plane.height, plane.line_size), np.uint8)
        lines[:, : values.shape[1]] = values
        plane.update(lines)
    shown = Converter(None, Fraction(1)).picture(pattern).astype(int)
    light, *colours = (torch.from_numpy(values.astype(np.uint8))[None] for values in levels)
    whole = Planes(light, torch.stack(colours, dim=-1), FrameKind.of(pattern))

    def unlike(guess: Siting) -> float:
        made = TensorConverter(None, Fraction(1), Turn(), guess).pictures(whole)[0].numpy()
        return float(np.abs(made - shown).mean())

    return min(SITINGS, key=unlike)
