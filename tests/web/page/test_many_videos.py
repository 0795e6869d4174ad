"""A library of twenty thousand videos: the API gives all of them in parts, and the page scrolls through them soon."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.served import serving
from tests.web.page.conftest import Open
from vsearch.library import Store
from vsearch.library.parts import vectors
from vsearch.web.settings import ServeSettings

MANY = 20_000


@pytest.fixture(scope="module")
def served(library: Path, ids: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on as many videos, which share the files of their frames."""
    place = many(Store.open(library), ids["cat"], tmp_path_factory.mktemp("many") / "films")
    with serving(ServeSettings(library=place, port=0)) as where:
        yield where


def many(real: Store, like: str, place: Path) -> Path:
    """A library of videos that are like one of another library."""
    place.mkdir()
    shutil.copy(Path(real.location) / "library.json", place)
    store, entry = Store.open(place), real.entry(like)
    table = real.shelf(like).frames().take(np.arange(1, dtype=np.intp))
    video = replace(entry.video, id="v00000", title="Film 00000", fingerprint="v00000", copies=(), thumbnail_time=2.0)
    made = {"select": entry.made["select"], "frames": {**entry.made["frames"], "kept": int(table.keeps), "looked": 1}}
    with store.draft(video.id) as draft:
        draft.put_frames(table, vectors.flat(np.eye(store.width, dtype=np.float32)[: table.keeps]))
        draft.commit(replace(entry, video=video, made=made, parts={}))
    first = place / "videos" / video.id
    told = (first / "video.json").read_text()
    parts = [path.name for path in first.iterdir() if path.name != "video.json"]
    for number in range(1, MANY):
        folder = first.with_name(f"v{number:05d}")
        folder.mkdir()
        for name in parts:
            os.link(first / name, folder / name)
        (folder / "video.json").write_text(told.replace("v00000", folder.name).replace("00000", f"{number:05d}"))
    return place


@pytest.mark.slow
def test_cursors_give_every_video_once_and_in_order(visit: Open) -> None:
    page = visit("/nowhere")
    titles, cursor = list[str](), ""
    while cursor is not None:
        part = page.request.get("/api/v1/videos", params={"limit": 200, "cursor": cursor}).json()
        assert part["total"] == MANY
        titles += [video["title"] for video in part["items"]]
        cursor = part["next"]
    assert titles == [f"Film {number:05d}" for number in range(MANY)]


def spent(page: Page) -> float:
    """Seconds for which the page has run its scripts, styles and layout."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(told["ScriptDuration"] + told["LayoutDuration"] + told["RecalcStyleDuration"])


@pytest.mark.slow
def test_the_page_scrolls_through_all_of_them_with_a_few_rows_and_little_work(visit: Open) -> None:
    page = visit("/library")
    rows = page.locator("[data-row]")
    expect(rows.first).to_contain_text("Film 00000")
    before, steps = spent(page), 100
    page.mouse.move(640, 600)
    for _ in range(steps):
        page.mouse.wheel(0, 560)  # ten rows
        page.evaluate("() => new Promise(requestAnimationFrame)")
        assert rows.count() < 60
    expect(rows.filter(has_text="Film 00990")).to_be_visible()
    assert (spent(page) - before) / steps < 0.05
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(rows.last).to_contain_text("Film 19999", timeout=90_000)
    assert rows.count() < 60
    rows.last.click()
    page.locator("h1").filter(has_text="Film 19999").wait_for()
    page.go_back()
    expect(rows.filter(has_text="Film 19999")).to_be_visible(timeout=90_000)
