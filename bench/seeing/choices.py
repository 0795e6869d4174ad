"""Choices: the encoders that `auto` chooses among, at random weights: how quick they are, how large, how soon ready.

`python -m bench choices` measures all; `python -m bench.seeing.choices images ViT-B-32` or `texts` only some.
"""

import json
import logging
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.model import FOLDER
from bench.setting.turns import alternated
from bench.setting.vocabulary import many_tokens
from vsearch.encoders.devices import cpu_has_bf16

ARCHITECTURES = {
    "ViT-B-32": 224,
    "ViT-B-32-SigLIP2-256": 256,
    "ViT-B-16-SigLIP2": 224,
    "PE-Core-S-16-384": 384,
    "PE-Core-B-16": 224,
    "MobileCLIP2-S0": 256,
    "MobileCLIP2-S2": 256,
}
"""By architecture the side of its pictures."""

FRAMES, ROUNDS = 8, 3
SECONDS, MEGABYTES = 1.0, 700
"""The first text vector of a new process with 256,000 tokens."""

COLD = r"""
import json, re, resource, sys, time
started = time.perf_counter()
from pathlib import Path
from vsearch.encoders import EncoderSpec
from vsearch.encoders.compiling.compiled import Compiled, CompiledWords
folder, trims = Path(sys.argv[1]), sys.argv[2] == "True"
words = CompiledWords(Compiled(folder, EncoderSpec("random", 1, 1), "int8", 1.0, 1, trims))
row = words(["a red cat on the window sill"])
wall, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
again = time.perf_counter()
words(["a dog in the snow"] * 10)
again = (time.perf_counter() - again) / 10
# Not ru_maxrss: a new program inherits that of the process that started it.
memory = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([wall, used.ru_utime + used.ru_stime, memory, again, "torch" in sys.modules]))
"""


def model(name: str) -> Any:
    """A model of OpenCLIP's list at random weights."""
    import open_clip
    import torch

    torch.manual_seed(0)
    logging.disable(logging.WARNING)
    return open_clip.create_model(name, pretrained=None).eval().requires_grad_(False)


def images(name: str, size: int) -> dict[str, float]:
    """Pictures a core-second in each precision, and megabytes of the tower in fp32."""
    import torch

    from vsearch.encoders.batches import TorchPictures
    from vsearch.encoders.compiling.compiled import Compiled, CompiledPictures
    from vsearch.encoders.compiling.export import export_image, quantise
    from vsearch.encoders.towers import TorchImages

    torch.set_num_threads(1)
    tower = TorchImages(model(name).visual, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    pixels = np.random.default_rng(0).integers(0, 256, (FRAMES, size, size, 3), dtype=np.uint8)
    works: dict[str, Any] = {}
    for precision in ("fp32", "int8"):
        folder = FOLDER / f"{name}-{precision}"
        if not (folder / "image.onnx").exists():
            folder.mkdir(parents=True, exist_ok=True)
            export_image(tower, size, folder, 1 if precision == "int8" else FRAMES)
            if precision == "int8":
                quantise(folder / "image.onnx")
        spec: Any = None
        made = Compiled(folder, spec, precision, 1.0, 1 if precision == "int8" else FRAMES, trims=False)
        works[precision] = partial(CompiledPictures(made, threads=1), pixels)
    weights = sum(part.numel() for part in tower.parameters()) * 4 / 1e6
    if cpu_has_bf16():
        cast = TorchPictures(tower, ["cpu"], "bf16")
        works["bf16"] = lambda: cast(pixels)
    spent = alternated(works, ROUNDS)
    return {"MB": weights} | {precision: FRAMES / seconds for precision, seconds in spent.items()}


def texts(name: str) -> tuple[Path, bool, float]:
    """The text tower compiled to int8 with a tokenizer of its size: where, whether it trims, megabytes in fp32."""
    from vsearch.encoders.compiling.export import export_text, quantise
    from vsearch.encoders.compiling.merges import save_tokenizer
    from vsearch.encoders.openclip import text_body
    from vsearch.encoders.tokens import Manner, Tokenizer
    from vsearch.encoders.towers import TorchTexts

    folder, made = FOLDER / f"{name}-text", model(name)
    body = text_body(made)
    weights = sum(part.numel() for part in body.parameters()) * 4 / 1e6
    tower = TorchTexts(body, trims=type(body).__name__ == "CausalText")
    if not (folder / "text.onnx").exists():
        folder.mkdir(parents=True, exist_ok=True)
        count = max(part.num_embeddings for part in body.modules() if hasattr(part, "num_embeddings"))
        length = int(getattr(made, "context_length", 0) or made.text.context_length)
        tokenizer = Tokenizer(many_tokens(count), Manner(length, clean="canonicalize"))
        export_text(tower, tokenizer, folder, "int8")
        save_tokenizer(tokenizer, folder)
        quantise(folder / "text.onnx")
    return folder, tower.trims, weights


def cold(folder: Path, trims: bool) -> tuple[float, ...]:
    """Seconds, CPU seconds and megabytes of a new process's first text vector, and seconds of every further one."""
    command = [sys.executable, "-c", COLD, str(folder), str(trims)]
    runs = [json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(5)]
    assert not any(run[4] for run in runs)
    return tuple(min(column) for column in zip(*(run[:4] for run in runs), strict=True))


def apart(kind: str, name: str) -> list[Any]:
    """What a process of its own measures: a model's memory is given back."""
    command = [sys.executable, "-m", "bench.seeing.choices", kind, name]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr)
    answer: list[Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def rows(names: list[str]) -> Iterator[tuple[list[str], bool | None]]:
    """A row of figures for each architecture, and whether its text tower keeps the promise, if it is a large one."""
    for name in names:
        seen = apart("images", name)[0]
        seconds, used, memory, again, weights, made = apart("texts", name)
        large = weights > 1000
        speeds = [f"{seen[precision]:.1f}" if precision in seen else "-" for precision in ("fp32", "bf16", "int8")]
        text = [f"{seconds:.2f} ({used:.2f})", f"{memory:.0f}", f"{1000 * again:.0f}", f"{made:.0f}"]
        yield (
            [name, f"{seen['MB'] + weights:.0f}", *speeds, *text],
            (used <= SECONDS and memory <= MEGABYTES if large else None),
        )


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["images"]:
        print(json.dumps([images(sys.argv[2], ARCHITECTURES[sys.argv[2]])]))
        return
    if sys.argv[1:2] == ["texts"]:
        before = time.process_time()
        folder, trims, weights = texts(sys.argv[2])
        print(json.dumps([*cold(folder, trims), weights, time.process_time() - before]))
        return
    table = Bars(
        "random weights, one thread", "MB fp32", "frames/core-s fp32", "bf16", "int8", "first text s (CPU)", "MB",
        "ms a text", "CPU s to compile", "", title="Encoders that `auto` chooses among",
    )  # fmt: skip
    for figures, kept in rows(sys.argv[1:] or list(ARCHITECTURES)):
        table.add_row(*figures, table.verdict(kept))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    table.caption = (
        f"Text towers with more than 1,000 MB: <= {SECONDS} s, <= {MEGABYTES} MB; making them took {peak:.1f} GB"
    )
    Console(width=160).print(table)
    sys.exit(table.short)


if __name__ == "__main__":
    main()
