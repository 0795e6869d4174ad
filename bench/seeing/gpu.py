"""GPUs: prepared frames through ViT-B-32, films to a library, a tower's training, a library's search.

`python -m bench.seeing.gpu` measures all of it; `python -m bench.seeing.gpu frames films` only these parts.
"""

import copy
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.decoders import Row, agreement, alone, copies, rates
from bench.setting.model import NAME, model
from vsearch.encoders.devices import cuda_count

FOLDER = Path("build/bench/gpu")
FILMS = 16
"""Films of a minute at 720p."""


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


def decoding() -> Iterator[Row]:
    """NVDEC and the CPU at the same films: whether their frames are the same, and how fast each samples them."""
    films, cores = _films(), min(16, os.cpu_count() or 1)
    yield agreement(films[0])
    yield alone(films, "nvdec", cores, 4)
    yield alone(films, "pyav", cores, 1)


def films() -> Iterator[Row]:
    """Minutes at 720p from the files to a library, decoded on the GPU."""
    model()
    yield rates(copies(_films(), 4 * FILMS, FOLDER / "copies"), "nvdec", NAME, FOLDER / "library", FILMS)


def others() -> Iterator[Row]:
    """The same decoded by the CPU, and with the builtin encoder, which runs there."""
    model()
    several = copies(_films(), 4 * FILMS, FOLDER / "copies")
    yield rates(several, "pyav", NAME, FOLDER / "library", FILMS)
    yield rates(several, "nvdec", "builtin", FOLDER / "library", FILMS)


def _films() -> list[Path]:
    """Films of a minute, each at its own speed, so that none is a copy of another."""
    from concurrent.futures import ProcessPoolExecutor

    (folder := FOLDER / "films").mkdir(parents=True, exist_ok=True)
    made = [folder / f"{n}.mp4" for n in range(FILMS)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_film, made))
    return made


def _film(path: Path) -> None:
    from bench.seeing.decode import X264, pictures
    from vsearch.data.film import write_video

    rate = 24.0 + int(path.stem) / 16
    if not path.exists():
        stream = ((picture, n / rate) for n, picture in enumerate(pictures(720, int(60 * rate))))
        write_video(path, stream, gop=250, bframes=3, options=X264)


def training() -> list[Row]:
    """The default tower on 1,000 videos of 200 frames, as `python -m bench.learning.tower speed` trains it on a CPU."""
    from bench.judging.tower_cost import VIDEOS, trained

    spent, _, _, weights, epochs = trained()
    shown = f"{spent:.0f} s ({epochs} epochs, {weights / 1e6:.1f} M weights)"
    return [(f"train on {VIDEOS} videos x 200 frames", shown, "<= 60 s", spent <= 60)]


def search() -> list[Row]:
    """A million frames of a library on the GPU, and by codes on the CPU."""
    from bench.asking.retrieval import asked, made, nearest
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


PARTS: dict[str, Callable[[], Iterable[Row]]] = {
    "frames": frames, "training": training, "search": search, "decoding": decoding, "films": films, "others": others,
}  # fmt: skip


if __name__ == "__main__":
    main()
