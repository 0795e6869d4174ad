"""A real browser on a real server: the built page over a copy of the library, and no word on the browser's console."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.served import BROWSER, FLAGS, serving
from vsearch.data.samples import Samples
from vsearch.web.settings import ServeSettings

WIDE, NARROW = (1280, 800), (390, 844)
PATIENCE = 60_000
"""Milliseconds: a machine that is slow or busy is no fault of the page."""
expect.set_options(timeout=PATIENCE)
SCREENS = Path(__file__).parents[3] / "build" / "page"

SHOWN = """() => [...document.images].every((image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return image.complete || bottom < 0 || top > innerHeight;
})"""
"""Whether every picture in the window has come, or will not."""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for the tests of one module."""
    if BROWSER is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def served(library: Path, samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a copy of the library, for the tests of one module."""
    copy = Path(shutil.copytree(library, tmp_path_factory.mktemp("served") / "films"))
    media = tmp_path_factory.mktemp("media") / "incoming"
    media.mkdir()
    shutil.copy(samples.folder / "una-dalia.mp4", media)
    (media / "broken.mp4").write_bytes(b"no film")
    with serving(ServeSettings(library=copy, port=0, media=(media,))) as where:
        yield where


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Open]:
    """Opens an address of the page in a browser of its own; whatever the console says of errors fails the test."""
    said: list[str] = []
    contexts = []

    def opened(
        path: str, *, size: tuple[int, int] = WIDE, theme: str = "light", refused: bool = False, **more: Any
    ) -> Page:
        """A page; `refused` where the server is to refuse something, which the browser writes on its console."""

        def told(text: str) -> None:
            if not (refused and text.startswith("Failed to load resource")):
                said.append(text)

        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,  # type: ignore[arg-type]  # light or dark
            base_url=served,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda line: told(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.bring_to_front()  # keys go to the page that has the focus
        page.goto(path)
        page.wait_for_function("() => document.hasFocus()")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def keep(page: Page, name: str) -> None:
    """Keep a picture of the page as it looks now, for whoever wants to see it."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.wait_for_function(SHOWN)
    page.screenshot(path=SCREENS / f"{name}.png")
