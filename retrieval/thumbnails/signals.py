"""The named signals by which frames compete, each between -1 and 1, read from the library alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vsearch.faces import Face, detector
from vsearch.library.parts.frames import FrameTable
from vsearch.nouns import Pixels, Vectors
from vsearch.retrieval.thumbnails.weights import WEIGHTS, Column
from vsearch.signals import complete, worths
from vsearch.signals.compare import median

if TYPE_CHECKING:
    from vsearch.retrieval.search.frames import FrameSearch

EDGE = 0.75
"""Seconds from a cut within which a frame may belong to a transition."""

LANDMARKS = 256
"""Frames, here and there, to which every frame of a long video is compared."""

SAME = 3
"""Bits of 64 in which the hashes of one still picture differ in two videos."""


MATCHED = 1 << 20
"""Pairs of frames whose hashes are compared at once."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the faces of one frame add up to."""

    faces: float = 0.0
    face_size: float = 0.0
    eyes: float = 0.0


def pictorial(table: FrameTable) -> dict[str, Column]:
    """How good each frame is as a picture, whatever it shows."""
    column = complete(table.signals, len(table))
    edge = np.max([_edge(table), column["fade"], column["dissolve"]], axis=0)
    return {**worths(column), "edge": edge, "position": _position(table)}


def best_still(table: FrameTable, frames: Vectors) -> int:
    """The kept frame that is best as a picture of what the video mostly shows; -1 where none is kept."""
    if not table.keeps:
        return -1
    worth = np.sum(list(WEIGHTS.contributions(pictorial(table)).values()), axis=0)[: table.keeps]
    worth = worth + WEIGHTS.values["share"] * share(table, frames)
    return int(np.argmax(np.where(table.reason[: table.keeps] == "", worth, worth.min() - 1)))


def share(table: FrameTable, frames: Vectors) -> Column:
    """How much of the video looks like each kept frame, 1 for the most: a film stays with its subject, or returns."""
    picked = np.linspace(0, table.keeps - 1, min(LANDMARKS, table.keeps)).astype(np.intp)
    alike = frames @ frames[picked].T
    middle = median(alike)
    # Below the median, two frames are no more alike than any two of the film; a tenth more, for a film of one picture.
    worth = np.clip((alike - middle + 0.1) / (1 - middle + 0.1), 0, 1) @ (table.end - table.start)[picked]
    return np.asarray(worth / max(float(worth.max(initial=0.0)), 1e-9), np.float32)


def portrait(pixels: Pixels) -> Portrait:
    """The faces of one small picture as signals."""
    found: list[Face] = detector().find(pixels)
    if not found:
        return Portrait()
    size = min(1.0, sum(face.area for face in found) ** 0.5 * 2)
    return Portrait(min(1.0, len(found) / 3), size, sum(face.eyes for face in found) / len(found))


def idents(held: "FrameSearch", video: str) -> NDArray[np.bool_]:
    """Which frames are a series' ident or card: near the beginning or the end, and in at least two other videos.

    A video that shares half of its frames or more is a copy or a cut of this one, and tells nothing.
    """
    mine = held.strip(video)
    seen = np.zeros(len(mine.time), np.int32)
    others = [held.strip(other).hash for other in held.others(video, mine.hash)]
    for lot in _lots([hashes for hashes in others if len(hashes)], MATCHED // max(1, len(mine.time))):
        alike = np.bitwise_count(mine.hash[:, None] ^ np.concatenate(lot)[None, :]) <= SAME
        same = np.logical_or.reduceat(alike, np.cumsum([0, *map(len, lot[:-1])]), axis=1)
        seen += same[:, 2 * np.count_nonzero(same, axis=0) < len(same)].sum(axis=1)
    length = float(mine.end.max()) if len(mine.time) else 0.0
    reach = min(20.0, 0.2 * length)
    return np.asarray((seen >= 2) & ((mine.time <= reach) | (mine.time >= length - reach)), np.bool_)


def _lots(hashes: Sequence[NDArray[np.uint64]], most: int) -> Iterator[list[NDArray[np.uint64]]]:
    """Hashes of several videos, as many at once as are no more than `most`."""
    lot: list[NDArray[np.uint64]] = []
    count = 0
    for one in hashes:
        if lot and count + len(one) > most:
            yield lot
            lot, count = [], 0
        lot.append(one)
        count += len(one)
    if lot:
        yield lot


def shot_spans(table: FrameTable) -> Mapping[int, tuple[float, float]]:
    """From where to where each shot runs."""
    spans: dict[int, tuple[float, float]] = {}
    for shot, start, end in zip(table.shot.tolist(), table.start.tolist(), table.end.tolist(), strict=True):
        low, high = spans.get(shot, (start, end))
        spans[shot] = (min(low, start), max(high, end))
    return spans


def _edge(table: FrameTable) -> Column:
    spans = shot_spans(table)
    distances = [
        min(time - spans[shot][0], spans[shot][1] - time)
        for time, shot in zip(table.time.tolist(), table.shot.tolist(), strict=True)
    ]
    return np.asarray(np.clip(1 - np.array(distances, np.float32) / EDGE, 0, 1), np.float32)


def _position(table: FrameTable) -> Column:
    """A hump that is highest at a third of the video, and low in its first and last twentieth."""
    end = float(table.end.max()) if len(table) else 1.0
    place = table.time / max(end, 1e-9)
    hump = np.where(place < 1 / 3, place * 3, 1 - (place - 1 / 3) * 0.75)
    return np.where((place < 0.05) | (place > 0.95), 0.0, hump).astype(np.float32)
