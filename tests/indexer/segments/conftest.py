"""Episodes by hand: each part has marks of its own by its name, so that what is named alike looks and sounds alike."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from vsearch.indexer.segments.features import Chapter, EpisodeFeatures
from vsearch.library.series import Episode

Part = tuple[str, float] | tuple[str, float, str]
"""A name, its seconds, and how it sounds where that is otherwise; "" for silence, "dark" for a dark picture."""


def marks(name: str, count: int, bits: int, since: int = 0) -> np.ndarray:
    rng = np.random.default_rng([bits, *name.encode()])
    kind = np.uint32 if bits == 32 else np.uint64
    return rng.integers(1, 1 << (bits - 1), since + count, kind)[since:]


def episode(
    id: str,
    parts: Sequence[Part],
    *,
    series: str = "Show",
    number: int = 0,
    fps: float = 25.0,
    noise: float = 0.02,
    written: Sequence[tuple[float, float]] = (),
    chapters: Sequence[Chapter] = (),
    silent: bool = False,
) -> EpisodeFeatures:
    """What finders see of an episode that is made of such parts; "name+10" is a part from its tenth second on."""
    rng = np.random.default_rng([9, *id.encode()])
    sounds, sights, blank, edges = [], [], [], [0.0]
    for name, seconds, *other in parts:
        base, _, late = name.partition("+")
        since = float(late or 0)
        heard, _, after = (other[0] if other else name).partition("+")
        count, first = round(seconds * 8), round(float(after or 0) * 8)
        sounds.append(marks(heard, count, 32, first) if heard else np.zeros(count, np.uint32))
        sights.append(marks(base, round(seconds * 2), 64, round(since * 2)))
        blank.append(np.full(round(seconds * 2), base == "dark"))
        edges.append(edges[-1] + seconds)
    prints, hashes = np.concatenate(sounds), np.concatenate(sights)
    flips = rng.random((len(prints), 32)) < 3 * noise
    flipped = (flips * (1 << np.arange(32, dtype=np.uint64))).sum(axis=1).astype(np.uint32)
    prints = np.where(prints == 0, 0, prints ^ flipped).astype(np.uint32)
    hashes = hashes ^ (np.uint64(1) << rng.integers(0, 63, len(hashes), np.uint64))
    time = np.arange(len(hashes)) / 2
    text = np.zeros(len(time), np.float32)
    for low, high in written:
        text[(time >= low) & (time < high)] = 0.9
    return EpisodeFeatures(
        Episode(id, series, 1, number),
        duration=edges[-1],
        fps=fps,
        time=time,
        hash=hashes,
        blank=np.concatenate(blank),
        text=text,
        cuts=np.array(edges[1:-1]),
        fingerprints=np.zeros(0, np.uint32) if silent else prints,
        loudness=np.where(np.add.reduceat(prints, np.arange(0, len(prints), 8)) > 0, -20.0, -70.0).astype(np.float32),
        chapters=tuple(chapters),
    )


@pytest.fixture(name="episode")
def _episode() -> Callable[..., EpisodeFeatures]:
    """Makes episodes."""
    return episode
