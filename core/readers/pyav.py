"""The PyAV reader: exact times from a first pass, then only the packets that the wanted pictures need."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import TimeOutside
from vsearch.nouns import Frame, Times
from vsearch.readers import NO_TIMES, Facts, ReadReport, Size
from vsearch.readers.announced import missing
from vsearch.readers.clock import begins
from vsearch.readers.packets import NONE, surveyed
from vsearch.readers.packets.feed import Feed
from vsearch.readers.packets.plan import Run, runs
from vsearch.readers.pictures.colour import transfer
from vsearch.readers.pictures.picture import Converter, upright
from vsearch.readers.pictures.turn import Turn
from vsearch.readers.source import source, unreadable


class PyAVReader:
    """One video, opened and known to hold at least one picture."""

    def __init__(self, path: Path) -> None:
        self._path = path
        container, stream = source(path)
        try:
            self._aspect = Fraction(stream.sample_aspect_ratio or 1) or Fraction(1)
            self._packets = surveyed(path, container, stream)
            self._missing = missing(path, container, stream, self._packets)
            self._feed = Feed(path, container, stream, self._packets)
            self._facts = self._learnt(_about(container, stream))
        except BaseException:
            container.close()
            raise
        self._asked = self._decoded = 0
        self._feed.corrupt = 0

    @property
    def facts(self) -> Facts:
        """What is known of it before its pictures are looked at."""
        return self._facts

    def times(self) -> Times:
        """The presentation time of every frame."""
        return self._packets.times

    def frames(self, times: Times, sizes: Sequence[Size], between: Times = NO_TIMES) -> Iterator[Frame]:
        """The frames shown at `times`, each in all `sizes`; with no sizes, as large as they are shown.

        What is read `between` them is only shown small, and not counted.
        """
        ranks = ranked(self.times(), times)
        self._asked += len(ranks)
        asked = set(ranks.tolist())
        ranks = np.union1d(ranks, ranked(self.times(), between))
        wanted: list[Size | None] = [*sizes] or [None]
        converters = [Converter(size, self._aspect, self._turn) for size in wanted]
        for rank, frame in self._wanted(ranks):
            self._decoded += rank in asked
            shown = converters if rank in asked else converters[:1]
            yield Frame(float(self.times()[rank]), tuple(c.picture(frame) for c in shown))

    def report(self) -> ReadReport:
        """What became of the frames asked for so far."""
        packets, notes = self._packets, []
        if self._missing:
            there = self._facts.duration
            notes.append(f"The last {self._missing:.1f} s are missing: the file ends after {there:.1f} s.")
        elif packets.broken:
            notes.append("The file breaks off before its end.")
        if packets.counted:
            notes.append("Time stamps are missing or repeated: times are counted from the frame rate.")
        if packets.false:
            total = packets.false + len(packets.order)
            notes.append(f"Left out for time stamps that cannot be true: {packets.false} of {total} pictures.")
        broken = packets.broken or self._missing > 0 or packets.false > 0
        return ReadReport(self._asked, self._decoded, self._feed.corrupt, broken, tuple(notes))

    def close(self) -> None:
        """Let go of the file."""
        self._feed.close()

    def _wanted(self, ranks: NDArray[np.intp], feed: Feed | None = None) -> Iterator[tuple[int, Any]]:
        """Frames by their rank among the times, each once, ascending, from the usual decoder or another."""
        feed = feed or self._feed
        if not len(ranks):
            return
        if self._packets.counted:
            asked = set(ranks.tolist())
            yield from ((n, frame) for n, frame in islice(enumerate(feed.all()), max(asked) + 1) if n in asked)
            return
        rows = self._packets.order[ranks]
        stamps, wanted, done = self._packets.pts[rows], np.zeros(len(self._packets.pts), dtype=bool), 0
        wanted[rows] = True
        for run in runs(self._packets, rows):
            for frame in feed.run(run, wanted):
                place = int(np.searchsorted(stamps, NONE if frame.pts is None else frame.pts))
                if done <= place < len(stamps) and stamps[place] == frame.pts:
                    done = place + 1
                    yield int(ranks[place]), frame

    def _learnt(self, about: dict[str, Any]) -> Facts:
        """The container's facts, and those that only a decoded frame tells."""
        frame = self._first()
        times = self.times()
        if frame is None or not len(times):
            raise unreadable(self._path)
        self._turn = turn = Turn.of(frame)
        width, height = upright(frame, self._aspect, turn)
        fps = (len(times) - 1) / times[-1] if len(times) > 1 else self._packets.rate
        return Facts(
            width=width, height=height, duration=float(times[-1] + 1 / fps), fps=float(fps),
            rotation=90 * turn.quarters, hdr=transfer(frame), interlaced=frame.interlaced_frame, **about,
        )  # fmt: skip

    def _first(self) -> Any | None:
        """The first frame that can be decoded; in a stream that begins in mid-group, what comes before is not shown."""
        packets = self._packets
        if not begins(packets) and not packets.counted:
            every = np.ones(len(packets.pts), dtype=bool)
            frame = next(self._feed.run(Run(int(packets.gops[0]), len(every) - 1), every), None)
            self._packets = packets if frame is None or frame.pts is None else packets.since(frame.pts)
            return frame
        first = next(self._wanted(np.zeros(min(1, len(packets.order)), dtype=np.intp)), None)
        return first[1] if first else next(self._feed.all(), None)


def ranked(known: Times, wanted: Times) -> NDArray[np.intp]:
    """The places of `wanted` among `known` times, ascending."""
    ranks = np.searchsorted(known, wanted)
    if len(ranks) and (ranks.max() >= len(known) or (known[ranks] != wanted).any()):
        raise TimeOutside("A frame was asked for at a time at which there is none. Choose among the reader's times.")
    return np.unique(ranks)


def _about(container: Any, stream: Any) -> dict[str, Any]:
    """What the container says."""
    codec = stream.codec_context.codec.canonical_name
    return {
        "codec": codec,
        "container": container.format.name,
        "tags": tuple(sorted((_text(k), _text(v)) for k, v in {**stream.metadata, **container.metadata}.items())),
        "sounds": tuple(_track(s) for s in container.streams.audio),
        "subtitles": tuple(_track(s) for s in container.streams.subtitles),
    }


def _track(stream: Any) -> tuple[int, str, str]:
    context = stream.codec_context
    return stream.index, context.name if context else "", _text(stream.language or "")


def _text(said: str) -> str:
    """Metadata without the bytes that are not UTF-8, which PyAV 19 passes on as surrogates and older ones leave out."""
    return said.encode("utf-8", "surrogateescape").decode("utf-8", "ignore")
