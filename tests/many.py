"""Very many small films, quickly made, so that a run over them lasts as long as a test wants it to."""

from pathlib import Path

import numpy as np

from vsearch.data.film import evenly, write_video


def many(folder: Path, count: int) -> None:
    """Films that show the same, and are not the same to the byte: each has another number behind its content."""
    folder.mkdir()
    ground = np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)
    first = write_video(folder / "0.mp4", evenly([np.roll(ground, n, 1) for n in range(60)], 10), fps=10)
    for number in range(1, count):
        box = (12).to_bytes(4, "big") + b"free" + number.to_bytes(4, "big")
        (folder / f"{number}.mp4").write_bytes(first.read_bytes() + box)
