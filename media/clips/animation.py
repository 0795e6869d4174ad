"""An animated preview: a few seconds of the best moments, small enough to play wherever a picture can stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.storage import files
from vsearch.media.clips.encode import encode
from vsearch.media.clips.reel import canvas, merged, ordered, ticked, trimmed
from vsearch.media.clips.sources import NEAR, sources, within
from vsearch.nouns import Moment, Pixels, Span

LENGTH = 6.0
"""Seconds that a preview lasts at most."""
WIDTH = 320
FPS = 10.0
_EACH = 1.5
"""Seconds of one moment, if there are others to show."""

SUFFIXES = (".webp", ".gif", ".mp4")


@dataclass(frozen=True, slots=True)
class Animation:
    """A preview that was written, and the stretches that it shows."""

    path: Path
    parts: tuple[tuple[str, Span], ...]
    length: float


def animation(
    store: Store, moments: Sequence[Moment], path: Path, *, length: float = LENGTH, width: int = WIDTH
) -> Animation:
    """Write a silent preview of the best moments, by the path's suffix as WebP, GIF or MP4."""
    form(path)
    if not moments or not 0 < length <= LENGTH or width < 16:
        raise UsageWrong(
            f"A preview of {len(moments)} moments cannot last {length:g} seconds at {width} pixels. "
            f"Give a moment, at most {LENGTH:g} seconds, and at least 16 pixels."
        )
    found = sources(store, (moment.video for moment in moments))
    about = {video: source.facts() for video, source in found.items()}
    asked = [replace(m, span=within(m.span, about[m.video].duration, found[m.video].path.name)) for m in moments]
    parts = _parts(asked, length)
    wide, high = canvas(parts, about)
    size = width // 2 * 2, max(2, 2 * round(high * width / wide / 2))
    pictures = [p for moment in parts for p in _pictures(found[moment.video].path, moment.span, size)]
    _write(path, pictures)
    return Animation(path, tuple((moment.video, moment.span) for moment in parts), len(pictures) / FPS)


def form(path: Path) -> str:
    """The format that a path's suffix names."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageWrong(f"A preview cannot be written as {path.name}. Choose a name in {', '.join(SUFFIXES)}.")
    return path.suffix.lower().lstrip(".")


def _parts(moments: Sequence[Moment], length: float) -> list[Moment]:
    """A little of each of the best moments, until there is enough."""
    best, made, left = merged(moments), list[Moment](), length
    for moment in best:
        if left < 1 / FPS:
            break
        made.append(trimmed(moment, min(left, _EACH if len(best) > 1 else left)))
        left -= made[-1].span.length
    return ordered(made)


def _pictures(path: Path, span: Span, size: tuple[int, int]) -> Iterator[Pixels]:
    count = max(1, int(span.length * FPS + NEAR))
    return (picture for picture, _ in ticked(path, span, count, size, FPS))


def _write(path: Path, pictures: Sequence[Pixels]) -> None:
    kind = form(path)
    if kind == "mp4":
        shown = ((picture, number / FPS) for number, picture in enumerate(pictures))
        encode(path, shown, end=len(pictures) / FPS, fps=FPS)
        return
    from PIL import Image

    first, *rest = (Image.fromarray(picture) for picture in pictures)
    how = {"quality": 60, "method": 3} if kind == "webp" else {"optimize": True}
    with files.written(path) as part:
        first.save(part, kind.upper(), save_all=True, append_images=rest, duration=round(1000 / FPS), loop=0, **how)
