"""Films really play on the page, in a browser: the picture at a time is the still of that time, pixel by pixel."""

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.served import BROWSER, FLAGS, serving
from vsearch.indexer.run.index import index
from vsearch.library import Store
from vsearch.nouns import Pixels
from vsearch.readers import Size
from vsearch.readers.still import still
from vsearch.settings import IndexOverrides
from vsearch.web.settings import ServeSettings

KINDS = ("hevc", "uneven", "rotated", "ac3", "file")
REAL = (
    "odd/hlg10-color-test.mp4", "odd/sample_with_srt.mkv", "odd/sample_edit_list.mp4", "odd/bbb_2500ms.ts",
    "odd/internal_emulator_transformer_output_270_rotated.mp4", "odd/video_desks.3gp", "odd/sample_fragmented.mp4",
    "odd/roadtrip-vp92-10bit.webm", "odd/sample.avi", "real/pancake.mkv", "real/tears_of_steel.webm", "real/dog.mp4",
)  # fmt: skip
"""Turned, uneven, interlaced for old broadcasts, HDR, AC-3, FLV's kin: each as it came from a camera or a shop."""

SEEK = """async ([time, patience]) => {
  const video = document.querySelector('video'), end = performance.now() + patience;
  const sleep = () => new Promise((go) => setTimeout(go, 5));
  const until = async (ready) => { while (!ready() && performance.now() < end) await sleep(); };
  const begun = performance.now();
  await until(() => video.readyState >= 1);
  let seen = NaN, looking = true;  // when the picture on the screen is shown in the film
  const look = (_, told) => { seen = told.mediaTime; if (looking) video.requestVideoFrameCallback(look); };
  video.requestVideoFrameCallback(look);
  video.currentTime = time;
  await until(() => !video.seeking && video.readyState >= 2);
  const waited = performance.now() - begun, late = performance.now() + 1500;
  await until(() => (seen <= time + 0.001 && seen > time - 0.5) || performance.now() > late);
  looking = false;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext('2d').drawImage(video, 0, 0);
  return [canvas.toDataURL('image/png').split(',')[1], waited, video.duration];
}"""
PATIENCE = 60_000
"""Milliseconds until a test gives up."""


@dataclass(frozen=True)
class Screening:
    """A browser in front of a server."""

    page: Any
    address: str
    store: Store
    errors: list[str]

    def open(self, id: str, at: float) -> None:
        self.page.goto(f"{self.address}/video/{id}?t={at}")
        self.page.wait_for_selector("video", state="attached", timeout=PATIENCE)

    def picture(self, at: float) -> tuple[Pixels, float, float]:
        """The picture after a jump, the milliseconds until it was there, and how long the film says it is."""
        data, waited, duration = self.page.evaluate(SEEK, [at, PATIENCE])
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")), waited, duration


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all of these films: a thread can drive no second one beside it."""
    from playwright.sync_api import sync_playwright

    if BROWSER is None:
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


def screening(library: Path, browser: Any) -> Iterator[Screening]:
    """A browser on the page of a library."""
    errors: list[str] = []
    with serving(ServeSettings(library=library, port=0)) as address:
        page = browser.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield Screening(page, address, Store.open(library), errors)
        page.close()


def indexed(paths: list[Path], library: Path) -> Path:
    settings = IndexOverrides(words=False, sound="none", screen=False, motion=False, segments=False)
    index(paths, store=library, encoder="builtin", settings=settings, jobs=2)
    return library


@pytest.fixture(scope="module")
def small(browser: Any, shot: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screening]:
    """Small films that were made for this."""
    folder = tmp_path_factory.mktemp("screening")
    paths = [Path(copyfile(shot(kind), folder / f"{kind}{shot(kind).suffix}")) for kind in KINDS]
    yield from screening(indexed(paths, folder / "library"), browser)


@pytest.fixture(scope="module")
def real(browser: Any, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screening]:
    """Films that nobody made for this."""
    library = tmp_path_factory.mktemp("real") / "library"
    yield from screening(indexed([shared / "videos" / name for name in REAL], library), browser)


def apart(a: Pixels, b: Pixels) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


def check(screen: Screening, name: str, shares: tuple[float, ...]) -> None:
    """Jump to shares of a film's length: each time the picture is the still, and not one of before or after."""
    entry = next(entry for entry in screen.store.entries() if entry.video.path.name == name)
    screen.open(entry.id, 0.0)
    for share in shares:
        at = round(entry.video.duration * share, 3)
        picture, _, duration = screen.picture(at)
        size = Size(picture.shape[1], picture.shape[0], "squash")
        step = 2 / entry.video.fps
        before, wanted, after = (
            still(entry.video.path, min(max(0, time), entry.video.duration), size=size)
            for time in (at - step, at, at + step)
        )
        assert apart(picture, wanted) < 6, (name, at)
        assert apart(picture, wanted) <= min(apart(picture, before), apart(picture, after)) + 0.3, (name, at)
        assert duration == pytest.approx(entry.video.duration, abs=0.2)
    assert not screen.errors


@pytest.mark.parametrize("kind", KINDS)
def test_a_film_shows_the_still_of_every_time_that_is_jumped_to(small: Screening, kind: str) -> None:
    entry = next(entry for entry in small.store.entries() if entry.video.path.stem == kind)
    check(small, entry.video.path.name, (0.11, 0.83, 0.52, 0.5))


def test_the_page_opens_a_film_at_the_time_of_its_address(small: Screening) -> None:
    entry = next(entry for entry in small.store.entries() if entry.video.path.stem == "hevc")
    small.open(entry.id, 4.3)  # in the flash
    ready = "() => { const v = document.querySelector('video'); return v && v.readyState >= 2 && v.currentTime > 4 }"
    small.page.wait_for_function(ready, timeout=PATIENCE)
    picture, _, _ = small.picture(4.3)
    assert picture.mean() > 200


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_a_real_film_shows_the_still_of_every_time_that_is_jumped_to(real: Screening, name: str) -> None:
    check(real, Path(name).name, (0.31, 0.83, 0.1))
