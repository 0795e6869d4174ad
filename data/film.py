"""Write pictures and sound as one video file, whole or absent, with exact times."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import OutputRefused
from vsearch.nouns import Pixels

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import OutputContainer

Wave = NDArray[np.float32]
"""Sound in [-1, 1]: samples, or channels (one or two) x samples."""

RATE = 48_000
"""Samples of sound a second; every codec here takes this rate."""

_TICK = Fraction(1, 60_000)  # a whole number of ticks per frame at 24, 25, 29.97, 30, 50 and 60 frames a second
_COLOURS = 6  # BT.601: what the conversion from RGB makes
_FORMATS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm", ".avi": "avi", ".ts": "mpegts"}
_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "libx264": {"preset": "veryfast", "crf": "23"},
    "libx265": {"preset": "ultrafast", "crf": "26", "x265-params": "log-level=none:pools=1:frame-threads=1"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "32", "b": "0"},
}


def evenly(pictures: Iterable[Pixels], fps: float = 25.0, start: float = 0.0) -> Iterator[tuple[Pixels, float]]:
    """Pictures with the times of a constant frame rate."""
    return ((pixels, start + index / fps) for index, pixels in enumerate(pictures))


def write_video(
    path: Path,
    frames: Iterable[tuple[Pixels, float]],
    *,
    audio: Wave | None = None,
    fps: float = 25.0,
    codec: str = "libx264",
    gop: int = 50,
    bframes: int = 2,
    pix_fmt: str = "yuv420p",
    rotation: int = 0,
    aspect: Fraction | None = None,
    options: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """Encode pictures at their times (any ascending seconds, from any start), with sound from the first picture on.

    `fps` is the nominal rate, `rotation` the display rotation in degrees counter-clockwise, `aspect` that of a pixel.
    """
    with _whole(path) as container:
        container.metadata.update(metadata or {})
        rate = Fraction(fps).limit_denominator(1001)
        video: Any = container.add_stream(codec, rate=rate, options={**_OPTIONS.get(codec, {}), **(options or {})})
        video.pix_fmt, video.gop_size, video.thread_count = pix_fmt, gop, 1
        if codec in ("libx264", "libx265"):
            video.max_b_frames = bframes
        tick = 1 / rate if path.suffix == ".avi" else _TICK  # avi counts in frames
        video.codec_context.time_base, video.codec_context.colorspace = tick, _COLOURS
        if aspect:
            video.sample_aspect_ratio = aspect
        if rotation:
            video.set_display_rotation(rotation)
        _mux(container, video, frames, None if audio is None else _Sound(container, audio))
    return path


class _Sound:
    """Feeds a wave to a container piece by piece, so that sound and picture lie side by side in the file."""

    def __init__(self, container: "OutputContainer", wave: Wave) -> None:
        self.start = 0.0
        self._container = container
        self._wave = np.ascontiguousarray(np.atleast_2d(wave), dtype=np.float32)
        self._layout = "mono" if len(self._wave) == 1 else "stereo"
        codec = "libopus" if container.format.name == "webm" else "aac"
        self._stream: Any = container.add_stream(
            codec, rate=RATE, layout=self._layout, format="fltp" if codec == "aac" else "flt"
        )
        self._done = 0

    def mux(self, time: float) -> None:
        """Write what sounds before `time`."""
        from av import AudioFrame

        until = min(self._wave.shape[1], int(min(time - self.start, 1e6) * RATE))
        if until > self._done:
            frame = AudioFrame.from_ndarray(self._wave[:, self._done : until], format="fltp", layout=self._layout)
            frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
            frame.pts = round(self.start * RATE) + self._done
            self._container.mux(self._stream.encode(frame))
            self._done = until

    def close(self) -> None:
        """Write the rest."""
        self.mux(float("inf"))
        self._container.mux(self._stream.encode())


def _mux(
    container: "OutputContainer", video: Any, frames: Iterable[tuple[Pixels, float]], sound: _Sound | None
) -> None:
    for index, (pixels, time) in enumerate(frames):
        if index == 0:
            video.height, video.width = pixels.shape[:2]
            if sound:
                sound.start = time
        if sound:
            sound.mux(time)
        container.mux(video.encode(_picture(video, pixels, time)))
    container.mux(video.encode())
    if sound:
        sound.close()


def _picture(video: Any, pixels: Pixels, time: float) -> "VideoFrame":
    import cv2
    from av import VideoFrame

    if video.pix_fmt == "yuv420p" and not (pixels.shape[0] % 2 or pixels.shape[1] % 2):
        planes = cv2.cvtColor(pixels, cv2.COLOR_RGB2YUV_I420)  # a tenth of what swscale takes
        frame = VideoFrame.from_ndarray(planes, format="yuv420p")
    else:
        frame = VideoFrame.from_ndarray(pixels, format="rgb24")
    tick = video.codec_context.time_base
    frame.pts, frame.time_base = round(time / tick), tick
    frame.duration = round(1 / video.codec_context.framerate / tick)
    return frame


@contextmanager
def _whole(path: Path) -> Iterator["OutputContainer"]:
    """A container that becomes `path` when it is closed, and nothing if it fails."""
    import av

    if path.suffix not in _FORMATS:
        raise OutputRefused(f"{path} has a suffix that is no video. Choose one of: {', '.join(_FORMATS)}.")
    part = path.with_name(path.name + ".part")
    try:
        with av.open(str(part), "w", format=_FORMATS[path.suffix]) as container:
            yield container
        part.replace(path)
    except (av.FFmpegError, OSError) as error:
        raise OutputRefused(
            f"{path} cannot be written: {error}. Check the folder, the space left, and that the codec takes this size."
        ) from error
    finally:
        part.unlink(missing_ok=True)
