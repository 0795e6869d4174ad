"""Watches the sampled pictures of a video go by, has what is new on them read once, and knows until when it stands."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from vsearch.indexer.screen.glance import HEIGHT, WIDTH, WRITTEN, Cells, Glance
from vsearch.indexer.screen.patches import SAME, Strokes, alike, patch, strength, strokes
from vsearch.indexer.screen.regions import LEAST, covered, regions
from vsearch.nouns import Box, Pixels
from vsearch.readers import Size
from vsearch.screen import TextLine, TextReader

PLANE = Size(640, 360, "inside")
"""The pictures that are read: lines of 3 % of the height are 11 pixels high, and read as well as larger ones."""

FINE = 320
"""Pixels of the width in which patches are compared, about."""

STILL = 4
"""Levels that the pixels of a cell differ by on average where it is the same."""

SURE, ALONE = 0.6, 0.98
"""What the letters of a line reach on average where it is believed, and one letter alone, which a pattern may be."""

ASKED, STRONG = 0.8, 0.88
"""How surely one cell of a part holds writing for it to be read, and all on average where it is read whatever was."""

VAIN = 2.0
"""Seconds that a place where no line was found is left alone, doubled each time, unless the evidence is strong."""

CLEAR = 0.85
"""Below this a line is read again once it stands out more: it may have been fading in."""

CLEARER = 1.15
"""How much more it must stand out."""

SHARED = 0.3
"""What two boxes at one place share."""

AGAIN, LONGEST = 4.0, 64.0
"""Seconds between two readings of what moves: while they find writing, and at most, doubled each time they do not."""


@dataclass(slots=True)
class Sighting:
    """A line, or a part of the picture without any, that stands on the screen unchanged."""

    box: Box
    strokes: Strokes
    start: float
    end: float
    line: TextLine | None = None
    moving: bool = False
    strength: float = 0.0
    again: bool = False


@dataclass(slots=True)
class ReadingTally:
    """What reading took, and what could not be read."""

    looked: int = 0
    read: int = 0
    doubtful: int = 0
    """Places that look like writing, but were not read surely: another script, on its side, mirrored."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """A picture that was looked at: its planes, and where it may hold writing."""

    time: float
    plane: Pixels
    fine: Strokes
    cells: Cells


@dataclass(frozen=True, slots=True)
class _VainPlace:
    """A place where no line was found, and until when it is left alone."""

    box: Box
    until: float
    wait: float


@dataclass
class ScreenWatch:
    """Feed it pictures in order of time; what it saw stands in `seen` once it is closed."""

    reader: Callable[[], TextReader]
    glance: Glance = field(default_factory=Glance)
    seen: list[Sighting] = field(default_factory=list)
    tally: ReadingTally = field(default_factory=ReadingTally)
    _standing: list[Sighting] = field(default_factory=list)
    _gone: list[Box] = field(default_factory=list)
    """Where something stood until this picture: what is there now may stay as well."""
    _before: _Sample | None = None
    _only: Pixels | None = None
    """The first picture, until a second shows what of it stands still."""
    _moved: float = -np.inf
    """When writing that moves was last read."""
    _patience: float = AGAIN
    _vain: list[_VainPlace] = field(default_factory=list)

    def look(self, time: float, picture: Pixels) -> None:
        """Take the next picture."""
        import cv2

        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        parts = max(1, round(grey.shape[1] / FINE))  # whole ones, for other shares take thirty times as long
        small = cv2.resize(grey, (grey.shape[1] // parts, grey.shape[0] // parts), interpolation=cv2.INTER_AREA)
        plane = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        fine = strokes(small)
        self.tally.looked += 1
        self._follow(time, fine)
        now = _Sample(time, plane, fine, self._cells(plane))
        for box in regions(now.cells, [one.box for one in self._standing if not one.again]):
            if self._worth(now, box):
                self._consider(now, box, picture)
        self._before, self._only = now, picture if self.tally.looked == 1 else None

    def close(self, end: float) -> None:
        """The video ends: what stands there stands until then; of a single picture all counts as standing."""
        if self._only is not None and (now := self._before):
            for box in regions(now.cells, []):
                if self._worth(now, box):
                    self._read(now.time, now, box, self._only)
        for one in self._standing:
            one.end = max(one.end, end)
        self.seen += self._standing
        self._standing = []

    def _cells(self, plane: Pixels) -> Cells:
        """Where writing may stand: as in the picture before, where no cell of it is another."""
        import cv2

        before = self._before
        if before is not None:
            change = cv2.resize(
                cv2.absdiff(plane, before.plane), before.cells.shape[::-1], interpolation=cv2.INTER_AREA
            )
            if change.max() < STILL:
                return before.cells
        return self.glance.cells(plane)

    def _follow(self, time: float, fine: Strokes) -> None:
        """Let go of what stands there no more: it stood until now."""
        still: list[Sighting] = []
        self._gone = []
        for one in self._standing:
            now = patch(fine, one.box)
            one.end = time
            if one.moving or alike(one.strokes, now) < SAME:
                self.seen.append(one)
                self._gone += [] if one.moving else [one.box]
                continue
            one.again = (one.line is None or one.line.confidence < CLEAR) and strength(now) > CLEARER * one.strength
            still.append(one)
        self._standing = still

    def _worth(self, now: _Sample, box: Box) -> bool:
        """Whether there is evidence enough for a part: more is asked where nothing was found of late."""
        surest, mean = _evidence(now, box)
        if surest < ASKED or mean >= STRONG:
            return surest >= ASKED
        return not any(now.time < place.until for place in self._vain if place.box.meets(box) > SHARED)

    def _learn(self, time: float, box: Box, *, found: bool) -> None:
        """Remember that no line was found at a place, or that there was one."""
        known = [place for place in self._vain if place.box.meets(box) > SHARED]
        self._vain = [place for place in self._vain if place not in known]
        if not found:
            wait = 2 * max((place.wait for place in known), default=VAIN / 2)
            self._vain.append(_VainPlace(box, time + wait, wait))

    def _consider(self, now: _Sample, box: Box, picture: Pixels) -> None:
        """Read a part of the picture if it stands still, or moves and was not read for long."""
        before = self._before
        if before is None:
            return
        if alike(patch(before.fine, box), patch(now.fine, box)) >= SAME:
            self._read(before.time, now, box, picture)
        elif any(box.meets(gone) for gone in self._gone):
            return
        elif _moves(before, box) and now.time - self._moved >= self._patience and _evidence(now, box)[1] >= STRONG:
            self._moved = now.time
            found = self._read(now.time, now, box, picture, moving=True)
            self._patience = AGAIN if found else min(2 * self._patience, LONGEST)

    def _read(self, start: float, now: _Sample, box: Box, picture: Pixels, *, moving: bool = False) -> bool:
        """Have a part of the picture read, and remember its lines; where it holds none, that."""
        self.tally.read += 1
        high, wide = picture.shape[:2]
        left, top = int(box.left * wide), int(box.top * high)
        part = picture[top : max(top + 1, round(box.bottom * high)), left : max(left + 1, round(box.right * wide))]
        lines = [_placed(line, box) for line in self.reader().read(np.ascontiguousarray(part))]
        sure = [line for line in lines if line.text and line.confidence >= (SURE if len(line.text) > 1 else ALONE)]
        self._learn(now.time, box, found=bool(sure))
        self.tally.doubtful += len(lines) > len(sure)
        before = [one for one in self._standing if any(one.box.meets(line.box) > SHARED for line in sure)]
        self.seen += [one for one in before if not one.again]
        self._standing = [one for one in self._standing if one not in before and not (one.again and one.box.meets(box))]
        for line in sure:
            self._stand(start, now, line.box, line, moving)
        self._stand(start, now, box, None, moving)
        return bool(sure)

    def _stand(self, start: float, now: _Sample, box: Box, line: TextLine | None, moving: bool) -> None:
        seen = patch(now.fine, box).copy()
        self._standing.append(Sighting(box, seen, start, now.time, line, moving, strength(seen)))


def _evidence(now: _Sample, box: Box) -> tuple[float, float]:
    """How surely the cells of a part that may hold writing do: the surest of them, and all on average."""
    held = now.cells[covered(now.cells.shape, [box])]
    held = held[held > WRITTEN]
    return (float(held.max()), float(held.mean())) if len(held) else (0.0, 0.0)


def _moves(before: _Sample, box: Box) -> bool:
    """Whether writing was there already, which stands elsewhere now; what has just appeared may stay as it is."""
    cells = covered(before.cells.shape, [box])
    return int((before.cells[cells] > WRITTEN).sum()) >= LEAST


def _placed(line: TextLine, part: Box) -> TextLine:
    """A line of a part of the picture, by its place on the whole."""
    inside = line.box
    box = Box(
        part.left + inside.left * part.width,
        part.top + inside.top * part.height,
        min(1.0, part.left + inside.right * part.width),
        min(1.0, part.top + inside.bottom * part.height),
    )
    return TextLine(line.text, box, line.confidence)
