"""Films for a Ray: tiny ones, and the library that one machine makes of them."""

from pathlib import Path

import numpy as np
import pytest

from vsearch.data.film import evenly, write_video
from vsearch.indexer.run.index import index
from vsearch.settings import IndexOverrides

COUNT = 16


@pytest.fixture(scope="session")
def tiny_films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of films of two seconds without sound; beside it, in `plain`, the library that one machine makes."""
    folder = tmp_path_factory.mktemp("tiny") / "films"
    folder.mkdir()
    for number in range(COUNT):
        coarse = np.random.default_rng(number).integers(40, 220, (2, 8, 24, 3), np.uint8)
        grounds = coarse.repeat(8, axis=1).repeat(8, axis=2)
        pictures = (ground[:, step * 2 : step * 2 + 96] for ground in grounds for step in range(10))
        write_video(folder / f"{number:02}.mp4", evenly(pictures, 10), fps=10)
    plain = folder.parent / "plain"
    index([folder], store=plain, encoder="builtin", settings=IndexOverrides(transcriber="none"))
    return folder
