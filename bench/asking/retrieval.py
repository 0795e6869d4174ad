"""Retrieval: how quickly and how exactly a library of a million frames answers, and what a fresh process costs."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.camera import filmed
from bench.setting.model import FOLDER as MODELS
from bench.setting.model import NAME, prepare
from bench.setting.open import warm
from vsearch.encoders import ENCODERS
from vsearch.errors import ModelMissing
from vsearch.nouns import Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index.about import IndexContents, VideoRows
from vsearch.retrieval.library_index.build import _coded
from vsearch.retrieval.library_index.read import COLUMNS, Merged, proofs
from vsearch.retrieval.thumbnails.weights import Rows

FOLDER = Path("build/bench/retrieval")
WIDTH = 512
VIDEO = 500
"""Frames of one video: neighbours in it are alike."""
CHUNK = 50_000
QUERIES = 100
BIG = bool(os.environ.get("BIG"))


def main() -> None:
    table = Bars("what", "measured", "bar", "", box=None)
    for name, measured, bar, good in (
        *warm(FOLDER / "open", _film()),
        *_warm(1_000_000, 20, 60),
        *(_warm(5_000_000, 60, None) if BIG else ()),
        *_cold(),
    ):
        table.add_row(name, measured, bar, table.verdict(good))
    Console().print(table)
    sys.exit(table.short)


def _warm(count: int, p50: float, p99: float | None) -> list[tuple[str, str, str, bool]]:
    """One process asks again and again; the truth is every row's exact similarity."""
    whole, queries, built = made(FOLDER / f"{count}", count)
    whole.search(queries[:1], 10)
    middle, late, recall = asked(whole, queries, nearest(whole, queries))
    held = _held()
    name = f"{count / 1e6:.0f} M frames, warm"
    rows = [
        (f"{name}: recall@10 against exact", f"{recall:.4f}", ">= 0.99", recall >= 0.99),
        (f"{name}: p50", f"{middle:.1f} ms", f"<= {p50:.0f} ms", middle <= p50),
        (f"{name}: made in (CPU)", f"{built:.0f} s", "-", True),
    ]
    if p99 is not None:
        rows.insert(2, (f"{name}: p99", f"{late:.1f} ms", f"<= {p99:.0f} ms", late <= p99))
    else:
        rows.insert(2, (f"{name}: memory of its own", f"{held:.1f} GB", "<= 4 GB", held <= 4))
    shutil.rmtree(FOLDER / f"{count}")
    return rows


def made(folder: Path, count: int) -> tuple[Merged, Vectors, float]:
    """A merged index, what to ask it, and the CPU seconds that it took to make."""
    random = np.random.default_rng(11)
    centres = _unit(random.normal(size=(4_000, WIDTH)))
    begun = time.process_time()
    whole = Merged(folder, _made(folder, count, centres, random))
    built = time.process_time() - begun
    return whole, _queries(whole, random), built


def asked(whole: Merged, queries: Vectors, truth: Sequence[Rows]) -> tuple[float, float, float]:
    """Milliseconds of an answer, at the median and at the 99th percentile, and recall@10."""
    times, hits = [], 0
    for query, best in zip(queries, truth, strict=True):
        begun = time.perf_counter()
        _, found = whole.search(query[None], 10)
        times.append(1e3 * (time.perf_counter() - begun))
        hits += len({*found.tolist()} & {*best.tolist()})
    return median(times), float(np.percentile(times, 99)), hits / (10 * len(queries))


def _held() -> float:
    """GB that this process holds; pages of mapped files are not counted, for the kernel takes them back at will."""
    status = Path("/proc/self/status").read_text()
    return float(status.partition("RssAnon:")[2].split()[0]) / 1e6


