"""The reel is put in order, kept, changed by two people and exported; the review takes one key each."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.page.conftest import Open
from vsearch.web.jobs import queue


def gathered(visit: Open, ids: dict[str, str]) -> Page:
    page = visit(f"/video/{ids['morning']}?t=3")
    for name in ("morning", "cat"):
        page.goto(f"/video/{ids[name]}?t=3")
        page.locator("canvas").wait_for()
        page.keyboard.press("a")
        expect(page.get_by_text("Added to the reel.")).to_be_visible()
    page.goto("/reel")
    expect(rows(page)).to_have_count(2)
    return page


def rows(page: Page) -> Locator:
    return page.locator("section[aria-label='Moments of the reel'] > ol > li")


def save(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def test_moments_are_reordered_by_keys_kept_and_found_again(visit: Open, ids: dict[str, str]) -> None:
    page = gathered(visit, ids)
    expect(rows(page).first).to_contain_text("Morning coffee")
    rows(page).first.focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(rows(page).first).to_contain_text("A cat looks at you")
    expect(rows(page).nth(1)).to_be_focused()
    save(page, "In order")
    expect(page).to_have_url(re.compile("/reel/In%20order$"))
    page.reload()
    expect(rows(page).first).to_contain_text("A cat looks at you")


def test_a_reel_says_how_far_it_is_from_the_length_it_aims_at(visit: Open, ids: dict[str, str]) -> None:
    page = gathered(visit, ids)
    aim = page.get_by_label("Aim at")
    for seconds, said in (("1", "too long"), ("3600", " short")):
        aim.fill(seconds)
        aim.press("Enter")
        expect(page.get_by_text(re.compile(rf"{said}$"))).to_be_visible()
    save(page, "Aimed")
    page.reload()
    expect(aim).to_have_value("3600")


def test_what_somebody_else_changed_is_said_and_can_be_taken(visit: Open, ids: dict[str, str]) -> None:
    mine = gathered(visit, ids)
    save(mine, "Of two")
    theirs = visit("/reel/Of%20two")
    rows(theirs).first.focus()
    theirs.keyboard.press("Delete")
    expect(rows(theirs)).to_have_count(1)
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_text("Saved", exact=True)).to_be_visible()
    mine.reload()
    expect(rows(mine)).to_have_count(1)


LOADED = """(next) => {
    const [shown, other] = [...document.querySelectorAll("video")].sort((a, b) => b.offsetWidth - a.offsetWidth);
    const loaded = other.paused && other.src.includes(next) && other.readyState >= 3;
    return !shown.paused && other.offsetWidth === 0 && loaded;
}"""


def test_the_next_moment_is_loaded_while_one_plays_and_follows_it(visit: Open, ids: dict[str, str]) -> None:
    page = gathered(visit, ids)
    page.get_by_role("button", name="Play through").click()
    page.wait_for_function(LOADED, arg=ids["cat"])
    expect(rows(page).nth(1)).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("button", name="Play through")).to_be_visible()  # it stands at its end


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "ending"), [("EDL", ".edl"), ("CSV", ".csv"), ("OTIO", ".otio"), ("FCPXML", ".fcpxml"), ("MP4", ".mp4")]
)
def test_a_reel_is_exported_in_the_background(visit: Open, ids: dict[str, str], kind: str, ending: str) -> None:
    page = gathered(visit, ids)
    page.get_by_role("button", name=f"Export {kind}", exact=True).click()
    link = page.get_by_role("link", name="Download")
    link.wait_for(timeout=60_000)
    with page.expect_download() as file:
        link.click()
    assert file.value.suggested_filename.endswith(ending)


def test_an_export_that_takes_long_is_cancelled_and_says_so(
    visit: Open, ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(queue, "sys", SimpleNamespace(executable=str(slow)))
    page = gathered(visit, ids)
    page.get_by_role("button", name="Export MP4", exact=True).click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("cancelled", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_a_tag_is_answered_by_one_key_and_the_answer_taken_back(visit: Open) -> None:
    page = visit("/review")
    asked = page.get_by_role("heading", level=2)
    asked.wait_for()
    first, progress = asked.inner_text(), page.locator("div.progress").inner_text()
    page.keyboard.press("n")
    expect(asked).not_to_have_text(first)
    expect(page.get_by_text(re.compile("is not"))).to_be_visible()
    page.keyboard.press("u")
    expect(asked).to_have_text(first)
    expect(page.locator("div.progress")).to_have_text(progress)


def test_a_thumbnail_is_confirmed_by_one_key_and_the_choice_taken_back(visit: Open) -> None:
    page = visit("/review?kind=thumbnails")
    title = page.locator("article header a")
    title.wait_for()
    first = title.inner_text()
    page.keyboard.press("1")
    expect(title).not_to_have_text(first)
    expect(page.get_by_text("has its thumbnail")).to_be_visible()
    page.keyboard.press("z")
    expect(title).to_have_text(first)


@pytest.mark.parametrize(
    ("kind", "next"),
    [pytest.param("tags", "Thumbnails", id="tags"), pytest.param("thumbnails", "Tags", id="thumbnails")],
)
def test_a_review_that_was_passed_over_says_what_else_waits_and_leads_back(visit: Open, kind: str, next: str) -> None:  # noqa: A002
    page = visit(f"/review?kind={kind}")
    empty = page.locator(".empty")
    either = page.locator("article h2, .empty")  # between two parts of the queue neither stands there
    for _ in range(60):
        either.first.wait_for()
        if empty.count():
            break
        page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Nothing is waiting.")).to_be_visible()
    expect(empty.get_by_role("link", name=next)).to_be_visible()
    empty.get_by_role("button", name="Undo").click()
    expect(page.locator("article h2")).to_be_visible()
