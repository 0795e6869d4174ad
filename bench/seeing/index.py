"""Indexing: memory over hours, speed without the encoder, and what an unchanged library of a thousand videos costs."""

import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import av
import cv2
import numpy as np
from rich.console import Console
from threadpoolctl import threadpool_limits

from bench.seeing.decode import pictures
from bench.setting.bars import Bars
from vsearch.data.film import evenly, write_video
from vsearch.indexer.run.index import index
from vsearch.indexer.run.work import hear, see
from vsearch.library.parts import entry as entries
from vsearch.retrieval.library import Library
from vsearch.settings import IndexOverrides, IndexSettings

FOLDER = Path("build/bench/index")
COUNT = 1000
PLAIN = IndexOverrides(sound="none", words=False)


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    table = Bars("promise", "measured", "bar", "", title="Indexing")
    for name, measured, unit, bar, good in (*speed(), *memory(), *thousand()):
        table.add_row(name, f"{measured:.2f} {unit}", bar, table.verdict(good))
    Console().print(table)
    sys.exit(table.short)


Rows = list[tuple[str, float, str, str, bool]]


def speed() -> Rows:
    """Decoding, looking, listening: all but the encoder, on a film of 720 lines with sound."""
    path = FOLDER / "film.mp4"
    noise = np.random.default_rng(0).normal(0, 0.1, (1, 48000 * 24)).astype(np.float32)
    write_video(path, evenly(pictures(720, 600), 25), fps=25, audio=noise, gop=250, options={"preset": "veryfast"})
    settings = IndexSettings()
    list(see(path, settings, 96, "crop"))  # everything imported
    list(hear(path, settings, frozenset({"sound"}), ""))
    spent, alone = [], []
    cv2.setNumThreads(1)
    with threadpool_limits(1):  # as in a worker
        for _ in range(3):
            before = time.process_time()
            list(see(path, settings, 96, "crop"))
            list(hear(path, settings, frozenset({"sound"}), ""))
            spent.append(time.process_time() - before)
            before = time.process_time()
            decoded(path)
            alone.append(time.process_time() - before)
    times = 24 / median(spent)
    return [
        ("all but the encoder, 720p, times real time a core", times, "x", ">= 25", times >= 25),
        ("decoding every picture of it and no more, the same", 24 / median(alone), "x", "-", True),
    ]


def decoded(path: Path) -> None:
    """Decode a film in one thread: what the codec takes by itself on this machine, today."""
    with av.open(str(path)) as film:
        film.streams.video[0].codec_context.thread_count = 1
        for _ in film.decode(video=0):
            pass


def memory() -> Rows:
    """The peak of a process that looks at two minutes, and at two hours of the same."""
    short, long = FOLDER / "short.mp4", FOLDER / "long.mp4"
    small = (picture[::5, ::5] for picture in pictures(720, 1200))
    write_video(short, evenly(small, 10), fps=10, gop=50)
    looped(short, long, 60)
    peaks = [peak(path) for path in (short, long)]
    grown = peaks[1] - peaks[0]
    return [("peak memory, 2 hours above 2 minutes", grown, "MB", "< 30", grown < 30)]


def looped(path: Path, target: Path, times: int) -> None:
    """The same packets again and again."""
    with av.open(str(path)) as source, av.open(str(target), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux(video=0) if packet.pts is not None]
        length = round(120 / packets[0].time_base)
        for turn in range(times):
            source.seek(0)
            for packet in source.demux(video=0):
                if packet.pts is not None:
                    packet.pts, packet.dts = packet.pts + turn * length, packet.dts + turn * length
                    packet.stream = stream
                    out.mux(packet)


def peak(path: Path) -> float:
    """MB of a fresh process that looks at a film."""
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom vsearch.indexer.run.work import see\n"
        "from vsearch.settings import IndexSettings\n"
        "for _ in see(Path(sys.argv[1]), IndexSettings(), 96, 'crop'): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    return float(
        subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True).stdout
    )


def thousand() -> Rows:
    """A thousand tiny videos that did not change, and the shell commands over them."""
    films, library = FOLDER / "films", FOLDER / "library"
    films.mkdir()
    write_video(films / "0000.mp4", evenly((p[::8, ::8] for p in pictures(720, 10)), 10), fps=10)
    index([films], store=library, encoder="builtin", settings=PLAIN, jobs=1)
    first = next(Library.open(library).store.entries())
    for number in range(1, COUNT):
        path = (films / f"{number:04}.mp4").absolute()
        shutil.copy(first.video.path, path)
        id = f"film{number:06}"
        shutil.copytree(library / "videos" / first.id, library / "videos" / id)
        entry = replace(first.with_video(id=id, path=path, title=f"{number:04}"), mtime=path.stat().st_mtime_ns)
        entries.save(entry, library / "videos" / id / "video.json")
    program = [str(Path(sys.executable).with_name("vsearch"))]
    subprocess.run([*program, "list", "--library", str(library)], capture_output=True, check=True)
    asked = [
        ("`vsearch index` over 1,000 unchanged videos", ["index", str(films), "--library", str(library)], 1.5),
        ("`vsearch list` of 1,000 videos", ["list", "--library", str(library)], 0.5),
        ("`vsearch --help`", ["--help"], 0.15),
    ]
    found = [(name, timed([*program, *words]), bar) for name, words, bar in asked]
    return [(name, seconds, "s", f"<= {bar}", seconds <= bar) for name, seconds, bar in found]


def timed(command: list[str]) -> float:
    """Seconds of a fresh process, the median of five."""
    spent = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        spent.append(time.perf_counter() - begun)
    return median(spent)


if __name__ == "__main__":
    main()
