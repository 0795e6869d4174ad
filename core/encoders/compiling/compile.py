"""Compile: an encoder's towers into ONNX files in the user's cache, kept only if they agree with torch."""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from vsearch.encoders import EncoderSpec
from vsearch.encoders.compiling.compiled import Compiled, compiled_encoder, folder_of, write_facts
from vsearch.encoders.compiling.export import export_image, export_text, quantise
from vsearch.encoders.compiling.merges import save_tokenizer
from vsearch.encoders.loading import load_towers
from vsearch.encoders.names import absolute, fingerprint
from vsearch.encoders.prompts import CHINESE_NEUTRAL, NEUTRAL
from vsearch.encoders.towers import Towers
from vsearch.errors import UsageWrong, VSearchError
from vsearch.nouns import Pixels, Vectors

LOWEST = {"fp32": 0.9999, "int8": 0.99}
"""The cosine to torch's fp32 vectors that every frame and every text must reach."""


class Unfaithful(VSearchError):
    """A compiled encoder does not agree with the original."""


Frames = Callable[[EncoderSpec], Pixels | None]
"""Pictures of the size that an encoder wants."""


def compile_encoder(
    spec: str, *, precision: str = "auto", cache: Path | None = None, frames: Frames = lambda _: None
) -> Compiled:
    """Compile the encoder `spec`, proven on `frames` of the user's own, or on drawn ones where there are none.

    "auto" tries int8, and falls back to fp32 with a note if int8 does not agree with torch.
    """
    if precision not in {"auto", *LOWEST}:
        raise UsageWrong(f"An encoder cannot be compiled to {precision!r}. Choose one of: auto, {', '.join(LOWEST)}.")
    towers = load_towers(absolute(spec))
    seen = frames(towers.spec)
    seen = drawn(towers.spec.size) if seen is None else seen
    if precision != "auto":
        return _compile(towers, precision, cache, seen)
    try:
        return _compile(towers, "int8", cache, seen)
    except Unfaithful as error:
        return _compile(towers, "fp32", cache, seen, note=str(error))


def _compile(towers: Towers, precision: str, cache: Path | None, frames: Pixels, note: str = "") -> Compiled:
    folder = folder_of(towers.spec.name, precision, cache)
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    for stale in folder.parent.glob(f"{folder.name}.*.part"):  # of a run that was killed
        shutil.rmtree(stale, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        batch = 1 if precision == "int8" else 8
        export_image(towers.image, towers.spec.size, part, batch)
        export_text(towers.text, towers.tokenizer, part, precision)
        save_tokenizer(towers.tokenizer, part)
        if precision == "int8":
            quantise(part / "image.onnx")
            quantise(part / "text.onnx")
        weights = fingerprint(towers.spec.name)
        draft = Compiled(part, towers.spec, precision, 0.0, batch, towers.text.trims, weights, note)
        cosine = _agreement(towers, draft, frames)
        if cosine < LOWEST[precision]:
            raise Unfaithful(
                f"{towers.spec.name} compiled to {precision} has a cosine of {cosine:.4f} to the original, "
                f"below {LOWEST[precision]}: use another precision."
            )
        final = replace(draft, folder=folder, cosine=cosine)
        write_facts(final, part)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
        return final
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _agreement(towers: Towers, draft: Compiled, frames: Pixels) -> float:
    """The smallest cosine between the compiled and the original vectors."""
    encoder = compiled_encoder(draft)
    with torch.inference_mode():
        images = _in_parts(lambda part: towers.image(torch.from_numpy(part)).numpy(), frames)
        said = NEUTRAL if "*" not in towers.spec.languages else (*NEUTRAL, *CHINESE_NEUTRAL)
        texts = towers.text(torch.from_numpy(towers.tokenizer(said))).numpy()
    pairs = ((images, encoder.encode_images(frames)), (texts, encoder.encode_texts(said)))
    return min(float((theirs * ours).sum(axis=1).min()) for theirs, ours in pairs)


def _in_parts(function: Callable[[Pixels], Vectors], frames: Pixels) -> Vectors:
    return np.concatenate([function(frames[start : start + 8]) for start in range(0, len(frames), 8)])


def drawn(size: int, count: int = 16, seed: int = 0) -> Pixels:
    """Pictures with the statistics of photographs: noise in octaves, coarse ones strongest, and a flat shape."""
    generator = np.random.default_rng(seed)
    pictures: Sequence[Pixels] = [_draw(generator, size) for _ in range(count)]
    return np.stack(pictures)


def _draw(generator: np.random.Generator, size: int) -> Pixels:
    canvas = np.full((size, size, 3), generator.uniform(40, 215))
    cells = 2
    while cells < size:
        rough = generator.normal(0, 110 / cells**0.7, (cells, cells, 3))
        step = -(-size // cells)
        canvas += np.kron(rough, np.ones((step, step, 1)))[:size, :size]
        cells *= 2
    top, left = generator.integers(0, size // 2, 2)
    high, wide = generator.integers(size // 8, size // 2, 2)
    canvas[top : top + high, left : left + wide] = generator.uniform(0, 255, 3)
    picture: Pixels = np.clip(canvas, 0, 255).astype(np.uint8)
    return picture
