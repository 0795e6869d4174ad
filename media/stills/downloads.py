"""One thumbnail as a file that is sent instead of written: in a shape, with a window that a person may have moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vsearch.errors import UsageWrong
from vsearch.faces import detector
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.media.stills.crops import Crop, crop, cut
from vsearch.media.stills.stills import at, content, named, picture, shape, shapes, small
from vsearch.nouns import Pixels, Thumbnail

LOOKED = 480
"""Pixels of the longer side in which a window is looked for."""

Window = tuple[float, float, float, float]
"""Left, top, width and height as shares of the picture."""


@dataclass(frozen=True, slots=True)
class DownloadShape:
    """How a thumbnail is sent; `left` and `top` place its window by hand, as shares of the picture."""

    aspect: str = ""
    size: int = 1280
    kind: str = "jpg"
    left: float | None = None
    top: float | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file to send."""

    name: str
    content: bytes
    note: str = ""


def windows(store: Store, entry: Entry, time: float, aspects: Sequence[str]) -> Mapping[str, Window]:
    """The best window of each shape in the picture at a time; one that must be padded reaches beyond the picture."""
    pixels, _ = at(store, entry, time, LOOKED)
    high, wide = pixels.shape[:2]
    faces = detector().find(small(pixels))
    found = {aspect: crop(pixels, shape(aspect), faces) for aspect in aspects}
    return {
        aspect: (one.left / wide, one.top / high, one.width / wide, one.height / high) for aspect, one in found.items()
    }


def download(store: Store, entry: Entry, thumbnail: Thumbnail, wanted: DownloadShape) -> Download:
    """A thumbnail as a file, cut to a shape where one is wanted."""
    (ratio,) = shapes([wanted.aspect], size=wanted.size, kind=wanted.kind).values()
    pixels, note = picture(store, entry, thumbnail)
    if ratio:
        pixels = cut(pixels, _window(pixels, ratio, wanted))
    name = named(entry, thumbnail, wanted.aspect, wanted.kind)
    return Download(name, content(pixels, wanted.size, wanted.kind), note)


def _window(pixels: Pixels, ratio: float, wanted: DownloadShape) -> Crop:
    """The window that a person placed, inside the picture; else the best one."""
    if wanted.left is None and wanted.top is None:
        return crop(pixels, ratio, detector().find(small(pixels)))
    high, wide = pixels.shape[:2]
    best = crop(pixels, ratio)
    left, top = round((wanted.left or 0.0) * wide), round((wanted.top or 0.0) * high)
    if best.padded:
        raise UsageWrong("A window that is larger than the picture cannot be moved.")
    return replace(best, left=max(0, min(left, wide - best.width)), top=max(0, min(top, high - best.height)))
