"""Pictures out of a library's own videos, decoded anew: what a compiled encoder is proven on."""

from contextlib import suppress
from pathlib import Path

import numpy as np

from vsearch.encoders import EncoderSpec
from vsearch.errors import LibraryError, VideoError
from vsearch.library import Store
from vsearch.nouns import Pixels
from vsearch.readers import Size
from vsearch.readers.still import still

MOST = 16


def sample_frames(store: Path | None, spec: EncoderSpec) -> Pixels | None:
    """The middle picture of a few videos as the encoder sees it; None where there is no library or no film."""
    found = []
    with suppress(LibraryError):
        for entry in Store.open(store).entries():
            with suppress(VideoError):
                size = Size(spec.size, spec.size, spec.fit)
                found.append(still(entry.video.path, entry.video.duration / 2, size=size))
            if len(found) == MOST:
                break
    return np.stack(found) if found else None
