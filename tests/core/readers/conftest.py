"""Small films of every kind, written once a session: a bright square moves over a slow gradient."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.data.film import write_video
from vsearch.nouns import Pixels

COUNT = 40
STEADY = [n / 25 for n in range(COUNT)]
UNEVEN = list(np.cumsum([0.0, *([0.02, 0.04, 0.1] * COUNT)])[:COUNT].round(2))
X264 = "keyint=10:min-keyint=10:scenecut=0:bframes=3:b-pyramid=normal:threads=1"
X265 = "keyint=10:min-keyint=10:scenecut=0:bframes=3:pools=1:frame-threads=1:log-level=none"


def picture(n: int, width: int = 96, height: int = 64) -> Pixels:
    y, x = np.mgrid[:height, :width]
    made = np.stack([(x * 2 + n) % 256, (y * 3 + 2 * n) % 256, np.full_like(x, 90)], axis=-1).astype(np.uint8)
    made[10:26, (n * 2) % (width - 16) : (n * 2) % (width - 16) + 16] = (250, 220, 30)
    return made


def write_mpeg2(path: Path) -> None:
    """MPEG-2 in a transport stream: groups that open with pictures of the group before, no index."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg2video", rate=25, options={"bf": "2"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 96, 64, "yuv420p", 10
        for n in range(COUNT):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture(n), "rgb24")))
        container.mux(stream.encode())


KINDS: dict[str, tuple[str, list[float], dict[str, object]]] = {
    "h264": (".mp4", STEADY, {"options": {"preset": "fast", "x264-params": X264}}),
    "h264-open": (".mp4", STEADY, {"options": {"preset": "fast", "x264-params": X264 + ":open-gop=1"}}),
    "h264-uneven": (".mp4", UNEVEN, {"options": {"preset": "fast", "x264-params": X264}}),
    "h264-offset": (".mkv", [30 + t for t in STEADY], {"options": {"preset": "fast", "x264-params": X264}}),
    "h264-stream": (".ts", STEADY, {"options": {"preset": "fast", "x264-params": X264 + ":open-gop=1"}}),
    "hevc": (".mp4", STEADY, {"codec": "libx265", "options": {"x265-params": X265 + ":open-gop=0"}}),
    "hevc-open": (".mp4", STEADY, {"codec": "libx265", "options": {"x265-params": X265 + ":open-gop=1"}}),
    "hevc-uneven": (".mkv", UNEVEN, {"codec": "libx265", "options": {"x265-params": X265 + ":open-gop=1"}}),
    "vp9": (".webm", STEADY, {"codec": "libvpx-vp9", "gop": 10}),
    "mpeg2": (".ts", STEADY, {}),
    "mpeg4": (".avi", STEADY, {"codec": "mpeg4", "gop": 10}),
    "mjpeg": (".mov", STEADY, {"codec": "mjpeg", "pix_fmt": "yuvj420p"}),
    "wide-pixels": (".mp4", STEADY[:5], {"aspect": Fraction(2)}),
    "turned": (".mp4", STEADY[:5], {"rotation": 90}),
    "interlaced": (".mp4", STEADY[:5], {"options": {"x264-params": "tff=1:threads=1"}}),
    "ten-bit": (".mp4", STEADY[:5], {"codec": "libx265", "pix_fmt": "yuv420p10le"}),
}


@pytest.fixture(scope="session")
def drawn() -> Callable[[int], Pixels]:
    """What a film shows in its n-th frame."""
    return picture


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The path of a film by its kind."""
    folder = tmp_path_factory.mktemp("films")

    def path(kind: str) -> Path:
        suffix, times, options = KINDS[kind]
        made = folder / f"{kind}{suffix}"
        if not made.exists() and kind == "mpeg2":
            write_mpeg2(made)
        elif not made.exists():
            write_video(made, ((picture(n), time) for n, time in enumerate(times)), **options)  # type: ignore[arg-type]
        return made

    return path
