"""The sound of a video, decoded once, in pieces of 16 seconds whose times are those of the picture."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vsearch.errors import SoundUnreadable
from vsearch.sounds import Wave
from vsearch.texts.languages import short

PIECE = 16
"""Seconds: a whole number of voice frames (512 samples), loudness steps (100 ms) and seconds."""

_JUMP = 0.1  # seconds by which times may disagree before sound counts as missing
_LONGEST = 600.0  # seconds of missing sound that are believed; more is a broken clock


class Waves:
    """One sound track of an opened file; `notes` says what was wrong with it."""

    def __init__(self, path: Path, *, track: int | None = None, language: str = "") -> None:
        import av

        from vsearch.readers.source import opened

        self.notes: list[str] = []
        self.start = 0.0
        """When the track begins, in seconds of the picture."""
        self._path = path
        try:
            self._container: Any = opened(path)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise SoundUnreadable(f"The sound of {path} cannot be opened: {error}.") from error
        self._stream = self._choose(list(self._container.streams.audio), track, short(language))
        self._origin = self._picture()

    @property
    def present(self) -> bool:
        """Whether there is a sound track at all."""
        return self._stream is not None

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def pieces(self, rates: Sequence[int]) -> Iterator[Mapping[int, Wave]]:
        """Mono sound from the first picture on, at each of the rates; the last piece may be shorter."""
        lines = [_Line(rate) for rate in dict.fromkeys(rates)]
        for frame, missing in self._timed():
            for line in lines:
                line.silence(missing)
                line.add(frame)
            while all(line.full for line in lines):
                yield {line.rate: line.cut() for line in lines}
        for line in lines:
            line.add(None)
        while any(line.full for line in lines):
            yield {line.rate: line.cut() for line in lines}
        if any(line.held for line in lines):
            yield {line.rate: line.cut() for line in lines}

    def _timed(self) -> Iterator[tuple[Any, float]]:
        """Decoded frames, and how much silence (or, negative, how much too much sound) lies before each."""
        clock: float | None = None
        for frame in self._frames():
            time = clock if frame.time is None else frame.time - self._origin
            if clock is None:
                self.start = time or 0.0
                missing = self.start if abs(self.start) < _LONGEST else 0.0
            else:
                missing = (time or 0.0) - clock
                missing = missing if _JUMP < missing < _LONGEST else 0.0
            length = frame.samples / frame.sample_rate
            clock = length + (time if clock is None or missing else clock)
            yield frame, missing

    def _frames(self) -> Iterator[Any]:
        """What can be decoded; damaged packets are counted, and a damaged file ends the sound with a note."""
        import av

        damaged, heard = 0, 0.0
        try:
            for packet in self._container.demux(self._stream):
                try:
                    frames = packet.decode()
                except (av.FFmpegError, ValueError):
                    damaged += 1
                    continue
                for frame in frames:
                    heard = heard if frame.time is None else frame.time - self._origin
                    yield frame
        except (av.FFmpegError, OSError) as error:
            self.notes.append(f"The sound breaks off after {heard:.1f} s ({error}); what came before is kept.")
        if damaged:
            self.notes.append(
                f"{damaged} packets of sound are damaged and stay silent, the last good one ends at {heard:.1f} s."
            )

    def _choose(self, streams: list[Any], track: int | None, language: str) -> Any:
        """The track asked for by number (1 is the first) or language, else the default one, else the first."""
        if not streams:
            return None
        if track is not None and 1 <= track <= len(streams):
            return streams[track - 1]
        if track is not None:
            self.notes.append(f"There is no sound track {track}, only {len(streams)}; the usual one is heard.")
        spoken = [stream for stream in streams if language and short(stream.language or "") == language]
        if language and len(streams) > 1 and not spoken:
            tongues = ", ".join(short(stream.language or "") or "unknown" for stream in streams)
            self.notes.append(f"No sound track is in {language!r} (there are: {tongues}); the default one is heard.")
        from av.stream import Disposition

        flagged = [stream for stream in spoken or streams if Disposition.default in stream.disposition]
        return (flagged or spoken or streams)[0]

    def _picture(self) -> float:
        """When the first picture is shown, on the container's clock."""
        for stream in self._container.streams.video:
            if stream.start_time is not None and stream.time_base:
                return float(stream.start_time * stream.time_base)
        start = self._container.start_time
        return 0.0 if start is None else start / 1_000_000


class _Line:
    """Collects sound at one rate until there is a piece of it."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.held = 0
        self._parts: list[Wave] = []
        self._resampler: Any = None
        self._shape: tuple[object, ...] = ()
        self._skip = 0

    @property
    def full(self) -> bool:
        """Whether a whole piece is here."""
        return self.held >= PIECE * self.rate

    def silence(self, seconds: float) -> None:
        """Leave a gap, or (negative) leave out what comes before the first picture."""
        if seconds > 0:
            self._keep(np.zeros(round(seconds * self.rate), np.float32))
        elif seconds < 0:
            self._skip = round(-seconds * self.rate)

    def add(self, frame: Any) -> None:
        """Resample a frame; None flushes what the resampler still holds."""
        from av import AudioResampler

        if frame is not None:
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            if shape != self._shape:  # a track may change its channels or rate on the way
                self.add(None)
                self._resampler, self._shape = AudioResampler("flt", "mono", self.rate), shape
            frame.pts = None
        if self._resampler is None:
            return
        for out in self._resampler.resample(frame):
            self._keep(np.frombuffer(out.planes[0], np.float32, out.samples).copy())

    def cut(self) -> Wave:
        """A piece, or what there is."""
        whole = np.concatenate(self._parts) if self._parts else np.zeros(0, np.float32)
        piece, rest = whole[: PIECE * self.rate], whole[PIECE * self.rate :]
        self._parts, self.held = [rest.copy()] if len(rest) else [], len(rest)
        return piece

    def _keep(self, wave: Wave) -> None:
        dropped, self._skip = min(self._skip, len(wave)), max(0, self._skip - len(wave))
        self._parts.append(np.asarray(wave[dropped:], np.float32))
        self.held += len(wave) - dropped
