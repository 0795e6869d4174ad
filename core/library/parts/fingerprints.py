"""The fingerprints of a video's sound on disk: by them series know again what several episodes share."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from vsearch.sounds.fingerprint import Fingerprints


def save(found: "Fingerprints", path: Path) -> None:
    """Write fingerprints as a compressed NumPy archive; none at all where there is no sound."""
    from vsearch.sounds.fingerprint import VERSION

    with path.open("wb") as file:
        np.savez_compressed(file, version=np.array(VERSION), fingerprints=np.asarray(found, np.uint32))


def load(content: bytes) -> "Fingerprints | None":
    """Read fingerprints back; None for those that another version made in its own way."""
    from vsearch.sounds.fingerprint import VERSION

    with np.load(io.BytesIO(content)) as data:
        if int(data["version"]) != VERSION:
            return None
        found: Fingerprints = data["fingerprints"]
    if found.dtype != np.uint32 or found.ndim != 1:
        raise ValueError("Fingerprints are a row of numbers of 32 bits.")
    return found
