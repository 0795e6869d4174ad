"""Small films that no browser plays as they are: a square moves, and from 4.2 to 4.6 s there is a flash and a beep."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from vsearch.data.film import RATE, write_video
from vsearch.media.playback.film import PlayedFilm
from vsearch.media.playback.playable import playable
from vsearch.nouns import Pixels
from vsearch.readers.pyav import PyAVReader

LENGTH = 7.0
FLASH = (4.2, 4.6)
STEADY = [n / 25 for n in range(round(LENGTH * 25))]
UNEVEN = [float(t) for t in np.cumsum([0.0, *([0.02, 0.04, 0.12, 0.02, 0.2] * 40)]).round(2) if t < LENGTH]
X265 = "keyint=60:min-keyint=60:scenecut=0:bframes=3:pools=1:frame-threads=1:log-level=none"
X264 = "keyint=30:min-keyint=30:scenecut=0:bframes=2:threads=1"
HDR = ":colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
HEVC = {"codec": "libx265", "options": {"x265-params": X265, "preset": "ultrafast"}}
KINDS: dict[str, tuple[str, list[float], dict[str, object]]] = {
    "hevc": (".mp4", STEADY, HEVC),
    "hevc-open": (".mkv", STEADY, HEVC | {"options": {"x265-params": X265 + ":open-gop=1"}}),
    "uneven": (".mp4", UNEVEN, HEVC),
    "late": (".mkv", [20 + t for t in STEADY], HEVC),
    "rotated": (".mp4", STEADY, HEVC | {"rotation": 90}),
    "wide-pixels": (".mp4", STEADY, HEVC | {"aspect": Fraction(4, 3)}),
    "ten-bit": (".mp4", STEADY, HEVC | {"pix_fmt": "yuv420p10le"}),
    "hdr": (".mp4", STEADY, HEVC | {"pix_fmt": "yuv420p10le", "options": {"x265-params": X265 + HDR}}),
    "every-colour": (".mp4", STEADY, {"pix_fmt": "yuv444p", "options": {"x264-params": X264}}),
    "interlaced": (".ts", STEADY, {"options": {"x264-params": X264 + ":tff=1"}}),
    "avi": (".avi", STEADY, {"codec": "mpeg4"}),
    "remuxed": (".ts", STEADY, {"options": {"x264-params": X264}}),
    "open": (".mkv", STEADY, {"options": {"x264-params": X264 + ":open-gop=1"}}),
    "file": (".mp4", STEADY, {"options": {"x264-params": X264}}),
}


def picture(n: int, white: bool) -> Pixels:
    y, x = np.mgrid[:96, :160]
    made = np.stack([60 + x // 2, 60 + y, np.full_like(x, 90)], axis=-1).astype(np.uint8)
    left = (n * 3) % 128
    made[30:62, left : left + 32] = (230, 200, 40)
    return np.full_like(made, 235) if white else made


def beep() -> NDArray[np.float32]:
    time = np.arange(round(LENGTH * RATE)) / RATE
    loud = (time >= FLASH[0]) & (time < FLASH[1])
    return np.where(loud, 0.5 * np.sin(2 * np.pi * 880 * time), 0).astype(np.float32)


def flashes(times: list[float]) -> Iterator[tuple[Pixels, float]]:
    for n, time in enumerate(times):
        yield picture(n, FLASH[0] - 1e-6 <= time - times[0] < FLASH[1] - 1e-6), time


def with_ac3(source: Path, path: Path) -> Path:
    """The pictures of a file in Matroska, with its sound in AC-3."""
    with av.open(str(source)) as old, av.open(str(path), "w") as new:
        video, audio = new.add_stream_from_template(old.streams.video[0]), new.add_stream("ac3", rate=RATE)
        for packet in old.demux(old.streams.video[0], old.streams.audio[0]):
            if packet.stream.type == "audio":
                for frame in packet.decode():
                    new.mux(audio.encode(frame))
            elif packet.dts is not None:
                packet.stream = video
                new.mux(packet)
        new.mux(audio.encode())
    return path


@pytest.fixture(scope="session")
def shot(tmp_path_factory: pytest.TempPathFactory, midstream: Path) -> Callable[[str], Path]:
    """The path of a film by its kind."""
    folder = tmp_path_factory.mktemp("played")

    def path(kind: str) -> Path:
        if kind == "midstream":
            return midstream
        if kind == "ac3":
            made = folder / "ac3.mkv"
            return made if made.exists() else with_ac3(path("file"), made)
        if kind == "tone":
            tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(7 * RATE) / RATE).astype(np.float32)
            return write_video(folder / "tone.mp4", flashes(STEADY), audio=tone, **HEVC)  # type: ignore[arg-type]
        suffix, times, options = KINDS[kind]
        made = folder / f"{kind}{suffix}"
        if not made.exists():
            write_video(made, flashes(times), audio=beep(), **options)  # type: ignore[arg-type]
        return made

    return path


def film_of(path: Path, keys: tuple[float, ...] = ()) -> PlayedFilm:
    """A film as it would be played, its pictures encoded unless `keys` are given."""
    reader = PyAVReader(path)
    reader.close()
    seen = playable(path)
    return PlayedFilm(path, reader.facts.duration, seen.canvas, seen.fps, seen.sound, keys)


def shown(header: bytes, segment: bytes) -> list[tuple[float, Pixels]]:
    """The pictures of a segment and their times."""
    with av.open(BytesIO(header + segment)) as container:
        return [(float(f.pts * f.time_base), f.to_ndarray(format="rgb24")) for f in container.decode(video=0)]


def sounding(header: bytes, segments: list[bytes]) -> tuple[float, NDArray[np.float32]]:
    """When the sound of segments in a row begins, and its samples."""
    with av.open(BytesIO(header + b"".join(segments))) as container:
        frames = list(container.decode(audio=0))
        return float(frames[0].time), np.concatenate([frame.to_ndarray()[0] for frame in frames])
