"""Decoded frames as a browser shows them: upright, square pixels, progressive, 8 bit in BT.709, at most 720 lines."""

from dataclasses import dataclass
from functools import cache
from tempfile import NamedTemporaryFile
from typing import Any

import av
import numpy as np

from vsearch.readers.pictures.colour import matrix, shown, transfer
from vsearch.readers.pictures.interlace import TICK, progressive
from vsearch.readers.pictures.turn import Turn

SHORT, LONG = 720, 1280
"""Most pixels of the shorter and of the longer side."""

_SPACES = {1: "bt709", 4: "fcc", 5: "bt601", 7: "smpte240m", 9: "bt2020"}
"""The scaler's matrices by the numbers that `matrix` gives."""
_FULL = 2
_LATTICE = 33
"""Points a side of the table from HDR to what a screen shows: between them colours run nearly straight."""
_WAY = "flags=bicubic+accurate_rnd+full_chroma_int"


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of the pictures that a viewer gets."""

    width: int
    height: int

    @classmethod
    def of(cls, width: int, height: int) -> "Canvas":
        """The largest of a film's own shape within the limits, with even sides."""
        scale = min(1.0, SHORT / min(width, height), LONG / max(width, height))
        return cls(max(16, 2 * round(width * scale / 2)), max(16, 2 * round(height * scale / 2)))


class FrameCanvas:
    """Turns frames into pictures of one canvas; keeps its filters from frame to frame."""

    def __init__(self, canvas: Canvas, turn: Turn) -> None:
        self._canvas, self._turn = canvas, turn
        self._shape: tuple[object, ...] = ()
        self._graph: Any = None

    def picture(self, frame: Any) -> Any:
        """The frame as it is shown, planes of Y, U and V."""
        frame = progressive(frame, self._canvas.width if self._turn.sideways else self._canvas.height)
        shape = frame.width, frame.height, frame.format.name, matrix(frame), frame.color_range, transfer(frame)
        if shape != self._shape:
            self._graph, self._shape = self._built(frame), shape
        self._graph.push(frame)
        return self._graph.pull()

    def _built(self, frame: Any) -> Any:
        curve = transfer(frame)
        if not curve:
            return self._linked(frame, "")
        with NamedTemporaryFile("w", suffix=".cube", prefix="vsearch-") as file:  # the filter reads it when it is made
            file.write(_table(curve))
            file.flush()
            return self._linked(frame, file.name)

    def _linked(self, frame: Any, table: str) -> Any:
        graph = av.filter.Graph()
        last = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format.name, time_base=frame.time_base or TICK
        )
        for name, options in self._steps(frame, table):
            last.link_to(following := graph.add(name, options))
            last = following
        last.link_to(graph.add("buffersink"))
        graph.configure()
        return graph

    def _steps(self, frame: Any, table: str) -> list[tuple[str, str]]:
        """The filters that a kind of frame needs."""
        width, height, space = self._canvas.width, self._canvas.height, _SPACES.get(matrix(frame) or 0)
        if self._turn.sideways:
            width, height = height, width
        full = frame.color_range == _FULL or frame.format.name.startswith("yuvj") or frame.format.is_rgb
        read = f"in_range={'full' if full else 'limited'}" + (f":in_color_matrix={space}" if space else "")
        end = "out_range=limited:out_color_matrix=bt709"
        if table:
            steps = [
                ("scale", f"{width}:{height}:{_WAY}:{read}:out_range=full"),
                ("format", "gbrp16le"),
                ("lut3d", f"file={table}"),
                ("scale", f"{_WAY}:in_range=full:{end}"),
            ]
        else:
            steps = [("scale", f"{width}:{height}:{_WAY}:{read}:{end}")]
        return [*steps, ("format", "yuv420p"), *self._turning()]

    def _turning(self) -> list[tuple[str, str]]:
        steps = [("hflip", "")] if self._turn.mirrored else []
        turns = {1: [("transpose", "clock")], 2: [("hflip", ""), ("vflip", "")], 3: [("transpose", "cclock")]}
        return steps + turns.get(self._turn.quarters, [])


@cache
def _table(curve: str) -> str:
    """What `shown` makes of colours in high dynamic range, in the words of the filter that looks them up."""
    steps = np.round(np.linspace(0, 65535, _LATTICE)).astype(np.uint16)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")  # red runs fastest
    colours = shown(np.stack([red, green, blue], axis=-1).reshape(-1, _LATTICE, 3), curve).reshape(-1, 3) / 255
    lines = "\n".join(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in colours.tolist())
    return f"LUT_3D_SIZE {_LATTICE}\n{lines}\n"
