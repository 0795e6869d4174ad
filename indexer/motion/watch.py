"""Watch: takes the frames of a video as they are decoded, and measures how it moves, burst by burst."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vsearch.cures import Note
from vsearch.indexer.frames.shots import Series, breaks
from vsearch.indexer.motion.bursts import LENGTH, between, starts
from vsearch.library.parts.motion import MotionTrack
from vsearch.motion import MOTION_ENCODERS, FrameClip
from vsearch.motion.kinds import MeasuredClip, movements
from vsearch.motion.streams import streams
from vsearch.nouns import Frame, Pixels, Shot, Span, Times
from vsearch.readers.sample import TICK

LEAST = 3
"""Frames of a clip: from fewer it cannot be told whether a movement goes on."""


@dataclass(frozen=True, slots=True)
class SeenMotion:
    """How a video moves; `missing` says why there are no vectors of its movement."""

    track: MotionTrack
    notes: tuple[str, ...] = ()
    missing: Note | None = None


class MotionWatch:
    """Takes all frames that are read; hands on those that were sampled, and keeps a row of numbers a burst."""

    def __init__(self, times: Times, samples: Times, aspect: float) -> None:
        self.begun, self._samples, self._aspect = starts(samples), samples, aspect
        self.bursts = between(times, self.begun)
        self.between = np.setdiff1d(self.bursts, samples)
        """The frames to be read beside the sampled ones."""
        self._encoder = MOTION_ENCODERS.make("builtin")
        self._burst: list[tuple[float, Pixels]] = []
        self.clips: list[MeasuredClip] = []

    def taken(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Those frames that were sampled; the first picture of each is small, and shows all of it."""
        wanted = set(self._samples.tolist())
        for frame in frames:
            self.look(frame.time, frame.pixels[0])
            if frame.time in wanted:
                yield frame
        self._measure()

    def look(self, time: float, picture: Pixels) -> None:
        """Take one frame, which comes after all that were taken."""
        place = int(np.searchsorted(self.begun, time + TICK, "right")) - 1
        if place < 0 or time > self.begun[place] + LENGTH + TICK:
            return
        if self._burst and self._burst[0][0] < self.begun[place]:
            self._measure()
        self._burst.append((time, picture))

    def told(self, shots: Sequence[Shot], duration: float) -> SeenMotion:
        """How the video moves, once all frames were taken and its shots are known."""
        self._measure()
        clips, spans = clear(self.clips, shots), [shot.span for shot in shots]
        camera, subject, measured = streams(clips, spans, duration)
        return SeenMotion(MotionTrack(camera, subject, measured, movements(clips, spans)))

    def _measure(self) -> None:
        """Make rows of the burst that is over; a cut divides it."""
        burst, self._burst = self._burst, []
        cuts = breaks(Series.of(burst)) if len(burst) >= LEAST else []
        for start, end in pairwise([-np.inf, *cuts, np.inf]):
            part = [(time, picture) for time, picture in burst if start <= time < end]
            if len(part) >= LEAST:
                times = np.array([time for time, _ in part])
                clip = FrameClip(np.stack([picture for _, picture in part]), times, self._aspect)
                self.clips.append(MeasuredClip(Span(times[0], times[-1]), self._encoder.encode([clip])[0]))


def clear(clips: Sequence[MeasuredClip], shots: Sequence[Shot]) -> list[MeasuredClip]:
    """The clips over which no shot gives way to another, at once or gradually."""
    starts = [shot.span.start for shot in shots]
    changes = [
        Span(max(0.0, start - shot.fade / 2), start + shot.fade)
        for start, shot in zip(starts, shots, strict=True)
        if shot.fade
    ]
    return [
        one
        for one in clips
        if not any(one.span.start < start <= one.span.end for start in starts)
        and not any(one.span.overlap(change) for change in changes)
    ]
