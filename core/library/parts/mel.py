"""The log-mel sound of a video on disk: what a classifier of seconds hears of it."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from vsearch.sounds.mel import LogMel


def save(heard: "LogMel", path: Path) -> None:
    """Write log-mel sound as a compressed NumPy archive; no step at all where there is no sound."""
    from vsearch.sounds.mel import VERSION

    with path.open("wb") as file:
        np.savez_compressed(file, version=np.array(VERSION), levels=np.asarray(heard, np.uint8))


def load(content: bytes) -> "LogMel | None":
    """Read log-mel sound back; None for what another version made in its own way."""
    from vsearch.sounds.mel import BANDS, VERSION

    with np.load(io.BytesIO(content)) as data:
        if int(data["version"]) != VERSION:
            return None
        heard: LogMel = data["levels"]
    if heard.dtype != np.uint8 or heard.ndim != 2 or heard.shape[1] != BANDS:
        raise ValueError(f"Log-mel sound is a table of bytes with {BANDS} bands.")
    return heard
