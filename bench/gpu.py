"""GPUs: prepared frames through ViT-B-32, films to a library, a tower's training, a library's search.

`python -m bench.gpu` measures all of it; `python -m bench.gpu frames films` only these parts.
"""

import copy
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from unittest.mock import patch

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.model import NAME, model
from vsearch.encoders.devices import cuda_count
from vsearch.nouns import Pixels, Vectors

FOLDER = Path("build/bench/gpu")
FILMS = 16
"""Films of a minute at 720p."""
Row = tuple[str, str, str, bool | None]


def main() -> None:
    """Print every figure beside its bar; the parts that are named, or all."""
    if not cuda_count():
        Console().print("skipped: GPUs (there is no CUDA device here)")
        sys.exit()
    import torch

    table = Bars("what", "measured", "bar", "", title=torch.cuda.get_device_name())
    for part in [part for part in sys.argv[1:] if part in PARTS] or list(PARTS):
        for name, figure, bar, passed in PARTS[part]():
            table.add_row(name, figure, bar, table.verdict(passed))
            print(f"{time.strftime('%H:%M:%S')}  {name}: {figure}", flush=True)
    Console(width=150).print(table)
    sys.exit(table.short)


def frames() -> list[Row]:
    """Prepared frames through one GPU, and through all of them."""
    from vsearch.encoders.batches import TorchPictures
    from vsearch.encoders.towers import TorchImages

    pixels = np.random.default_rng(0).integers(0, 256, (8192, 224, 224, 3), dtype=np.uint8)
    rows: list[Row] = []
    for count in sorted({1, cuda_count()}):
        tower = TorchImages(copy.deepcopy(model().visual), (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
        pictures = TorchPictures(tower, [f"cuda:{n}" for n in range(count)])
        pictures(pixels[:2048])
        spent = median([_seconds(lambda pictures=pictures: pictures(pixels)) for _ in range(3)])  # type: ignore[misc]
        rate = len(pixels) / spent
        rows.append(
            (f"image tower on {count} GPU", f"{rate:.0f} frames/s", ">= 8000 frames/s on an H200", rate >= 8000)
        )
    return rows


def films() -> list[Row]:
    """Minutes at 720p from the files to a library: how long the GPU is waited for, and how long decoding is."""
    from vsearch.indexer.run.index import index
    from vsearch.indexer.run.index_run import at_once
    from vsearch.settings import IndexOverrides

    model()
    folder, jobs = _films(), int(os.environ.get("JOBS", "0"))
    shutil.rmtree(FOLDER / "library", ignore_errors=True)
    begun = time.perf_counter()
    with _timed() as batches:
        outcomes = index(
            [folder], store=FOLDER / "library", encoder=NAME, settings=IndexOverrides(transcriber="none"), jobs=jobs
        )
    spent = time.perf_counter() - begun
    share = sum(batches[1:]) / spent  # the first batch makes the model ready
    assert all(outcome.status == "indexed" for outcome in outcomes), outcomes
    shown = f"{60 * len(outcomes) / spent:.0f} x real time, {share:.0%} of it in the model"
    name = f"{len(outcomes)} minutes at 720p, {jobs or at_once('auto')} at once"
    return [(name, shown, "<= 20 % in the model", share <= 0.2)]


@contextmanager
def _timed() -> Iterator[list[float]]:
    """How long each batch of pictures is waited for meanwhile."""
    from vsearch.encoders.batches import TorchPictures

    own, spent = TorchPictures.__call__, []

    def timed(pictures: TorchPictures, pixels: Pixels) -> Vectors:
        begun = time.perf_counter()
        rows = own(pictures, pixels)
        spent.append(time.perf_counter() - begun)
        return rows

    with patch.object(TorchPictures, "__call__", timed):
        yield spent


def _films() -> Path:
    """Films of a minute, each at its own speed, so that none is a copy of another."""
    from concurrent.futures import ProcessPoolExecutor

    (folder := FOLDER / "films").mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_film, [folder / f"{n}.mp4" for n in range(FILMS)]))
    return folder


def _film(path: Path) -> None:
    from bench.decode import X264, pictures
    from vsearch.data.film import write_video

    rate = 24.0 + int(path.stem) / 16
    if not path.exists():
        stream = ((picture, n / rate) for n, picture in enumerate(pictures(720, int(60 * rate))))
        write_video(path, stream, gop=250, bframes=3, options=X264)


def training() -> list[Row]:
    """The default tower on 1,000 videos of 200 frames, as `python -m bench.tower speed` trains it on a CPU."""
    from bench.tower import VIDEOS, trained

    spent, _, _, weights, epochs = trained()
    shown = f"{spent:.0f} s ({epochs} epochs, {weights / 1e6:.1f} M weights)"
    return [(f"train on {VIDEOS} videos x 200 frames", shown, "<= 60 s", spent <= 60)]


def search() -> list[Row]:
    """A million frames of a library on the GPU, and by codes on the CPU."""
    from bench.retrieval import asked, made, nearest
    from vsearch.retrieval.library_index.candidates import gpus
    from vsearch.retrieval.library_index.read import WARM

    if not gpus():
        return [("search on a GPU", "unmeasured: FAISS is not built for GPUs here", "", None)]
    whole, queries, _ = made(FOLDER / "whole", 1_000_000)
    truth = nearest(whole, queries)
    rows: list[Row] = []
    for name, searches in (("codes on the CPU", -(10**9)), ("rows on the GPU", WARM)):
        whole._asked = searches
        first = _seconds(lambda: whole.search(queries[:1], 10))
        middle, late, recall = asked(whole, queries, truth)
        shown = f"p50 {middle:.2f} ms, p99 {late:.2f} ms, first {first:.1f} s, recall@10 {recall:.3f}"
        rows.append((f"1 M frames, {name}", shown, ">= 0.99", recall >= 0.99))
    assert whole.on_gpu is not None, "FAISS found no room on the GPU."
    shutil.rmtree(FOLDER / "whole")
    return rows


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


PARTS: dict[str, Callable[[], list[Row]]] = {
    "frames": frames, "training": training, "search": search, "films": films,
}  # fmt: skip


if __name__ == "__main__":
    main()
