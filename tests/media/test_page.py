import math
import re
import shutil
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from vsearch.escapes import visible
from vsearch.library import Store
from vsearch.media.clips.clips import clips
from vsearch.media.page import link, page
from vsearch.nouns import Moment, Span

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking",
    "--disable-component-update --disable-sync --disable-dev-shm-usage --autoplay-policy=no-user-gesture-required",
]
NASTY = "<img src=x onerror=alert(1)> & \"quotes\" 'and' </script>{{script}}"

MOMENTS = [
    Moment("tick", Span(1.0, 2.0), 0.9, {"nearness": 0.6, "speech": -0.2}, 1.5, "What a <b>day</b>"),
    Moment("tick", Span(2.0, 3.0), 0.4, {"nearness": 0.3}, 2.1, match="weak"),
]


class Parts(HTMLParser):
    """The tags of a page with what they carry, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """What the tags of one kind carry."""
        return [carried for name, carried in self.tags if name == tag]


def test_a_page_tells_of_each_moment(filmed: Store, tmp_path: Path) -> None:
    made = Parts(page(filmed, MOMENTS, tmp_path / "page.html", query="a day", note="No good match."))
    for told in (
        "a day",
        "A clock ticks",
        "0:01–0:02",
        "What a <b>day</b>",
        "nearness",
        "+0.60",
        "-0.20",
        "weak match",
    ):
        assert told in made.text
    assert "No good match." in made.text
    assert [a["data-start"] for a in made.all("a")] == ["1.000", "2.000"]
    assert made.all("a")[0]["href"] == (filmed.find("tick").video.path.as_uri() + "#t=1.000,2.000")


def test_a_page_needs_nothing_else(filmed: Store, tmp_path: Path) -> None:
    made = Parts(page(filmed, MOMENTS, tmp_path / "page.html"))
    pictures = [img["src"] or "" for img in made.all("img")]
    assert all(src.startswith("data:image/webp;base64,") for src in pictures)
    assert len(set(pictures)) == 2
    assert not made.all("link")
    assert not any("src" in script for script in made.all("script"))
    assert all(img["alt"] for img in made.all("img"))


def test_nothing_that_is_told_becomes_part_of_the_page(
    add: Callable[..., object], store: Store, film: Path, tmp_path: Path
) -> None:
    add("nasty", [("red", 0.0, 4.0)], title=NASTY, path=film)
    moment = Moment("nasty", Span(0, 1), 1.0, {NASTY: 1.0}, 0.5, NASTY, NASTY)
    made = Parts(page(store, [moment], tmp_path / "page.html", query=NASTY, note=NASTY))
    assert len(made.all("img")) == len(made.all("script")) == 1
    assert not any(name.startswith("on") for _, carried in made.tags for name in carried)
    assert made.text.count(NASTY) == 7
    assert NASTY in (made.all("img")[0]["alt"] or "")


def test_a_page_steers_no_terminal(filmed: Store, tmp_path: Path) -> None:
    hostile = "\x1b]52;c;cm0gLXJm\x07 gpj.\u202eexe"
    moment = Moment("tick", Span(1.0, 2.0), 0.9, {hostile: 0.6}, 1.5, hostile)
    text = page(filmed, [moment], tmp_path / "page.html", query=hostile, note=hostile).read_text("utf-8")
    assert visible(text) == text
    assert "gpj.exe" in text


def test_a_page_plays_the_clips_where_there_are_some(filmed: Store, tmp_path: Path) -> None:
    cut = clips(filmed, MOMENTS[:1], tmp_path / "a b", copy=True)
    made = Parts(page(filmed, MOMENTS[:1], tmp_path / "page.html", clips=cut))
    start = 1.0 - cut[0].span.start
    assert made.all("a")[0]["data-file"] == "a%20b/A%20clock%20ticks%200.00.01.00-0.00.02.00.mp4"
    assert made.all("a")[0]["data-start"] == f"{start:.3f}"
    assert start > 0.1


def test_what_is_gone_is_told_and_shown_from_the_library(
    add: Callable[..., object], store: Store, tmp_path: Path
) -> None:
    from io import BytesIO

    from PIL import Image

    sheet = BytesIO()
    Image.new("RGB", (160, 90), (200, 30, 30)).save(sheet, "WEBP")
    cues = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\npreview.webp#xywh=0,0,160,90\n"
    add("gone", [("red", 0.0, 4.0)], path=tmp_path / "nowhere.mp4", sheet=sheet.getvalue(), cues=cues)
    made = Parts(page(store, [Moment("gone", Span(1, 2), 1.0)], tmp_path / "page.html"))
    assert f"{tmp_path / 'nowhere.mp4'} is gone" in made.text
    assert not made.all("a")
    assert len(made.all("img")[0]["src"] or "") > 150


def test_an_empty_answer_is_a_page_too(store: Store, tmp_path: Path) -> None:
    assert "There is no moment to show." in Parts(page(store, [], tmp_path / "page.html", query="x")).text


def test_links_below_the_page_are_relative_and_others_whole(tmp_path: Path) -> None:
    assert link(tmp_path / "a" / "b#c?.mp4", tmp_path / "page.html") == "a/b%23c%3F.mp4"
    assert link(tmp_path / "c.mp4", tmp_path / "a" / "page.html") == (tmp_path / "c.mp4").as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium with an empty profile."""
    if BROWSER is None:
        pytest.skip("there is no Chromium; `apt-get install chromium` brings it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        profile = tmp_path_factory.mktemp("profile")
        opened = play.chromium.launch_persistent_context(
            str(profile), executable_path=BROWSER, args=" ".join(FLAGS).split()
        )
        yield opened
        opened.close()


def seen_playing(tab: Any, least: float, below: float = math.inf) -> float:
    """The place of the player, once it lies between two times.

    Asked from outside and again and again: a wait within the page would need the eval that the page forbids itself.
    """
    deadline = time.monotonic() + 60
    while not least <= (at := tab.evaluate("document.querySelector('video').currentTime")) < below:
        assert time.monotonic() < deadline, f"the player stands at {at}"
        tab.wait_for_timeout(20)
    return float(at)


def test_a_chosen_moment_plays_from_its_start(browser: Any, filmed: Store, tmp_path: Path) -> None:
    tab, wrong = browser.new_page(), []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(page(filmed, MOMENTS, tmp_path / "page.html", query="a day").as_uri())
    assert tab.locator("video").is_hidden()
    tab.evaluate("document.querySelector('video').defaultPlaybackRate = 0.0625")  # a slow machine still sees the start
    tab.locator("a.jump").nth(1).click()
    assert 2.0 <= seen_playing(tab, 2.0) < 4.0
    assert tab.locator("#now").inner_text() == "A clock ticks, 0:02–0:03"
    tab.locator("a.jump").nth(0).focus()
    tab.keyboard.press("Enter")
    assert 1.0 <= seen_playing(tab, 0.0, 2.0) < 2.0
    assert tab.locator("a.jump").nth(0).get_attribute("aria-current") == "true"
    assert wrong == []
    tab.close()


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        pytest.param(320, False, id="small phone, light"),
        pytest.param(390, True, id="phone, dark"),
        pytest.param(1280, False, id="wide, light"),
    ],
)
def test_a_page_fits_the_screen_and_can_be_read(
    browser: Any, add: Callable[..., object], filmed: Store, film: Path, tmp_path: Path, width: int, dark: bool
) -> None:
    add("long", [("red", 0.0, 4.0)], title="שעון " * 20 + "W" * 90, path=film)
    tab = browser.new_page()
    tab.emulate_media(color_scheme="dark" if dark else "light")
    tab.set_viewport_size({"width": width, "height": 800})
    moments = [*MOMENTS, Moment("long", Span(0, 1), 1.0, {"n" * 60: 1.0}, 0.5, "w" * 200)]
    tab.goto(page(filmed, moments, tmp_path / "page.html", query="q" * 100).as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for part in ("h1", ".soft", "dt", "q", ".value"):
        assert contrast(tab, part) >= 4.5, part
    tab.close()


def contrast(tab: Any, part: str) -> float:
    """How much text stands out from its ground (WCAG 2.1, relative luminance)."""
    ink = tab.locator(part).first.evaluate("e => getComputedStyle(e).color")
    ground = tab.locator(part).first.evaluate(
        """e => { for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor; if (c !== "rgba(0, 0, 0, 0)") return c } }"""
    )
    dark, light = sorted(map(_luminance, (ink, ground)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
