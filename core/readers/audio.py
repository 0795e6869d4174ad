"""The sound of a video, decoded in one place: pieces at any rate whose times are those of the picture."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np

from vsearch.errors import SoundUnreadable, VideoError
from vsearch.readers.clock import MediaClock, rewind
from vsearch.readers.source import demuxed, opened
from vsearch.sounds import Wave
from vsearch.texts.languages import short

PIECE = 16
"""Seconds: a whole number of voice frames (512 samples), loudness steps (100 ms) and seconds."""

_JUMP = 0.05  # seconds by which sound may come late before it counts as missing
_LONGEST = 600.0  # seconds that sound may lie before or after all pictures; more is a broken clock
_LEAD = 1.0  # seconds before a stretch from which on sound is decoded: codecs need some to get going


class Audio:
    """One sound track of a video whose pictures last `duration` seconds; `notes` says what was wrong with it."""

    def __init__(
        self, path: Path, *, track: int | None = None, language: str = "", duration: float = float("inf")
    ) -> None:
        self.notes: list[str] = []
        self.start = 0.0
        """When the track begins, in seconds of the picture."""
        self._duration = duration
        try:
            self._clock = MediaClock.of(path)
            self._container: Any = opened(path)
        except (av.FFmpegError, OSError, ValueError, VideoError) as error:
            raise SoundUnreadable(f"The sound of {path} cannot be opened: {error}.") from error
        self._stream = self._choose(list(self._container.streams.audio), track, short(language))

    @property
    def present(self) -> bool:
        """Whether there is a sound track at all, in a codec that is known."""
        return self._stream is not None and self._stream.codec_context is not None

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def pieces(
        self, rates: Sequence[int], *, layout: str = "mono", since: float = 0.0, length: int = PIECE
    ) -> Iterator[Mapping[int, Wave]]:
        """Sound from a moment of the picture on, at each of the rates; of `length` seconds, the last may be shorter.

        Where no track is present there is none. Mono sound has one dimension, any other a row a channel.
        """
        lines = [_Line(rate, layout, length) for rate in dict.fromkeys(rates)]
        for frame, missing in self._timed(since):
            for line in lines:
                line.silence(missing)
                if frame is not None:
                    line.add(frame)
            while all(line.full for line in lines):
                yield {line.rate: line.cut() for line in lines}
        for line in lines:
            line.add(None)
        while any(line.held for line in lines):
            yield {line.rate: line.cut() for line in lines}

    def _timed(self, since: float) -> Iterator[tuple[Any, float]]:
        """Decoded frames, and how much silence (or, negative, how much too much sound) lies before each.

        Long silence comes in parts with no frame, so that nobody holds it all.
        """
        clock, begun = since, False
        for frame in self._frames(since):
            time = clock if frame.time is None else self._clock.seconds(frame.time)
            if not -_LONGEST < time < self._duration + _LONGEST:
                time = clock
            missing = time - clock
            if not begun:
                self.start, begun = time, True
            elif missing < _JUMP:
                missing = 0.0
            clock += missing + frame.samples / frame.sample_rate
            while missing > 1:
                yield None, 1.0
                missing -= 1
            yield frame, missing

    def _frames(self, since: float) -> Iterator[Any]:
        """Frames from a little before a moment on; all of them where the container cannot go there."""
        if not self.present or since <= 0:
            yield from self._decoded() if self.present else ()
            return
        try:
            stamp = self._clock.stamp(since - _LEAD, self._stream.time_base)
            self._container.seek(max(0, stamp), stream=self._stream, backward=True)
            first = next(frames := self._decoded(), None)
        except (av.FFmpegError, OverflowError):
            first = None
        if first is not None and first.time is not None and self._clock.seconds(first.time) <= since:
            yield from chain([first], frames)
            return
        rewind(self._container)
        yield from self._decoded()

    def _decoded(self) -> Iterator[Any]:
        """What can be decoded; damaged packets are counted, and a damaged file ends the sound with a note."""
        damaged, heard = 0, 0.0
        try:
            for packet in demuxed(self._container, self._stream):
                try:
                    frames = packet.decode()
                except (av.FFmpegError, ValueError):
                    damaged += 1
                    continue
                for frame in frames:
                    heard = heard if frame.time is None else self._clock.seconds(frame.time)
                    yield frame
        except (av.FFmpegError, OSError) as error:
            self.notes.append(f"The sound breaks off after {heard:.1f} s ({error}); what came before is kept.")
        if damaged:
            self.notes.append(
                f"{damaged} packets of sound are damaged and stay silent, the last good one ends at {heard:.1f} s."
            )

    def _choose(self, streams: list[Any], track: int | None, language: str) -> Any:
        """The track asked for by number (1 is the first) or language, else the default one, else the first."""
        if track is not None and 1 <= track <= len(streams):
            return streams[track - 1]
        if track is not None and streams:
            self.notes.append(f"There is no sound track {track}, only {len(streams)}; the usual one is heard.")
        spoken = [stream for stream in streams if language and short(stream.language or "") == language]
        if language and len(streams) > 1 and not spoken:
            tongues = ", ".join(short(stream.language or "") or "unknown" for stream in streams)
            self.notes.append(f"No sound track is in {language!r} (there are: {tongues}); the default one is heard.")
        from av.stream import Disposition

        known = [stream for stream in spoken or streams if stream.codec_context]
        if streams and not known:
            self.notes.append("The sound is in a codec that is unknown here.")
        flagged = [stream for stream in known if Disposition.default in stream.disposition]
        return next(iter(flagged or known), None)


class _Line:
    """Collects sound at one rate until there is a piece of it."""

    def __init__(self, rate: int, layout: str, length: int) -> None:
        self.rate = rate
        self.held = 0
        self._layout, self._size = layout, length * rate
        self._parts: list[Wave] = []
        self._resampler = av.AudioResampler("fltp", layout, rate)
        self._shape: tuple[object, ...] = ()
        self._skip = 0

    @property
    def full(self) -> bool:
        """Whether a whole piece is here."""
        return self.held >= self._size

    def silence(self, seconds: float) -> None:
        """Leave a gap, or (negative) leave out what comes before the first picture."""
        if seconds > 0:
            self._keep(self._blank(round(seconds * self.rate)))
        elif seconds < 0:
            self._skip = round(-seconds * self.rate)

    def add(self, frame: Any) -> None:
        """Resample a frame; None flushes what the resampler still holds."""
        if frame is not None:
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            if shape != self._shape:  # a track may change its channels or rate on the way
                self.add(None)
                self._resampler, self._shape = av.AudioResampler("fltp", self._layout, self.rate), shape
            frame.pts = None
        if not self._shape:
            return
        for out in self._resampler.resample(frame):
            self._keep(np.stack([np.frombuffer(plane, np.float32, out.samples) for plane in out.planes]))

    def cut(self) -> Wave:
        """A piece, or what there is."""
        whole = np.concatenate([self._blank(0), *self._parts], axis=1)
        piece, rest = whole[:, : self._size], whole[:, self._size :].copy()
        self._parts, self.held = [rest], rest.shape[1]
        return piece[0] if self._layout == "mono" else piece

    def _blank(self, samples: int) -> Wave:
        return np.zeros((1 if self._layout == "mono" else 2, samples), np.float32)

    def _keep(self, wave: Wave) -> None:
        dropped, self._skip = min(self._skip, wave.shape[1]), max(0, self._skip - wave.shape[1])
        self._parts.append(wave[:, dropped:])
        self.held += wave.shape[1] - dropped
