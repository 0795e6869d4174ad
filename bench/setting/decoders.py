"""Decoders side by side: NVDEC and the CPU on the same films, alone and in whole runs, several at once."""

import os
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np

from vsearch.readers import READERS, ReadReport, Size
from vsearch.readers.sample import sampled
from vsearch.settings import IndexOverrides, Sampling

MINUTE = 60.0
SIZES = (Size(160, 90, "squash"), Size(224, 224))
Row = tuple[str, str, str, bool | None]


def copies(films: Sequence[Path], count: int, folder: Path) -> list[Path]:
    """So many films, none of which is the same file as another: each has a box of its own at its end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = [folder / f"{n:03}.mp4" for n in range(count)]
    for n, path in enumerate(made):
        data = films[n % len(films)].read_bytes()
        path.write_bytes(data + (16).to_bytes(4, "big") + b"free" + n.to_bytes(8, "big"))
    return made


def agreement(path: Path) -> Row:
    """Whether both give the same frames of a film, sampled as an index samples it."""
    with closing(READERS.make("pyav", path=path)) as cpu, closing(READERS.make("nvdec", path=path)) as gpu:
        times = sampled(cpu.times(), Sampling())
        pairs = list(zip(cpu.frames(times, SIZES), gpu.frames(times, SIZES), strict=True))
        gone = [
            np.abs(one.pixels[at].astype(int) - other.pixels[at]) for one, other in pairs for at in range(len(SIZES))
        ]
        same = bool((cpu.times() == gpu.times()).all()) and all(one.time == other.time for one, other in pairs)
        notes = " ".join(gpu.report().notes) or "all by NVDEC"
    most, over = max(int(one.max()) for one in gone), float(np.mean([(one > 1).mean() for one in gone]))
    times_are = "the same" if same else "OTHERS"
    shown = f"{len(pairs)} frames, times {times_are}, at most {most} levels apart, {over:.1e} by more than 1; {notes}"
    good = same and over < 1e-4 and "CPU" not in notes
    return ("NVDEC's frames beside the CPU's", shown, "within a level", good)


def alone(films: Sequence[Path], reader: str, workers: int, each: int) -> Row:
    """Sampling films to both sizes and nothing else, in processes that have done it once before."""
    context = get_context("spawn")
    about = (reader, str(films[0]), context.Barrier(workers))
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_warmed, initargs=about) as pool:
        list(pool.map(time.sleep, [0] * workers))  # a process for each, and none begins before all are ready
        asked = [str(films[n % len(films)]) for n in range(workers * each)]
        begun = time.perf_counter()
        spent = list(pool.map(_decoded, [reader] * len(asked), asked))
        wall = time.perf_counter() - begun
    notes = sorted({note for _, told in spent for note in told})
    cpu = sum(seconds for seconds, _ in spent) / len(spent)
    shown = f"{MINUTE * len(asked) / wall:.0f} x real time, {1000 * cpu / 120:.2f} ms of CPU a frame {' '.join(notes)}"
    return (f"sampling 720p by {reader} alone, {workers} at once", shown, "", None)


def _warmed(reader: str, path: str, ready: Barrier) -> None:
    """As in a worker of a run: no threads of its own but one, and everything loaded."""
    import cv2
    import torch

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    _decoded(reader, path)
    ready.wait(60)


def _decoded(reader: str, path: str) -> tuple[float, tuple[str, ...]]:
    begun = time.process_time()
    with closing(READERS.make(reader, path=Path(path))) as opened:
        for _ in opened.frames(sampled(opened.times(), Sampling()), SIZES):
            pass
        report: ReadReport = opened.report()
    return time.process_time() - begun, report.notes


def run(films: Sequence[Path], reader: str, encoder: str, library: Path) -> tuple[float, list[str]]:
    """Seconds of a whole run from files to a library, and what it noted of them."""
    from vsearch.indexer.run.index import index
    from vsearch.library import Store

    shutil.rmtree(library, ignore_errors=True)
    settings = IndexOverrides(transcriber="none", screen=False, reader=reader)
    begun = time.perf_counter()
    jobs = int(os.environ.get("JOBS", "0"))
    outcomes = index(list(films), store=library, encoder=encoder, settings=settings, jobs=jobs)
    spent = time.perf_counter() - begun
    assert all(outcome.status == "indexed" for outcome in outcomes), outcomes
    return spent, sorted({note for entry in Store.open(library).entries() for note in entry.notes})


def rates(films: Sequence[Path], reader: str, encoder: str, library: Path, few: int) -> Row:
    """Few films and all of them: the whole of each run, and the rate at which the rest was added."""
    short, _ = run(films[:few], reader, encoder, library)
    long, notes = run(films, reader, encoder, library)
    rest = MINUTE * (len(films) - few) / max(long - short, 1e-9)
    shown = (
        f"{few} minutes {MINUTE * few / short:.0f} x real time ({short:.1f} s), {len(films)} minutes "
        f"{MINUTE * len(films) / long:.0f} x ({long:.1f} s), beyond the first {few} at {rest:.0f} x {' '.join(notes)}"
    )
    kind = encoder.partition(":")[0]
    return (f"720p to a library by {reader}, {kind}", shown, ">= 400 x", rest >= 400 if reader == "nvdec" else None)
