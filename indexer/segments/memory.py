"""What a series remembers between runs, among the library's derived contents: it can be deleted and is found anew."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.indexer.segments.repetition import KnownSegment, SeriesMemory
from vsearch.library import Store
from vsearch.sounds.fingerprint import VERSION as SOUND_VERSION

VERSION = 1
"""Another one finds all series anew."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A series' own segments, and of which episodes, as they were then, they were made."""

    memory: SeriesMemory = field(default_factory=SeriesMemory)
    episodes: Mapping[str, str] = field(default_factory=dict)
    """What proves the parts of each, by its id."""


def recall(store: Store, series: str) -> Remembered:
    """What is remembered of a series; nothing where that was never found, or is damaged."""
    arrays = store.derived.arrays(_key(series))
    if arrays is None:
        return Remembered()
    about: dict[str, Any] = json.loads(str(arrays["about"]))
    segments = tuple(
        KnownSegment(kind, count, arrays[f"sound{n}"], arrays[f"pictures{n}"])
        for n, (kind, count) in enumerate(about["segments"])
    )
    return Remembered(SeriesMemory(segments), about["episodes"])


def remember(store: Store, series: str, remembered: Remembered) -> None:
    """Keep what a series has, where the library may be written to."""
    segments = remembered.memory.segments
    about = {"segments": [(one.kind, one.count) for one in segments], "episodes": dict(remembered.episodes)}
    arrays: dict[str, NDArray[Any]] = {f"sound{n}": one.sound for n, one in enumerate(segments)}
    arrays |= {f"pictures{n}": one.pictures for n, one in enumerate(segments)}
    store.derived.keep_arrays(_key(series), about=np.array(json.dumps(about)), **arrays)


def _key(series: str) -> str:
    name = blake2b(f"{VERSION} {SOUND_VERSION} {series}".encode(), digest_size=10).hexdigest()
    return f"series/{name}"
