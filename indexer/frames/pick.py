"""Choose the frames that stand for a video: the best of every group of like ones, spread over the shots."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.frames.reasons import HARD, Reasons, reasons
from vsearch.indexer.frames.signals import Signals
from vsearch.library.parts.frames import FrameTable
from vsearch.settings import Quality
from vsearch.signals.view import Hashes

WINDOW = 240
"""Frames that are decided upon together: two minutes at two frames a second."""

_GUARD = {"brightness": 0.08, "contrast": 0.06, "colour": 0.1}
"""How much these may differ between pictures of one hash: dark and plain pictures have poor hashes."""

_BETTER = 0.08
"""By how much a later frame's score must exceed that of a like one already kept to take its place."""

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of frames before any is chosen, in order of time."""

    shot: NDArray[np.int32]
    hash: Hashes
    signals: Signals

    def __len__(self) -> int:
        return len(self.shot)

    def __getitem__(self, part: slice) -> "Columns":
        return Columns(self.shot[part], self.hash[part], {name: column[part] for name, column in self.signals.items()})

    def __add__(self, other: "Columns") -> "Columns":
        signals = {name: np.concatenate([column, other.signals[name]]) for name, column in self.signals.items()}
        return Columns(np.append(self.shot, other.shot), np.append(self.hash, other.hash), signals)


class Picker:
    """Decides window by window, without looking ahead; what it knows of a frame is one row of numbers."""

    def __init__(self, quality: Quality, duration: float, total: int) -> None:
        hours = max(duration / 3600, 1.0)
        self._quality, self._share = quality, quality.max_frames * hours / max(total, 1)
        self._carry = 0.0
        self.rows: Columns | None = None
        self.kept: Flags = np.zeros(0, np.bool_)
        self.spare: Flags = np.zeros(0, np.bool_)
        self.reason: Reasons = np.zeros(0, "<U9")
        self.stands: Places = np.zeros(0, np.intp)
        """For each frame the frame that stands for it: itself, or the one of which it is a duplicate."""

    def window(self, rows: Columns, available: Flags | None = None) -> None:
        """Decide on the next rows; `available` are those that have a vector, where that is settled already."""
        base = len(self.kept)
        why = reasons(rows.signals, self._quality)
        here = np.ones(len(rows), np.bool_) if available is None else available
        self.rows = self.rows + rows if self.rows else rows
        self.kept = np.append(self.kept, np.zeros(len(rows), np.bool_))
        self.spare = np.append(self.spare, np.zeros(len(rows), np.bool_))
        self.reason = np.append(self.reason, why)
        self.stands = np.append(self.stands, np.arange(base, base + len(rows)))
        best = self._groups(base, why, here)
        fresh = self._fresh([row for row in best if self.reason[row] == "" and here[row - base]], base)
        self._afford(fresh, [row for row in best if self.reason[row] != "" and here[row - base]], len(rows))
        self.reason[base:][(self.reason[base:] == "") & ~self.kept[base:]] = "budget"

    def finish(self, embedded: Flags) -> None:
        """If nothing was good enough, keep the least bad frame of every shot, with its reason."""
        if self.kept.any() or self.rows is None:
            return
        for number in np.unique(self.rows.shot[embedded]):
            places = np.flatnonzero((self.rows.shot == number) & embedded)
            self.kept[places[np.argmax(self.rows.signals["score"][places])]] = True

    def _groups(self, base: int, why: Reasons, here: Flags) -> list[int]:
        """Join runs of like frames within a shot; the frames that stand for a run, in order of time."""
        assert self.rows
        runs: list[list[int]] = []
        for row in range(base, len(self.kept)):
            if why[row - base] in HARD:
                continue
            same = runs and self.rows.shot[runs[-1][0]] == self.rows.shot[row]
            if same and self._near(np.array(runs[-1][:1]), row)[0]:
                runs[-1].append(row)
            else:
                runs.append([row])
        score = self.rows.signals["score"]
        best = [max(run, key=lambda row: (here[row - base], why[row - base] == "", score[row])) for run in runs]
        for run, leader in zip(runs, best, strict=True):
            for row in run:
                self._follow(row, leader)
        return best

    def _fresh(self, rows: list[int], base: int) -> list[int]:
        """Rows whose like is not kept yet; a clearly better one takes the place of one kept before."""
        assert self.rows
        score = self.rows.signals["score"]
        for row in rows:
            known = np.flatnonzero(self.kept)
            like = known[self._near(known, row)]
            if not len(like) or score[row] > score[like].max() + _BETTER:
                self.spare[like[like < base]] = True
                for old in like:
                    self._follow(int(old), row)
                self.kept[row] = True
            else:
                self._follow(row, int(like[-1]))
        return [row for row in rows if self.kept[row]]

    def _near(self, rows: Places, row: int) -> Flags:
        assert self.rows
        known, signals = self.rows.hash, self.rows.signals
        near = np.bitwise_count(known[rows] ^ known[row]) <= self._quality.alike
        for name, most in _GUARD.items():
            near &= np.abs(signals[name][rows] - signals[name][row]) <= most
        found: Flags = near
        return found

    def _follow(self, row: int, leader: int) -> None:
        if row != leader:
            self.reason[row], self.stands[row], self.kept[row] = "duplicate", leader, False

    def _afford(self, good: list[int], faulty: list[int], count: int) -> None:
        """Keep what the window's share of the budget, and what earlier ones left, allows; the rest is for spares."""
        allowed = self._share * count + self._carry
        chosen = self._spread(good, int(allowed + 1e-6))
        self.kept[good], self.kept[chosen] = False, True
        for row in set(good) - set(chosen):
            self._restore(row)
        self._carry = allowed - len(chosen)
        soft = [row for row in faulty if self.reason[row] != "duplicate"]
        if self._carry >= 1:
            self.spare[self._spread(soft, int(min(self._carry, count)))] = True

    def _restore(self, row: int) -> None:
        """What stood for this picture before stands for it again."""
        before = np.flatnonzero((self.stands[:row] == row) & self.spare[:row])
        self.kept[before], self.spare[before], self.reason[before] = True, False, ""
        self.stands[before] = before
        if len(before):
            self._follow(row, int(before[-1]))

    def _spread(self, rows: list[int], most: int) -> list[int]:
        """The best row of every shot, whatever `most` says; then, up to `most`, the best of even stretches of each."""
        assert self.rows
        if len(rows) <= most:
            return rows
        shot, score = self.rows.shot[rows], self.rows.signals["score"][rows]
        numbers = np.unique(shot)
        # What is left once every shot has one is shared out by how much more each has to offer.
        extra = max(most - len(numbers), 0) / max(len(rows) - len(numbers), 1)
        chosen: list[int] = []
        for number in numbers:
            places = np.flatnonzero(shot == number)
            parts = np.array_split(places, 1 + int(extra * (len(places) - 1)))
            chosen += [rows[int(part[np.argmax(score[part])])] for part in parts]
        return chosen


def reselect(table: FrameTable, quality: Quality) -> tuple[Flags, Reasons]:
    """Decide anew from a stored table under other settings, without the video: kept or not and why not, row by row.

    Under the settings that made the table the answer is what is stored. Only frames that have a vector can be kept;
    the others keep their reason.
    """
    order = np.argsort(table.time, kind="stable")
    embedded = table.embedded[order]
    rows = Columns(table.shot[order], table.hash[order], {name: row[order] for name, row in table.signals.items()})
    picker = Picker(quality, float(table.end.max(initial=0.0)), len(rows))
    for at in range(0, len(rows), WINDOW):
        picker.window(rows[at : at + WINDOW], embedded[at : at + WINDOW])
    picker.finish(embedded)
    back = np.argsort(order)
    return picker.kept[back], np.where(table.embedded, picker.reason[back], table.reason)
