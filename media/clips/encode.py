"""Pictures and sound into one H.264 and AAC file that plays everywhere, whole or absent, with exact times."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from vsearch.errors import OutputRefused
from vsearch.library.storage import files
from vsearch.nouns import Pixels
from vsearch.sounds import Wave

RATE = 48_000
"""Samples of sound a second."""

Shown = tuple[Pixels, float]
"""A picture and when it appears, in seconds from the first."""

Watch = Callable[[float], None]
"""Told which share of a film is done."""

_TICK = Fraction(1, 120_000)
"""Whole numbers of it make a frame at 23.976, 24, 25, 29.97, 30, 50, 59.94 and 60 frames a second."""
_BT709 = 1
_LIMITED = 1
_OPTIONS = {"preset": "veryfast", "crf": "20"}
_THREADS = 2


def encode(
    path: Path,
    pictures: Iterable[Shown],
    *,
    end: float,
    fps: float,
    sound: Iterable[Wave] | None = None,
    watch: Watch = lambda _: None,
) -> Path:
    """Write pictures until `end` seconds, with stereo sound from the first picture on; `fps` is the nominal rate."""
    with whole(path, "mp4", {"movflags": "+faststart"}) as container:
        film = _Film(container, fps, sound)
        held: Shown | None = None
        for pixels, time in pictures:
            if held is not None:
                film.show(*held, time)
            held = pixels, time
            watch(min(1.0, time / max(end, 1e-9)))
        if held is None:
            raise OutputRefused(f"{path} was not written: there is no picture to put in. Choose a longer stretch.")
        film.show(*held, max(end, held[1] + float(_TICK)))
        film.close(end)
    return path


@contextmanager
def whole(path: Path, kind: str, options: dict[str, str] | None = None, code: str = "other-output") -> Iterator[Any]:
    """A container that becomes `path` when it is closed, and nothing if it fails."""
    with files.written(path) as part:
        try:
            with av.open(str(part), "w", format=kind, options=options or {}) as container:
                yield container
        except (av.FFmpegError, ValueError) as error:
            raise OutputRefused(f"{path} cannot be written: {getattr(error, 'strerror', error)}.", code) from error


def even(pixels: Pixels) -> Pixels:
    """The picture with even sides, as H.264 wants them: a last odd row or column is repeated."""
    rows, columns = pixels.shape[0] % 2, pixels.shape[1] % 2
    return np.pad(pixels, ((0, rows), (0, columns), (0, 0)), mode="edge") if rows or columns else pixels


class _Film:
    """One file in the making: sound is written beside the pictures, so that players need not search for it."""

    def __init__(self, container: Any, fps: float, sound: Iterable[Wave] | None) -> None:
        self._container = container
        rate = Fraction(fps).limit_denominator(1001)
        self._video: Any = container.add_stream("libx264", rate=rate, options=_OPTIONS)
        self._video.pix_fmt, self._video.thread_count = "yuv420p", _THREADS
        context = self._video.codec_context
        context.time_base, context.gop_size = _TICK, max(1, round(2 * fps))
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        self._scaler = VideoReformatter()
        self._sound = None if sound is None else _Sound(container, iter(sound))
        self._begun = False

    def show(self, pixels: Pixels, time: float, until: float) -> None:
        """Add a picture."""
        pixels = even(pixels)
        if not self._begun:
            self._video.height, self._video.width = pixels.shape[:2]
            self._begun = True
        if self._sound:
            self._sound.write(until)
        frame = self._scaler.reformat(
            av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24"), format="yuv420p",
            dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG,
        )  # fmt: skip
        frame.pts, frame.time_base = round(time / _TICK), _TICK
        frame.duration = max(1, round(until / _TICK) - frame.pts)
        self._container.mux(self._video.encode(frame))

    def close(self, end: float) -> None:
        """Write what the encoders still hold."""
        if self._sound:
            self._sound.write(end)
            self._sound.close()
        self._container.mux(self._video.encode())


class _Sound:
    """Feeds pieces of sound to a container as the pictures go on."""

    def __init__(self, container: Any, pieces: Iterator[Wave]) -> None:
        self._container = container
        self._pieces = pieces
        self._stream: Any = container.add_stream("aac", rate=RATE, layout="stereo")
        self._stream.bit_rate = 160_000
        self._done = 0

    def write(self, until: float) -> None:
        """Write at least what sounds before `until`."""
        while self._done < until * RATE:
            piece = next(self._pieces, None)
            if piece is None:
                return
            if not piece.shape[1]:
                continue
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(piece, dtype=np.float32), format="fltp", layout="stereo"
            )
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._done
            self._container.mux(self._stream.encode(frame))
            self._done += piece.shape[1]

    def close(self) -> None:
        """Write the rest."""
        self._container.mux(self._stream.encode())
