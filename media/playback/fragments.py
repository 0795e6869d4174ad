"""Fragments of MP4 as browsers append them: one beginning for a film, and for each segment pictures and sound."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import numpy as np

from vsearch.media.clips.encode import RATE
from vsearch.media.playback.screen import Canvas
from vsearch.sounds import Wave

TICK = Fraction(1, 120_000)
"""Whole numbers of it make a frame at 23.976, 24, 25, 29.97, 30, 50, 59.94 and 60 frames a second."""
GRAIN = 1024
"""Samples of sound in one packet of AAC."""
LEAD = 6
"""Packets of sound that are encoded before a segment and dropped, so that its first one joins those before."""
TAIL = 2
"""Packets after a segment that the encoder must have heard before its last one comes out."""

_MOVFLAGS = "empty_moov+default_base_moof+frag_custom+frag_discont+negative_cts_offsets+skip_trailer"
_OPTIONS = {
    "movflags": _MOVFLAGS, "use_editlist": "0", "avoid_negative_ts": "disabled",
    "video_track_timescale": str(TICK.denominator),
}  # fmt: skip
_X264 = {
    "preset": "superfast", "crf": "23", "profile": "high", "level": "4.2",
    # Without B-frames a picture is shown when it is decoded: a segment begins exactly where the playlist says.
    "x264-params": "bframes=0:keyint=infinite:scenecut=0:rc-lookahead=8",
}  # fmt: skip
_THREADS = 2
_BT709 = 1
_LIMITED = 1


class Fragment:
    """One segment in the making: its pictures are encoded, or copied from a stream."""

    def __init__(self, container: Any, canvas: Canvas, fps: float, *, sound: bool, copied: Any = None) -> None:
        self._container = container
        self._video = container.add_stream_from_template(copied, opaque=True) if copied else self._film(canvas, fps)
        self._encoding = copied is None
        self._lasting: dict[int, int] = {}
        self._sound: Any = container.add_stream("aac", rate=RATE, layout="stereo") if sound else None
        if self._sound:
            self._sound.bit_rate = 160_000
        container.start_encoding()

    def _film(self, canvas: Canvas, fps: float) -> Any:
        video = self._container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001), options=_X264)
        video.width, video.height, video.pix_fmt = canvas.width, canvas.height, "yuv420p"
        video.thread_count = _THREADS
        context = video.codec_context
        context.time_base = TICK
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        return video

    def copy(self, packets: Sequence[Any], zero: int) -> None:
        """Add the packets of whole groups of pictures; `zero` is the stamp of the film's first picture."""
        stamps = sorted(packet.pts for packet in packets)
        # What a file says of when to decode only tells the order. The container moves it on, so that a segment's first
        # picture is decoded when it is shown, exactly where the playlist says that the segment begins.
        late = max(stamp - packet.pts for stamp, packet in zip(stamps, packets, strict=True))
        for packet, stamp in zip(packets, stamps, strict=True):
            packet.dts, packet.pts, packet.stream = stamp - zero - late, packet.pts - zero, self._video
            self._container.mux(packet)

    def show(self, picture: Any, time: float, until: float) -> None:
        """Add a picture of the canvas."""
        picture.pts, picture.time_base = round(time / TICK), TICK
        self._lasting[picture.pts] = max(1, round(until / TICK) - picture.pts)
        picture.pict_type = 0  # as the encoder likes
        self._mux(self._video.encode(picture))

    def _mux(self, packets: Sequence[Any]) -> None:
        """Say how long each picture lasts, which the encoder forgets: the last one reaches to the next segment."""
        for packet in packets:
            packet.duration = self._lasting.pop(packet.pts)
            self._container.mux(packet)

    def hear(self, wave: Wave, first: int, last: int) -> None:
        """Add packets `first` to before `last` of a sound; its wave begins `LEAD` before and ends `TAIL` after."""
        for number in range(wave.shape[1] // GRAIN):
            piece = np.ascontiguousarray(wave[:, number * GRAIN : (number + 1) * GRAIN], dtype=np.float32)
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
            frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
            frame.pts = (first - LEAD + number) * GRAIN
            for packet in self._sound.encode(frame):
                if first * GRAIN <= packet.pts < last * GRAIN:
                    self._container.mux(packet)

    def close(self) -> None:
        """Write the pictures that the encoder still holds."""
        if self._encoding:
            self._mux(self._video.encode())


@contextmanager
def written(out: BytesIO, canvas: Canvas, fps: float, *, sound: bool, copied: Any = None) -> Iterator[Fragment]:
    """A fragment that lies in `out`, with the film's beginning before it, when the block ends."""
    with av.open(out, "w", format="mp4", options=_OPTIONS) as container:
        yield (fragment := Fragment(container, canvas, fps, sound=sound, copied=copied))
        fragment.close()


def parted(content: bytes) -> tuple[bytes, bytes]:
    """A film's beginning, and the fragments after it."""
    place = 0
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"moof":
            break
        place += length
    return content[:place], content[place:]


def grains(seconds: float) -> int:
    """The first packet of sound that begins at or after a moment."""
    return -(-round(seconds * RATE) // GRAIN)
