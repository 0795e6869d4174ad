"""Decoding: the CPU time of sampling a video as a share of decoding all of it, and whether the frames are right."""

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from statistics import median

import av
import cv2
import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from vsearch.data.film import write_video
from vsearch.nouns import Pixels
from vsearch.readers import Size
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.sample import sampled
from vsearch.readers.still import still
from vsearch.settings import Sampling

FOLDER = Path("build/bench/decode")
SIZE = Size(224, 224)
ROUNDS = 3
X264 = {"preset": "veryfast", "crf": "23", "threads": "2"}
X265 = {"preset": "ultrafast", "crf": "26", "x265-params": "log-level=none:bframes=4:pools=2:frame-threads=1"}
STEADY, UNEVEN = (1 / 25,), (0.02, 0.04, 0.1)
FILMS = {  # height, frames, gaps between frames, start, how it is encoded
    "h264-720p.mp4": (720, 400, STEADY, 0.0, {"gop": 250, "bframes": 3, "options": X264}),
    "h264-1080p.mp4": (1080, 300, STEADY, 0.0, {"gop": 250, "bframes": 3, "options": X264}),
    "h264-gop50.mp4": (720, 300, STEADY, 0.0, {"gop": 50, "bframes": 3, "options": X264}),
    "hevc-720p.mp4": (720, 200, STEADY, 0.0, {"codec": "libx265", "gop": 250, "bframes": 4, "options": X265}),
    "vp9-720p.webm": (720, 300, STEADY, 0.0, {"codec": "libvpx-vp9", "gop": 120}),
    "h264-uneven.mp4": (360, 240, UNEVEN, 0.0, {"gop": 50, "bframes": 3, "options": X264}),
    "hevc-start30.mkv": (360, 240, UNEVEN, 30.0, {"codec": "libx265", "gop": 50, "options": X265}),
}
BARS = [  # film, seconds between samples, bar against decoding all, bar against decord
    ("h264-720p.mp4", 0.5, 0.75, 0.75),
    ("h264-1080p.mp4", 0.5, 0.75, 0.75),
    ("hevc-720p.mp4", 0.5, 0.75, 0.75),
    ("h264-gop50.mp4", 2.0, 0.30, None),
    ("vp9-720p.webm", 0.5, 1.05, None),
]


def pictures(height: int, count: int) -> Iterator[Pixels]:
    """A camera pans over a textured plain; three patches cross it; there is grain."""
    width, random = height * 16 // 9 // 2 * 2, np.random.default_rng(7)
    plain = np.zeros((height + 400, width + 800, 3), dtype=np.float32)
    for cells, share in ((12, 0.5), (60, 0.3), (300, 0.2)):
        noise = random.uniform(0, 255, (cells, cells * 16 // 9, 3)).astype(np.float32)
        plain += share * cv2.resize(noise, plain.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    ground = np.clip(plain, 0, 255).astype(np.uint8)
    grain = random.integers(0, 7, (4, height, width, 3), dtype=np.uint8)
    for n in range(count):
        x, y = n * 2 % 800, int(200 + 190 * np.sin(n / 40))
        picture = ground[y : y + height, x : x + width].copy()
        for k in range(3):
            left, top = (n * (5 + 3 * k)) % (width - height // 4), height // 10 + k * height // 4
            picture[top : top + height // 5, left : left + height // 5] = ground[: height // 5, : height // 5] // (
                k + 1
            )
        yield cv2.add(picture, grain[n % 4])


def films() -> None:
    """Write what is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (height, count, gaps, start, options) in FILMS.items():
        if not (FOLDER / name).exists():
            steps = (gaps[n % len(gaps)] for n in range(count))
            write_video(
                FOLDER / name, zip(pictures(height, count), accumulate(steps, initial=start), strict=False), **options
            )


def ours(path: Path, every: float) -> None:
    reader = PyAVReader(path)
    for _ in reader.frames(sampled(reader.times(), Sampling(every)), [SIZE]):
        pass
    reader.close()


def by_decord(path: Path, every: float) -> None:
    import decord

    video = decord.VideoReader(str(path), num_threads=1, width=398, height=224)
    video.get_batch(np.arange(0, len(video), round(every * video.get_avg_fps())))


def everything(path: Path, _: float) -> None:
    """The codec's own limit: decode all with one thread, convert nothing."""
    if program := shutil.which("ffmpeg"):
        subprocess.run([program, "-v", "error", "-threads", "1", "-i", path, "-an", "-f", "null", "-"], check=True)
        return
    with av.open(str(path)) as container:
        container.streams.video[0].codec_context.thread_count = 1
        for _frame in container.decode(video=0):
            pass


def seconds(work: Callable[[Path, float], None], path: Path, every: float) -> float:
    """CPU seconds, user and system, of this process and its children."""
    before = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work(path, every)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before[1].ru_utime - before[1].ru_stime
    return time.process_time() - before[0] + children


def ratios(path: Path, every: float) -> tuple[float, float]:
    """Ours against decoding all and against decord: medians of alternated rounds."""
    spent = [[seconds(work, path, every) for work in (ours, everything, by_decord)] for _ in range(ROUNDS)]
    mine, limit, other = (median(column) for column in zip(*spent, strict=True))
    return mine / limit, mine / other


def wrong(path: Path) -> int:
    """Frames whose time or pixels are not those of a full decode, sampled every half second and every 9th."""
    with av.open(str(path)) as container:
        full = [(float(f.pts * f.time_base), f.to_ndarray()) for f in container.decode(video=0)]
    reader, bad = PyAVReader(path), 0
    for sampling in (Sampling(0.5), Sampling(stride=9)):
        ranks = np.searchsorted(reader.times(), sampled(reader.times(), sampling))
        found = dict(reader._wanted(ranks))
        for rank in ranks.tolist():
            stamp, planes = full[rank]
            right = rank in found and np.array_equal(found[rank].to_ndarray(), planes)
            bad += not right or abs(stamp - full[0][0] - reader.times()[rank]) > 1e-6
    reader.close()
    return bad


def stills(path: Path) -> float:
    """CPU milliseconds of one whole picture at a random time."""
    times = np.random.default_rng(3).uniform(0, 11, 9)
    return 1000 * median(seconds(lambda p, t: still(p, t), path, float(t)) for t in times)  # type: ignore[arg-type,return-value]


def main() -> None:
    films()
    table = Bars("decoding", "measured", "bar", "")
    limit = "ffmpeg -threads 1" if shutil.which("ffmpeg") else "decoding all (libavcodec, one thread)"

    def row(name: str, measured: float, bar: float, form: str) -> None:
        table.add_row(name, form.format(measured), f"≤ {form.format(bar)}", table.verdict(measured <= bar))

    for name, every, bar, rival in BARS:
        share, against = ratios(FOLDER / name, every)
        row(f"{name} every {every:g} s / {limit}", share, bar, "{:.2f}")
        if rival:
            row(f"{name} every {every:g} s / decord, one thread", against, rival, "{:.2f}")
    for name in FILMS:
        row(f"{name} frames unlike a full decode's", wrong(FOLDER / name), 0, "{:.0f}")
    row("one exact 720p picture, GOP 250, ms of CPU", stills(FOLDER / "h264-720p.mp4"), 118, "{:.0f}")
    Console(width=120).print(table)
    sys.exit(table.short)


if __name__ == "__main__":
    main()
