"""Interlaced frames: of two half pictures of different moments one is kept, so that nothing is combed or doubled."""

from fractions import Fraction
from typing import Any

import av

TICK = Fraction(1, 1000)
"""What the last frames of a decoder and those of a filter tick in, which say nothing of it; nobody asks them when."""


def progressive(frame: Any, height: int) -> Any:
    """A frame of one moment, good for scaling to `height` lines of the stored picture.

    A small picture is made from the upper field alone: the lower one would only be averaged away. For a larger one
    the missing lines are drawn along the edges of the field (ffmpeg's estdif): neighbouring frames are not needed.
    """
    if not frame.interlaced_frame:
        return frame
    return filtered(frame, "field" if 2 * height <= frame.height else "estdif")


def filtered(frame: Any, name: str) -> Any:
    """What one filter makes of one frame."""
    graph = av.filter.Graph()
    entry = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format.name, time_base=frame.time_base or TICK
    )
    entry.link_to(middle := graph.add(name, {"field": "type=top", "estdif": "mode=frame:parity=tff"}[name]))
    middle.link_to(graph.add("buffersink"))
    graph.configure()
    graph.push(frame)
    graph.push(None)
    return graph.pull()
