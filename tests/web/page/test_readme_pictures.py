"""The README's pictures are of the page as it is: made anew by `make pictures`, and compared roughly otherwise."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.web.page.conftest import SCREENS, Open, keep
from vsearch.nouns import Pixels

DOCS = Path(__file__).parents[3] / "docs"
SHOWN = {"search": "/search?q=coffee", "video": "/video/{cat}?t=6"}
SMALL = (160, 100)
"""Fonts differ by machine, where things stand does not."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_of_the_readme_is_of_the_page_as_it_is(visit: Open, ids: dict[str, str], name: str) -> None:
    page = visit(SHOWN[name].format(**ids))
    page.locator("h1").first.wait_for(state="attached")
    expect(page.locator("[role=status][aria-label=Loading]")).to_have_count(0)
    page.locator("[data-moment], section .candidate").first.wait_for()
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    keep(page, f"readme-{name}")
    made = SCREENS / f"readme-{name}.png"
    if os.environ.get("VSEARCH_PICTURES"):
        Image.open(made).convert("P", palette=Image.Palette.ADAPTIVE).save(DOCS / f"{name}.png", optimize=True)
    assert np.abs(small(made) - small(DOCS / f"{name}.png")).mean() < 4


def small(path: Path) -> Pixels:
    """A picture as small grey values."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L").resize(SMALL), np.int16)