def _made(folder: Path, count: int, centres: Vectors, random: np.random.Generator) -> IndexContents:
    """A merged index as `refresh` writes it, of clustered rows: shots around scenes, frames around shots."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Drawing noise for every row would take longer than all the rest: that of the first rows is used in other orders.
    noise = random.standard_normal((CHUNK, WIDTH), np.float32) * np.float32(0.35 / WIDTH**0.5)
    with (folder / "rows.f16").open("wb") as rows, (folder / "columns.bin").open("wb") as columns:
        for _ in range(count // CHUNK):
            shots = centres[random.integers(0, len(centres), CHUNK // 10)]
            shots = shots + random.normal(size=shots.shape, scale=0.6 / WIDTH**0.5)
            other = np.roll(noise, random.integers(0, (CHUNK, WIDTH)), axis=(0, 1))
            made = np.repeat(shots.astype(np.float32), 10, axis=0) + other
            halves, table = _unit(made).astype(np.float16), np.zeros(CHUNK, COLUMNS)
            table["proof"] = proofs(halves, table)
            rows.write(halves.tobytes())
            columns.write(table.tobytes())
    stretches = tuple(VideoRows(f"v{n}", "", n * VIDEO, VIDEO) for n in range(count // VIDEO))
    return _coded(folder, IndexContents("flat", WIDTH, "bench", stretches=stretches))


def _queries(whole: Merged, random: np.random.Generator) -> Vectors:
    """Directions that lie between some frames and nowhere, as those of words do."""
    near = np.asarray(whole.rows[np.sort(random.integers(0, whole.about.rows, QUERIES))], np.float32)
    return _unit(near + random.normal(size=near.shape, scale=0.8 / WIDTH**0.5))


def nearest(whole: Merged, queries: Vectors) -> list[Rows]:
    best: list[tuple[Vectors, Rows]] = [(np.zeros(0, np.float32), np.zeros(0, np.intp)) for _ in queries]
    for start in range(0, whole.about.rows, CHUNK):
        scores = np.asarray(whole.rows[start : start + CHUNK], np.float32) @ queries.T
        top = np.argpartition(-scores, 10, axis=0)[:10]
        for n, (old, rows) in enumerate(best):
            merged = np.concatenate([old, scores[top[:, n], n]]), np.concatenate([rows, top[:, n] + start])
            order = np.argsort(-merged[0])[:10]
            best[n] = merged[0][order], merged[1][order]
    return [rows for _, rows in best]


def _cold() -> list[tuple[str, str, str, bool]]:
    """A fresh process for one answer: the least of five runs, for other work on the machine only adds."""
    try:
        ENCODERS.make("builtin")
    except ModelMissing as error:
        Console().print(f"skipped: fresh processes ({error})")
        return []
    library, video = _library("builtin")
    still = ("thumbnail", video, "-n", "1", "-o", str(FOLDER / "out"), "--size", "1920", "--library", library)
    rows = [
        _row("thumbnail ID, JPEG of a 1080p video", lambda _: still, 0.6),
        _row("search WORDS that are new to it, builtin", lambda n: _asked(n, library), 0.6),
    ]
    prepare()
    slow, _ = _library(NAME)
    rows.append(_row("search WORDS that are new to it, compiled ViT-B-32", lambda n: _asked(n, slow), 0.9))
    for name, command in (("thumbnail", still), ("search", _asked(99, library)), ("ViT-B-32 search", _asked(99, slow))):
        torch = "torch" in _imports(*command)
        rows.append((f"fresh process: {name} imports torch", str(torch).lower(), "false", not torch))
    return rows


def _library(encoder: str) -> tuple[str, str]:
    """A library of one film at 1080p, and the film's id."""
    library = FOLDER / f"library-{encoder.partition(':')[0]}"
    _fresh("index", str(_film()), "--library", str(library), "--encoder", encoder, "--no-transcript")
    (video,) = Library.open(library).store.ids()
    return str(library), video


def _film() -> Path:
    """A film at 1080p, made once."""
    return filmed(FOLDER / "films" / "a street at night, filmed.mp4")


def _asked(turn: int, library: str) -> tuple[str, ...]:
    return ("search", f"a red car in the rain, {turn} and {time.time_ns()}", "--library", library)


def _row(name: str, command: Callable[[int], Sequence[str]], bar: float) -> tuple[str, str, str, bool]:
    _fresh(*command(0))
    wall, cpu = min(_fresh(*command(turn)) for turn in range(1, 6))
    return f"fresh process: {name}", f"{wall:.2f} s ({cpu:.2f} s of CPU)", f"<= {bar:.2f} s", wall <= bar


def _fresh(*arguments: str) -> tuple[float, float]:
    """Seconds that a run of the program takes, on the clock and of the processors."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([Path(sys.executable).with_name("vsearch"), *arguments], check=True, capture_output=True, env=_env())
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _imports(*arguments: str) -> set[str]:
    """The modules that a run of the program has loaded."""
    code = "import sys, json\nfrom vsearch.cli.app import main\ntry:\n main()\nexcept SystemExit:\n pass\n"
    code += "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    command = [sys.executable, "-c", code, *arguments]
    made = subprocess.run(command, check=True, capture_output=True, text=True, env=_env())
    return set(json.loads(made.stdout.strip().splitlines()[-1]))


def _env() -> dict[str, str]:
    """As on a person's machine: modules are compiled once. Compiled encoders lie in the benchmarks' own cache."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "XDG_CACHE_HOME": str(MODELS)}


def _unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


if __name__ == "__main__":
    main()
