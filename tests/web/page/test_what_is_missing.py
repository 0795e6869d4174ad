"""What is missing is said in a sentence, and what needs it not works: the library, a film's file, HLS, WebP."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.served import serving
from tests.web.page.conftest import Open
from vsearch.data.samples import Samples
from vsearch.indexer.run.index import index
from vsearch.retrieval.library import Library
from vsearch.settings import IndexOverrides
from vsearch.web.jobs import queue
from vsearch.web.settings import ServeSettings

NO_HLS = """
    for (const name of ["MediaSource", "ManagedMediaSource", "WebKitMediaSource"]) delete window[name];
    HTMLMediaElement.prototype.canPlayType = () => "";
"""
NO_WEBP = "HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,';"


@pytest.fixture
def place(samples: Samples, tmp_path: Path) -> Path:
    """A library of one's own whose film lies beside it."""
    film = tmp_path / "film.mp4"
    shutil.copy(samples.folder / "cat-looks-at-you.mp4", film)
    made = tmp_path / "films"
    index([film], store=made, encoder="builtin", settings=IndexOverrides(transcriber="none", texts="builtin"), jobs=1)
    return made


@pytest.fixture
def served(place: Path) -> Iterator[str]:
    """The address of a server on it."""
    with serving(ServeSettings(library=place, port=0)) as where:
        yield where


def video(page: Page) -> str:
    return str(page.request.get("/api/v1/videos").json()["items"][0]["id"])


def test_a_library_that_vanishes_is_said_and_is_there_again_when_it_comes_back(visit: Open, place: Path) -> None:
    page = visit("/search?q=a+cat", refused=True)
    page.locator("[data-moment]").first.wait_for()
    place.rename(place.with_name("away"))
    page.get_by_role("searchbox").fill("a flower")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is no library at")
    expect(page.get_by_role("alert")).not_to_contain_text("vsearch ")
    place.with_name("away").rename(place)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-moment]").first).to_be_visible()


def test_a_library_that_is_rebuilt_while_it_serves_answers_as_before(visit: Open, place: Path) -> None:
    page = visit("/search?q=a+cat")
    page.locator("[data-moment]").first.wait_for()
    with Library.open(place) as library:
        library.rebuild()
    page.get_by_role("searchbox").fill("looks at you")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=looks"))
    expect(page.locator(".about.waiting")).to_have_count(0)
    expect(page.locator("[data-moment]").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_film_whose_file_is_gone_shows_stills_and_says_so(visit: Open, place: Path) -> None:
    place.with_name("film.mp4").unlink()
    page = visit("/library?missing=1")
    expect(page.locator("[data-row]")).to_contain_text("file gone")
    page.goto(f"/video/{video(page)}?t=3")
    expect(page.get_by_role("alert")).to_contain_text("The film's file is not where it was.")
    picture = page.locator(".player .still img")
    expect(picture).to_be_visible()
    page.wait_for_function("() => document.querySelector('.player .still img').naturalWidth > 0")


def test_an_export_of_a_film_that_is_gone_fails_in_a_sentence(visit: Open, place: Path) -> None:
    page = visit("/search?q=a+cat")
    page.locator("[data-moment]").first.focus()
    page.keyboard.press("a")
    page.goto("/reel")
    place.with_name("film.mp4").unlink()
    page.get_by_role("button", name="Export MP4", exact=True).click()
    expect(page.get_by_text("film.mp4 is gone")).to_be_visible()


@pytest.mark.parametrize("kind", ["MP4", "CSV"])
def test_what_cannot_be_written_is_told_beside_the_export_and_leaves_nothing(
    visit: Open, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    full = tmp_path / "python"  # to whatever it starts, the disk has no room
    full.write_text(f'#!/bin/sh\nulimit -f 0\nexec {sys.executable} "$@"\n')
    full.chmod(0o755)
    monkeypatch.setattr(queue, "sys", SimpleNamespace(executable=str(full)))
    page = visit("/search?q=a+cat")
    page.locator("[data-moment]").first.focus()
    page.keyboard.press("a")
    page.goto("/reel")
    page.get_by_role("button", name=f"Export {kind}", exact=True).click()
    expect(page.get_by_text("cannot be written: File too large.")).to_be_visible()
    assert [path.name for path in place.glob("jobs/*/*")] == ["job.json"]


def test_a_browser_without_hls_shows_stills_of_a_film_that_needs_it(visit: Open) -> None:
    page = visit("/library")
    page.add_init_script(NO_HLS)

    def play(route: Route) -> None:
        told = {"mode": "hls", "url": f"{route.request.url}/../hls/index.m3u8", "type": "", "why": "", "note": ""}
        route.fulfill(body=json.dumps(told), content_type="application/json")

    page.route("**/play", play)
    page.goto(f"/video/{video(page)}?t=3")
    expect(page.get_by_role("alert")).to_contain_text("This browser plays neither this film's file nor HLS.")
    expect(page.get_by_role("alert")).to_contain_text("Stills are shown instead.")
    expect(page.locator(".player .still img")).to_be_visible()


def test_a_browser_without_webp_is_sent_jpeg(visit: Open) -> None:
    page = visit("/login")
    page.add_init_script(NO_WEBP)
    with page.expect_response(lambda answer: "/still?" in answer.url) as still:
        page.goto("/search")
    assert still.value.headers["content-type"] == "image/jpeg"
