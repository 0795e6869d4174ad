"""Pictures by tag, for labelled videos and for those that are tagged: some that the encoder never saw, and others."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.setting import photographs
from bench.setting.places import IMAGES
from vsearch.data.photos import PHOTOS
from vsearch.encoders import Encoder
from vsearch.nouns import Vectors

LABELLED, TESTED, SHOWN = 10, 20, 2
"""Videos of a tag with a label and, at most, without; and pictures of the tag in each."""


@dataclass(frozen=True)
class Scenes:
    """Vectors of pictures by tag, of those in labelled and in tested videos, and of pictures of something else."""

    source: str
    labelled: Mapping[str, Vectors]
    tested: Mapping[str, Vectors]
    others: Vectors


def scenes(encoder: Encoder, tags: int) -> list[Scenes]:
    """All that can be made here; without the shared pictures the samples' own photographs, with noise."""
    return [unseen(encoder, tags), known(encoder, tags)] if IMAGES.exists() else [sampled(encoder)]


def unseen(encoder: Encoder, tags: int) -> Scenes:
    """Small pictures of kinds; those in tested videos were held out when the built-in encoder learned."""
    rows, held = photographs.small()
    inside = set(held.tolist())
    hidden, shown = [rows[n] for n in held], [row for n, row in enumerate(rows) if n not in inside]
    out, learned = (_by(row["words"].split(",")[0].strip().lower() for row in part) for part in (hidden, shown))
    chosen = sorted(sorted(out, key=lambda name: (-len(out[name]), name))[:tags])
    rest = [shown[places[0]]["image"] for name, places in learned.items() if name not in chosen]
    return Scenes(
        f"{len(chosen)} kinds; the tested pictures are unknown to the encoder",
        {name: encoded(encoder, [shown[n]["image"] for n in learned[name][: SHOWN * LABELLED]]) for name in chosen},
        {name: encoded(encoder, [hidden[n]["image"] for n in out[name][: SHOWN * TESTED]]) for name in chosen},
        encoded(encoder, rest),
    )


def known(encoder: Encoder, tags: int) -> Scenes:
    """Labelled photographs, all of which the built-in encoder learned from, by these very names."""
    from pyarrow import parquet

    files = sorted(IMAGES.glob("photos_labelled_*.parquet"))
    rows = [row for file in files for row in parquet.read_table(file, columns=["image", "label"]).to_pylist()]
    places = _by(row["label"] or "" for row in rows)
    need = SHOWN * (LABELLED + TESTED)
    large = [name for name, own in places.items() if name and "," not in name and len(own) >= need]
    chosen = sorted(sorted(large, key=lambda name: (-len(places[name]), name))[:tags])
    seen = {name: encoded(encoder, [rows[n]["image"] for n in places[name][:need]]) for name in chosen}
    return Scenes(
        f"{len(chosen)} labels; photographs that the encoder learned from",
        {name: frames[: SHOWN * LABELLED] for name, frames in seen.items()},
        {name: frames[SHOWN * LABELLED :] for name, frames in seen.items()},
        encoded(encoder, [rows[own[0]]["image"] for name, own in places.items() if name and name not in large]),
    )


def sampled(encoder: Encoder) -> Scenes:
    """Pieces of the samples' own photographs, with noise."""
    names, each = sorted(PHOTOS), SHOWN * (LABELLED + TESTED) + LABELLED
    frames = photographs.sampled(encoder, len(names) * each).frames
    which = np.arange(len(frames)) % len(names)
    own = {PHOTOS[name].words[0]: frames[which == n] for n, name in enumerate(names)}
    most = SHOWN * (LABELLED + TESTED)
    return Scenes(
        f"{len(own)} sample photographs with noise",
        {word: rows[: SHOWN * LABELLED] for word, rows in own.items()},
        {word: rows[SHOWN * LABELLED : most] for word, rows in own.items()},
        np.concatenate([rows[most:] for rows in own.values()]),
    )


def _by(names: Iterable[str]) -> dict[str, list[int]]:
    """Where each name stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[name].append(place)
    return places


def encoded(encoder: Encoder, images: Sequence[bytes]) -> Vectors:
    """The middle of each picture through the encoder."""
    from PIL import Image, ImageOps

    size = (encoder.spec.size, encoder.spec.size)
    parts = []
    for start in range(0, len(images), 64):
        opened = [Image.open(io.BytesIO(image)).convert("RGB") for image in images[start : start + 64]]
        fitted = [np.asarray(ImageOps.fit(image, size, Image.Resampling.BICUBIC), np.uint8) for image in opened]
        parts.append(encoder.encode_images(np.stack(fitted)))
    return np.concatenate(parts)
