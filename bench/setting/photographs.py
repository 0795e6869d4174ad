"""Photographs for the worlds: captioned ones from Parquet files, or the samples' own with noise."""

import io
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.setting.places import IMAGES
from bench.setting.worlds import KINDS, TITLES, CaptionedPictures, kind
from vsearch.data.photos import PHOTOS, photo
from vsearch.encoders import Encoder
from vsearch.nouns import Pixels, Vectors
from vsearch.rows import unit

_CHUNK = 64


def captioned(encoder: Encoder, files: Sequence[Path], most: int = 100_000) -> CaptionedPictures:
    """Pictures of Parquet files with the columns `name`, `image` and `captions`; the held-out ones first."""
    from PIL import Image

    rows = drawn(files)[:most]
    texts = [str(row["captions"][0]).strip(" .") for row in rows]
    frames, bright = [], []
    for start in range(0, len(rows), _CHUNK):
        images = [Image.open(io.BytesIO(row["image"])).convert("RGB") for row in rows[start : start + _CHUNK]]
        pixels = np.stack([_fitted(np.asarray(image), encoder.spec.size) for image in images])
        frames.append(encoder.encode_images(pixels))
        bright += [float(picture.mean()) / 255 for picture in pixels]
    return _pictures(encoder, np.concatenate(frames), texts, bright, [kind(text) for text in texts])


def drawn(files: Sequence[Path]) -> list[dict[str, Any]]:
    """The rows of Parquet files by the SHA-256 of their names: the built-in encoder never saw the first 1,000."""
    import pyarrow.parquet as pq

    rows = [row for file in files for row in pq.read_table(file, columns=["name", "image", "captions"]).to_pylist()]
    return sorted(rows, key=lambda row: sha256(row["name"].encode()).hexdigest())


def sampled(encoder: Encoder, count: int = 600, seed: int = 0) -> CaptionedPictures:
    """Pictures cut at random from the sample photographs, made lighter or darker, with noise."""
    dice = np.random.default_rng(seed)
    names = sorted(PHOTOS)
    texts, pixels, bright, kinds = [], [], [], []
    for number in range(count):
        which = number % len(names)
        picture = _cut(photo(names[which]), dice)
        light = dice.uniform(0.6, 1.4)
        noisy = np.clip(picture * light + dice.normal(0, 12, picture.shape), 0, 255).astype(np.uint8)
        pixels.append(_fitted(noisy, encoder.spec.size))
        bright.append(float(noisy.mean()) / 255)
        texts.append(f"{dice.choice(PHOTOS[names[which]].words)} {number}")
        kinds.append(which if which < len(KINDS) else -1)
    chunks = [encoder.encode_images(np.stack(pixels[n : n + _CHUNK])) for n in range(0, count, _CHUNK)]
    return _pictures(encoder, np.concatenate(chunks), texts, bright, kinds)


def _pictures(
    encoder: Encoder, frames: Vectors, texts: list[str], bright: list[float], kinds: list[int]
) -> CaptionedPictures:
    captions = [encoder.encode_texts(texts[n : n + _CHUNK]) for n in range(0, len(texts), _CHUNK)]
    return CaptionedPictures(
        frames=unit(frames),
        captions=np.concatenate(captions),
        texts=tuple(texts),
        kinds=np.array(kinds),
        bright=np.array(bright, np.float32),
        titles=encoder.encode_texts(TITLES),
    )


def _cut(picture: Pixels, dice: np.random.Generator) -> Pixels:
    high, wide = picture.shape[:2]
    side = int(min(high, wide) * dice.uniform(0.6, 1.0))
    top, left = dice.integers(high - side + 1), dice.integers(wide - side + 1)
    return picture[top : top + side, left : left + side]


def _fitted(picture: Pixels, size: int) -> Pixels:
    """The middle square of a picture, `size` wide."""
    from PIL import Image, ImageOps

    return np.asarray(ImageOps.fit(Image.fromarray(picture), (size, size), Image.Resampling.BICUBIC), np.uint8)


def small() -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    """The small pictures with their words, and which of them nothing learned from."""
    import pyarrow.parquet as pq

    rows = [row for n in (0, 1) for row in pq.read_table(IMAGES / f"things_64px_{n}.parquet").to_pylist()]
    return rows, np.random.default_rng(0).permutation(len(rows))[:2000]
