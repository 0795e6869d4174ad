"""A storyboard for players: small pictures on sheets, and a WebVTT file that says which shows which time."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import numpy as np

from vsearch.errors import UsageWrong
from vsearch.filenames import fresh, safe
from vsearch.library import Store
from vsearch.library.parts.entry import Entry
from vsearch.library.storage import files
from vsearch.media.clips.sources import sources
from vsearch.nouns import Pixels
from vsearch.readers import READERS, Size
from vsearch.readers.sample import sampled
from vsearch.settings import Sampling
from vsearch.timecodes import cue

HEIGHT = 90
_ACROSS, _DOWN = 10, 10
EVERY = 2.0
"""Seconds from picture to picture where the library has no sheet of the video."""
_NAME = re.compile(r"^.*#(?=xywh=)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Storyboard:
    """What was written for one video: `times` tells how many pictures there are."""

    video: str
    path: Path
    sheets: tuple[Path, ...]
    pictures: int


def storyboard(
    store: Store, video: str, folder: Path, *, every: float | None = None, taken: Container[str] = ()
) -> Storyboard:
    """Write sheets and their WebVTT: the pictures that the library keeps, or one `every` so many seconds."""
    entry = store.find(video)
    target = fresh(folder, f"{safe(entry.video.title)} storyboard", ".vtt", taken)
    kept = store.shelf(entry.id).preview() if every is None else None
    if kept and kept[0]:
        return _kept(entry.id, *kept, target)
    return _decoded(store, entry, target, EVERY if every is None else every)


def _kept(video: str, picture: bytes, times: str, target: Path) -> Storyboard:
    sheet = target.with_suffix(".webp")
    files.write(sheet, picture)
    cues, count = _NAME.subn(f"{quote(sheet.name)}#", times)
    files.write(target, cues)
    return Storyboard(video, target, (sheet,), count)


def _decoded(store: Store, entry: Entry, target: Path, every: float) -> Storyboard:
    if not 0.1 <= every <= entry.video.duration:
        raise UsageWrong(
            f"A storyboard cannot have a picture every {every:g} seconds of {entry.video.duration:.1f}. "
            "Give seconds from 0.1 to the video's length."
        )
    reader = READERS.make("pyav", path=sources(store, [entry.id])[entry.id].path)
    try:
        facts = reader.facts
        tile = Size(max(1, round(HEIGHT * facts.width / facts.height)), HEIGHT, "squash")
        times = sampled(reader.times(), Sampling(every))
        shown = ((frame.pixels[0], frame.time) for frame in reader.frames(times, [tile]))
        sheets, starts = _sheets(shown, target, tile)
    finally:
        reader.close()
    files.write(target, _cues(starts, facts.duration, [sheet.name for sheet in sheets], tile))
    return Storyboard(entry.id, target, tuple(sheets), len(starts))


def _sheets(shown: Iterator[tuple[Pixels, float]], target: Path, tile: Size) -> tuple[list[Path], list[float]]:
    """Write sheet after sheet; where they are, and from when each picture shows."""
    sheets: list[Path] = []
    starts: list[float] = []
    while batch := list(islice(shown, _ACROSS * _DOWN)):
        sheets.append(target.with_name(f"{target.stem} {len(sheets) + 1}.webp"))
        starts += [time for _, time in batch]
        _save(sheets[-1], [picture for picture, _ in batch], tile)
    return sheets, starts


def _save(path: Path, pictures: Sequence[Pixels], tile: Size) -> None:
    from PIL import Image

    across, down = min(_ACROSS, len(pictures)), -(-len(pictures) // _ACROSS)
    sheet = np.zeros((down * tile.height, across * tile.width, 3), np.uint8)
    for number, picture in enumerate(pictures):
        x, y = _place(number, tile)
        sheet[y : y + tile.height, x : x + tile.width] = picture
    with files.written(path) as part:
        Image.fromarray(sheet).save(part, "WEBP", quality=70, method=2)


def _place(number: int, tile: Size) -> tuple[int, int]:
    return number % _ACROSS * tile.width, number // _ACROSS % _DOWN * tile.height


def _cues(starts: Sequence[float], duration: float, sheets: Sequence[str], tile: Size) -> str:
    """Each picture shows until the next."""
    made = ["WEBVTT\n"]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], duration], strict=True)):
        x, y = _place(number, tile)
        sheet = quote(sheets[number // (_ACROSS * _DOWN)])
        made.append(f"{cue(start)} --> {cue(end)}\n{sheet}#xywh={x},{y},{tile.width},{tile.height}\n")
    return "\n".join(made)
