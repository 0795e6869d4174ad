"""Encoders: ViT-B-32 at random weights, compiled and by torch, beside eager torch, a bare product and peers' way."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.model import CACHE, FOLDER, NAME, compiled, eager, prepare
from bench.setting.products import PRODUCT, products
from bench.setting.turns import alternated
from vsearch.encoders.compiling.compiled import CompiledPictures, compiled_encoder, find_compiled
from vsearch.encoders.devices import cpu_has_bf16

FRAMES = 16
Row = tuple[str, str, str, bool | None]
"""What, measured, bar, and whether it is reached (None where there is no bar, or no way to measure)."""
# Multiplications and additions of one picture: 12 blocks of 12 products of 768 x 768 for each of 50 tokens, attention,
# and 49 patches of 32 x 32 x 3.
WORK = 2 * (12 * 50 * 12 * 768**2 + 12 * 2 * 50 * 50 * 768 + 49 * 3072 * 768)


def towers(model: Any) -> list[Row]:
    """The image tower: pictures a core-second, as a multiple of eager torch's."""
    import torch

    from vsearch.encoders.batches import TorchPictures
    from vsearch.encoders.towers import TorchImages

    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (FRAMES, 224, 224, 3), dtype=np.uint8)
    planes = torch.rand(8, 3, 224, 224)
    works: dict[str, Callable[[], object]] = {"eager": lambda: [eager(model, planes) for _ in range(FRAMES // 8)]}
    for precision in ("fp32", "int8"):
        pictures = CompiledPictures(compiled(precision), threads=1)
        works[precision] = lambda pictures=pictures: pictures(pixels)  # type: ignore[misc]
    if cpu_has_bf16():
        import copy

        tower = TorchImages(copy.deepcopy(model.visual), (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
        cast = TorchPictures(tower, ["cpu"], "bf16")
        works["bf16"] = lambda: cast(pixels)
    works |= products()
    spent = alternated(works)
    fastest = max(PRODUCT / spent[name] for name in works if name.startswith("product"))
    rows: list[Row] = [("image tower, eager torch fp32", f"{FRAMES / spent['eager']:.1f} pictures/core-s", "", None)]
    for precision, bar in (("fp32", 2.1), ("bf16", 3.5), ("int8", 5.0)):
        if precision in spent:
            ratio = spent["eager"] / spent[precision]
            figure = f"{ratio:.2f} x ({FRAMES / spent[precision]:.1f} pictures/core-s)"
            rows.append((f"image tower, {precision}, to eager", figure, f">= {bar} x", ratio >= bar))
        else:
            rows.append((f"image tower, {precision}", "unmeasured: the processor has no avx512_bf16", "", None))
    share = FRAMES * WORK / spent["fp32"] / fastest
    rows.append(
        (
            "image tower, fp32, to the best product",
            f"{share:.0%} of {fastest / 1e9:.0f} GFLOP/s",
            ">= 85 %",
            share >= 0.85,
        )
    )
    for precision in ("fp32", "int8"):
        rows.append((f"smallest cosine to torch, {precision}", f"{compiled(precision).cosine:.5f}", "", None))
    return rows


def film() -> Path:
    """A minute at 720p and 25 frames a second."""
    from bench.seeing.decode import X264, pictures
    from vsearch.data.film import write_video

    path = FOLDER / "minute-720p.mp4"
    if not path.exists():
        frames = ((picture, n / 25) for n, picture in enumerate(pictures(720, 1500)))
        write_video(path, frames, gop=250, bframes=3, options=X264)
    return path


def ours(path: Path) -> int:
    """Read, sample, scale and embed as indexing does."""
    from vsearch.readers import Size
    from vsearch.readers.pyav import PyAVReader
    from vsearch.readers.sample import sampled
    from vsearch.settings import Sampling

    encoder = compiled_encoder(compiled("int8"), threads=1)
    reader = PyAVReader(path)
    frames = reader.frames(sampled(reader.times(), Sampling(0.5)), [Size(224, 224)])
    count, batch = 0, []
    for frame in frames:
        batch.append(frame.pixels[0])
        if len(batch) == 16:
            count += len(encoder.encode_images(np.stack(batch)))
            batch.clear()
    count += len(encoder.encode_images(np.stack(batch))) if batch else 0
    reader.close()
    return count


def peers(path: Path, model: Any) -> int:
    """decord, PIL and open_clip's transform, eager open_clip: what most of the field does."""
    import decord
    import torch
    from open_clip.transform import image_transform
    from PIL import Image

    transform = image_transform(224, is_train=False)
    video = decord.VideoReader(str(path), num_threads=1)
    step, count = video.get_avg_fps() / 2, 0
    chosen = [int(n * step) for n in range(int(len(video) / step))]
    for start in range(0, len(chosen), 8):
        frames = video.get_batch(chosen[start : start + 8]).asnumpy()
        planes = torch.stack([transform(Image.fromarray(frame)) for frame in frames])
        count += len(eager(model, planes))
    return count


def pipeline(model: Any) -> list[Row]:
    """A 720p minute at two frames a second, from the file to the vectors."""
    path = film()
    counts: set[int] = set()
    works = {"ours": lambda: counts.add(ours(path)), "peers": lambda: counts.add(peers(path, model))}
    spent = alternated(works, rounds=1)
    assert counts == {120}, f"Frames were embedded: {counts}, not 120 by each."
    mine, theirs = spent["ours"], spent["peers"]
    figure = f"{theirs / mine:.2f} x less ({mine:.1f} s against {theirs:.1f} s)"
    return [
        ("720p minute at 2 fps, to decord + PIL + eager open_clip", figure, ">= 3 x", theirs / mine >= 3),
        (
            "the same beside clip-retrieval",
            "cannot be installed beside: it needs numpy < 2 and transformers < 5",
            "",
            None,
        ),
    ]


COLD = r"""
import time; started = time.perf_counter()
import json, re, resource, sys
from pathlib import Path
from vsearch.encoders.compiling.compiled import compiled_encoder, find_compiled
encoder = compiled_encoder(find_compiled(sys.argv[1], "int8", Path(sys.argv[2])))
encoder.encode_texts(["a cat on a mat"])
wall, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
again = time.perf_counter()
encoder.encode_texts(["a dog in the snow"] * 10)
again = (time.perf_counter() - again) / 10
# Not ru_maxrss: a new program inherits that of the process that started it.
memory = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([wall, used.ru_utime + used.ru_stime, memory, again, "torch" in sys.modules]))
"""


def cold() -> list[Row]:
    """The first text vector of a new process: the fastest of five, since other work on the machine only adds."""
    if find_compiled(NAME, "int8", CACHE) is None:
        prepare()
    command = [sys.executable, "-c", COLD, NAME, str(CACHE)]
    runs = [json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(5)]
    assert not any(run[4] for run in runs)
    wall, used, memory, again = (min(column) for column in zip(*(run[:4] for run in runs), strict=True))
    return [
        ("first text vector in a cold process", f"{wall:.2f} s ({used:.2f} s of CPU)", "<= 0.7 s", wall <= 0.7),
        ("its memory", f"{memory:.0f} MB", "<= 300 MB", memory <= 300),
        ("every further text vector", f"{1000 * again:.1f} ms", "", None),
    ]


def main() -> None:
    """Print every figure beside its bar; the parts that are named, or all."""
    parts: dict[str, Callable[[], list[Row]]] = {
        "cold": cold,
        "towers": lambda: towers(prepare()),
        "pipeline": lambda: pipeline(prepare()),
    }
    named = [part for part in sys.argv[1:] if part in parts] or list(parts)
    table = Bars("what", "measured", "bar", "", title="Encoders: ViT-B-32, random weights, one thread")
    for part in named:
        for name, figure, bar, passed in parts[part]():
            table.add_row(name, figure, bar, table.verdict(passed))
    Console().print(table)
    sys.exit(table.short)


if __name__ == "__main__":
    main()
