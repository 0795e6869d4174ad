"""A copy of a film with chapters inside: every stream as it is, nothing encoded anew."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from vsearch.errors import OutputRefused
from vsearch.media.clips.encode import whole
from vsearch.media.segments.chapters import NamedChapter
from vsearch.readers.clock import MediaClock
from vsearch.readers.source import demuxed, opened, translated

_KINDS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm"}
"""Containers that hold chapters; what else a film lies in, its streams fit into Matroska."""

_TICK = Fraction(1, 1000)


def chaptered(path: Path, told: Sequence[NamedChapter], folder: Path) -> Path:
    """Copy a film into a folder, with these chapters instead of those that it has."""
    target = folder / (path.name if path.suffix.lower() in _KINDS else f"{path.name}.mkv")
    if target.exists() and target.samefile(path):
        raise OutputRefused(f"{target} is the film itself, and is not overwritten.", "other-output")
    clock = MediaClock.of(path)
    folder.mkdir(parents=True, exist_ok=True)
    with translated(path):
        container = opened(path)
    try:
        with whole(target, _KINDS.get(path.suffix.lower(), "matroska"), code="other-output") as made:
            streams = [s for s in container.streams if s.type in ("video", "audio", "subtitle")]
            twins = {s.index: made.add_stream_from_template(s, opaque=True) for s in streams}
            for stream in streams:
                twins[stream.index].metadata.update(stream.metadata)
            made.metadata.update(container.metadata)
            made.set_chapters([_chapter(n, one, clock) for n, one in enumerate(told)])
            for packet in demuxed(container, streams):
                if packet.size and packet.dts is not None:
                    packet.stream = twins[packet.stream_index]
                    made.mux(packet)
    finally:
        container.close()
    return target


def _chapter(number: int, one: NamedChapter, clock: MediaClock) -> dict[str, Any]:
    edges = {"start": clock.stamp(one.span.start, _TICK), "end": clock.stamp(one.span.end, _TICK)}
    return {"id": number, **edges, "time_base": _TICK, "metadata": {"title": one.title}}
