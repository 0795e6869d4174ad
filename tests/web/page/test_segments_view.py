"""Intros and credits on the page: confirmed, moved and denied beside a video, and asked about in the review."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.served import serving
from tests.web.page.conftest import NARROW, Open, keep
from vsearch.library import Store
from vsearch.library.parts.segments import FoundSegments
from vsearch.nouns import Segment, Span
from vsearch.web.settings import ServeSettings

FOUND = (Segment("intro", Span(0.0, 2.0), 0.6, {"sound": 1.0}), Segment("credits", Span(8.0, 9.0), 0.3, sure=False))


@pytest.fixture(scope="module")
def served(library: Path, ids: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a library in which one video has segments."""
    copy = Path(shutil.copytree(library, tmp_path_factory.mktemp("packaged") / "films"))
    store = Store.open(copy)
    with store.draft(ids["cat"], again=True) as draft:
        draft.keep_all()
        draft.put_segments(FoundSegments(FOUND))
        draft.commit(store.entry(ids["cat"]))
    with serving(ServeSettings(library=copy, port=0)) as where:
        yield where


def panel(visit: Open, video: str, **how: object) -> Page:
    page = visit(f"/video/{video}?panel=parts", **how)
    page.locator("canvas").wait_for()
    return page


def test_the_review_asks_about_doubtful_segments_one_key_each(visit: Open, ids: dict[str, str]) -> None:
    page = visit("/review?kind=segments")
    expect(page.get_by_role("heading", name="Is this the intro?")).to_be_visible()
    keep(page, "review-segments")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Are these the credits?")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="Is this the intro?")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Move Intro 0:00.000 – 0:02.000")).to_be_visible()


def test_a_segment_is_confirmed_moved_and_denied(visit: Open, ids: dict[str, str]) -> None:
    page = panel(visit, ids["cat"])
    expect(page.get_by_text("30% probable, a suggestion")).to_be_visible()
    page.get_by_role("button", name="Credits 0:08.000 – 0:09.000 is wrong").click()
    expect(page.get_by_text("30% probable, a suggestion")).to_have_count(0)
    page.get_by_role("button", name="Move Intro 0:00.000 – 0:02.000").click()
    page.get_by_role("slider", name="End of the marked part").press("ArrowRight")
    keep(page, "parts")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Play Intro 0:00.000 – 0:02.040")).to_be_visible()
    expect(page.get_by_text("decided", exact=True)).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Play Intro 0:00.000 – 0:02.000")).to_be_visible()


def test_a_narrow_screen_shows_the_parts_too(visit: Open, ids: dict[str, str]) -> None:
    page = panel(visit, ids["cat"], size=NARROW, theme="dark")
    expect(page.get_by_role("button", name="Play Intro 0:00.000 – 0:02.000")).to_be_visible()
    page.get_by_role("tabpanel").scroll_into_view_if_needed()
    keep(page, "parts-narrow")
