"""The decord reader, a second opinion on tidy files: upright, progressive, 8-bit; it decodes every frame on the way.

What decord is known to get wrong is avoided or refused. Its random access returned other pictures in open groups
(26 of 60 in HEVC) and its skipping in variable frame rates (16 of 240), so it is only stepped forward; several threads
crash on VP9, so it has one; its times are rounded, so they come from the container. Files with high dynamic range,
interlaced or turned pictures are refused. Its colours are its own (always BT.601), and damage goes unnoticed: it
repeats the picture before.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from vsearch.errors import VideoUnreadable
from vsearch.nouns import Frame, Times
from vsearch.readers import NO_TIMES, Facts, ReadReport, Size
from vsearch.readers.pictures.picture import Converter
from vsearch.readers.pyav import PyAVReader, ranked


class DecordReader:
    """One video; its facts and times come from the container through PyAV, its pictures from decord."""

    def __init__(self, path: Path) -> None:
        self._path = path
        known = PyAVReader(path)
        self._facts, self._times, self._notes = known.facts, known.times(), known.report().notes
        known.close()
        odd = {"high dynamic range": self._facts.hdr, "interlaced pictures": self._facts.interlaced,
               "turned pictures": self._facts.rotation}  # fmt: skip
        for what in (what for what, so in odd.items() if so):
            raise VideoUnreadable(f"{path.name} has {what}, which decord shows wrongly. Use the reader pyav.")
        found = len(self._opened())
        if found != len(self._times):
            count = f"{found} frames instead of {len(self._times)}"
            raise VideoUnreadable(f"decord finds {count} in {path.name}. Use the reader pyav.")
        self._asked = self._decoded = 0

    @property
    def facts(self) -> Facts:
        """What is known of it before its pictures are looked at."""
        return self._facts

    def times(self) -> Times:
        """The presentation time of every frame."""
        return self._times

    def frames(self, times: Times, sizes: Sequence[Size], between: Times = NO_TIMES) -> Iterator[Frame]:
        """The frames shown at `times`, each in all `sizes` (none: as large as shown), those `between` in the first."""
        asked = set(ranked(self._times, times).tolist())
        wanted = asked | set(ranked(self._times, between).tolist())
        self._asked += len(asked)
        video = self._opened()
        converters: list[Converter] = []
        for rank in range(max(wanted, default=-1) + 1):
            picture = self._next(video)
            if rank not in wanted:
                continue
            frame = av.VideoFrame.from_ndarray(picture.asnumpy(), "rgb24")
            aspect = Fraction(self._facts.width * frame.height, self._facts.height * frame.width)
            converters = converters or [Converter(size, aspect) for size in sizes] or [Converter(None, aspect)]
            self._decoded += rank in asked
            shown = converters if rank in asked else converters[:1]
            yield Frame(float(self._times[rank]), tuple(c.picture(frame) for c in shown))

    def report(self) -> ReadReport:
        """What became of the frames asked for so far; decord does not tell of damage."""
        return ReadReport(self._asked, self._decoded, notes=self._notes)

    def close(self) -> None:
        """Nothing is held between calls."""

    def _opened(self) -> Any:
        try:
            import decord
        except ImportError as error:
            raise VideoUnreadable(
                "decord is not installed. Run `pip install 'vsearch[decord]'`, or use the reader pyav."
            ) from error
        try:
            return decord.VideoReader(str(self._path), ctx=decord.cpu(0), num_threads=1)
        except (decord.DECORDError, RuntimeError, AssertionError, UnicodeError) as error:
            raise VideoUnreadable(f"decord cannot open {self._path.name}. Use the reader pyav.") from error

    def _next(self, video: Any) -> Any:
        import decord

        try:
            return video.next()
        except (decord.DECORDError, RuntimeError, StopIteration) as error:
            raise VideoUnreadable(f"decord gives up inside {self._path.name}. Use the reader pyav.") from error
