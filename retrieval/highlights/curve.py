"""How much each second of a video is worth watching: one curve from what is seen, heard, moving and new."""

from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.sound import SoundTrack
from vsearch.motion.kinds import liveliness
from vsearch.nouns import Times, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.tower import answers
from vsearch.retrieval.tower.answers import video_vector

STEP = 0.5
"""Seconds from one point of a curve to the next."""

POINTS = 200_000
"""Points that a curve has at most: in a video of more than a day they lie further apart."""

WINDOW = 300.0
"""Seconds over which a signal is normalised: what stands out within them does, in a film of any length."""

SMOOTH = 2.0
"""Seconds of the triangle that smooths a curve."""

SHARES = {"video": 1.0, "novelty": 0.5, "action": 0.4, "motion": 0.4, "sound": 0.6, "speech": 0.2, "tower": 2.0}
"""What each signal counts when nothing was asked for; what was learned from choices of moments counts most.

Pictures that differ are `motion` only where it was not measured what moves before the camera, which is `action`."""

EVENTS = {"applause": 1.0, "peak": 0.8, "music": 0.3}
"""What a sound event of full strength is worth."""

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Curve:
    """Values over times, in deviations from what is usual nearby; `parts` is what each signal adds."""

    times: Times
    values: Values
    parts: dict[str, Values] = field(default_factory=dict)


def curve(library: Library, entry: Entry, prompt: str = "") -> Curve:
    """The curve of a video, or that of a prompt over it."""
    table = library.table(entry.id)
    times = moments(max(entry.video.duration, float(table.end.max()) if len(table) else 0.0))
    rows, vectors = _rows(table, times, table.embeds), library.vectors(entry.id)
    said = answers.saliency(library, entry, prompt, tasks=("highlight",))
    learned = {} if said is None else {"tower": said[_rows(table, times, table.keeps)]}
    if prompt.strip():
        phrases = library.phrases
        query = phrases.query(prompt) - phrases.bank().mean(axis=0, keepdims=True)
        parts = {"prompt": _over(vectors, query, rows)}
        if learned:
            parts = {name: _standing(values) for name, values in (parts | learned).items()}
    else:
        signals = _signals(library, entry, table, vectors, rows, times) | learned
        parts = {name: SHARES[name] * _sliding(values) for name, values in signals.items()}
    values = reduce(np.add, parts.values()) if parts else np.zeros(len(times), np.float32)
    return Curve(times, smooth(values), parts)


def moments(length: float) -> Times:
    """The times of a curve over a video of this length."""
    step = max(STEP, length / POINTS)
    return np.arange(step / 2, max(length, step), step)


def smooth(values: Values, seconds: float = SMOOTH) -> Values:
    """A running mean, weighted by a triangle."""
    half = max(1, round(seconds / STEP / 2))
    weights = np.bartlett(2 * half + 1)[0:] + 1e-6
    padded = np.pad(values, half, mode="edge")
    return np.asarray(np.convolve(padded, weights / weights.sum(), "valid"), np.float32)


def _signals(
    library: Library,
    entry: Entry,
    table: FrameTable,
    vectors: Vectors,
    rows: NDArray[np.intp],
    times: Times,
) -> dict[str, Values]:
    signals, track = {}, library.sound(entry.id)
    if len(vectors):
        signals["video"] = _over(vectors, video_vector(library, entry), rows)
        signals["novelty"] = _novelty(vectors, rows)
    moved = library.motion(entry.id)
    if moved is not None and len(moved.camera):
        # What moves before the camera; a pan over a wall is no action, though all of the picture changes.
        streams = np.concatenate([moved.camera, moved.subject], axis=1)
        signals["action"] = liveliness(streams)[np.minimum(times.astype(np.intp), len(streams) - 1)]
    elif "motion" in table.signals and len(table):
        order = np.argsort(table.time, kind="stable")
        signals["motion"] = np.interp(times, table.time[order], table.signals["motion"][order]).astype(np.float32)
    if track is not None and track.state == "sound":
        signals["sound"] = _heard(track, times)
        signals["speech"] = _at(track.speech, times)
    return signals


def _rows(table: FrameTable, times: Times, count: int) -> NDArray[np.intp]:
    """For each time, which of the first `count` frames stands for it: the one whose span holds it, else the nearest."""
    if not count:
        return np.zeros(len(times), np.intp)
    order = np.argsort(table.time[:count], kind="stable")
    at = table.time[:count][order]
    right = np.clip(np.searchsorted(at, times), 0, count - 1)
    left = np.maximum(right - 1, 0)
    start, end = table.start[:count][order], table.end[:count][order]
    miss = [np.maximum(start[side] - times, 0) + np.maximum(times - end[side], 0) for side in (left, right)]
    near = [np.abs(at[side] - times) for side in (left, right)]
    choose = np.where((miss[0] < miss[1]) | ((miss[0] == miss[1]) & (near[0] <= near[1])), left, right)
    return np.asarray(order[choose], np.intp)


def _over(vectors: Vectors, query: Vectors, rows: NDArray[np.intp]) -> Values:
    return (
        np.asarray((vectors @ query.reshape(-1))[rows], np.float32) if len(vectors) else np.zeros(len(rows), np.float32)
    )


def _novelty(vectors: Vectors, rows: NDArray[np.intp]) -> Values:
    """How unlike a frame is to what was seen in the minute before, which fades by half every ten seconds."""
    keep = 0.5 ** (STEP / 10)
    memory = vectors[rows[0]].copy()
    found = np.zeros(len(rows), np.float32)
    for n, row in enumerate(rows.tolist()):
        found[n] = 1 - float(vectors[row] @ memory) / max(float(np.linalg.norm(memory)), 1e-9)
        memory = keep * memory + (1 - keep) * vectors[row]
    return found


def _heard(track: SoundTrack, times: Times) -> Values:
    """Loudness, and what events add while they last."""
    loud = np.asarray(np.clip(_at(track.loudness, times), -60, 0) / 20, np.float32)
    for event in track.events:
        inside = (times >= event.span.start) & (times < event.span.end)
        loud[inside] += EVENTS.get(event.kind, 0.0) * event.strength * 2
    return loud


def _at(seconds: Values, times: Times) -> Values:
    if not len(seconds):
        return np.zeros(len(times), np.float32)
    return np.asarray(seconds[np.clip(times.astype(int), 0, len(seconds) - 1)], np.float32).copy()


def _standing(values: Values) -> Values:
    """Deviations from the mean of the whole video: what was asked for may fill any part of it."""
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-6), np.float32)


def _sliding(values: Values) -> Values:
    """Deviations from the mean of the five minutes around, by running sums."""
    half = round(WINDOW / STEP / 2)
    low = np.maximum(np.arange(len(values)) - half, 0)
    high = np.minimum(np.arange(len(values)) + half + 1, len(values))
    sums, squares = (
        np.concatenate([[0.0], np.cumsum(v, dtype=np.float64)]) for v in (values, values.astype(np.float64) ** 2)
    )
    count = high - low
    mean = (sums[high] - sums[low]) / count
    variance = np.maximum((squares[high] - squares[low]) / count - mean**2, 0)
    # A fifth of the whole video's deviation keeps a quiet stretch from being blown up to drama.
    floor = max(0.2 * float(values.std()), 1e-6)
    return np.asarray(np.clip((values - mean) / np.maximum(np.sqrt(variance), floor), -4, 4), np.float32)
