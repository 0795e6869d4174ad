"""The glance sees where lines are, and nothing where there is none."""

import cv2
import numpy as np
import pytest

from vsearch.data.photos import photo
from vsearch.indexer.screen.glance import CELL, HEIGHT, WIDTH, WRITTEN, Glance
from vsearch.indexer.screen.regions import LEAST, regions
from vsearch.nouns import Pixels


@pytest.fixture(scope="module")
def glance() -> Glance:
    return Glance()


def plane(text: str, x: int, y: int, ground: Pixels | int = 60, scale: float = 1.3) -> Pixels:
    """A line on a picture of 854 x 480, as the glance is shown it."""
    made = np.full((480, 854), ground, np.uint8) if isinstance(ground, int) else ground.copy()
    cv2.putText(made, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, 0, 8, cv2.LINE_AA)
    cv2.putText(made, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, 250, 3, cv2.LINE_AA)
    return cv2.resize(made, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def test_it_answers_for_every_cell(glance: Glance) -> None:
    cells = glance.cells(np.zeros((HEIGHT, WIDTH), np.uint8))
    assert cells.shape == (HEIGHT // CELL, WIDTH // CELL)
    assert cells.max() < WRITTEN


@pytest.mark.parametrize(
    ("x", "y", "row"), [pytest.param(250, 440, 19, id="below"), pytest.param(60, 60, 2, id="above")]
)
def test_a_line_is_seen_where_it_stands(glance: Glance, x: int, y: int, row: int) -> None:
    (box,) = regions(glance.cells(plane("Hello there", x, y)))
    assert box.left - 0.05 < x / 854 < box.left + 0.1
    assert abs((box.top + box.bottom) / 2 * HEIGHT / CELL - row) < 2


@pytest.mark.parametrize("name", ["astronaut", "cat", "coffee", "flower", "moon", "rocket"])
def test_a_line_is_seen_over_a_photograph_that_has_none(glance: Glance, name: str) -> None:
    grey = cv2.resize(cv2.cvtColor(photo(name), cv2.COLOR_RGB2GRAY), (854, 480), interpolation=cv2.INTER_AREA)
    bare = int((glance.cells(plane("", 0, 0, grey)) > WRITTEN).sum())
    lined = int((glance.cells(plane("Where have you been", 200, 430, grey)) > WRITTEN).sum())
    assert lined >= bare + 3 * LEAST
