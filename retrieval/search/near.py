"""The nearest frames of a merged index, and of videos beside it, in one order."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from vsearch.nouns import Vectors
from vsearch.retrieval.embedded_frames import EmbeddedFrames
from vsearch.retrieval.library_index.read import Merged
from vsearch.retrieval.thumbnails.weights import Rows

Near = tuple[float, str, int, int]
"""How far a frame is, its video and its row there, by which what is equally near is in order, and its shot."""


def indexed(whole: Merged, scores: NDArray[np.float32], rows: Rows) -> Iterator[Near]:
    """Frames of the merged index."""
    return zip((-scores).tolist(), whole.owners(rows), rows.tolist(), whole.columns["shot"][rows].tolist(), strict=True)


def beside(loose: Sequence[EmbeddedFrames], query: Vectors, top: int) -> Iterator[Near]:
    """The nearest frames of videos that it does not cover."""
    counts = [len(read.time) for read in loose]
    if not sum(counts):
        return iter(())
    far = -np.concatenate([read.scores(query) for read in loose])
    best = np.argsort(far, kind="stable")[:top]
    owners = np.repeat(np.arange(len(loose)), counts)[best].tolist()
    shots = np.concatenate([read.shot for read in loose])[best].tolist()
    return zip(far[best].tolist(), [loose[owner].video for owner in owners], best.tolist(), shots, strict=True)
