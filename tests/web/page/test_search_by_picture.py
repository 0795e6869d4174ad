"""A search by a picture that was chosen, dropped or pasted: what it shows is found, and what is no picture is said."""

import base64
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.page.conftest import Open

TRANSFER = """([content, name, type]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type }));
    return transfer;
}"""


CHIP = "() => document.querySelector('form[role=search] .chip img')?.naturalWidth === 96"
"""Whether the chip shows which picture is looked for, as the server keeps it."""


def choose(page: Page, content: bytes, name: str, kind: str) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def drop(page: Page, content: bytes, name: str, kind: str) -> None:
    transfer = page.evaluate_handle(TRANSFER, [base64.b64encode(content).decode(), name, kind])
    page.dispatch_event("form[role=search]", "dragover", {"dataTransfer": transfer})
    expect(page.locator("form[role=search].over")).to_be_visible()
    page.dispatch_event("form[role=search]", "drop", {"dataTransfer": transfer})
    expect(page.locator("form[role=search].over")).to_be_hidden()


def paste(page: Page, content: bytes, name: str, kind: str) -> None:
    transfer = page.evaluate_handle(TRANSFER, [base64.b64encode(content).decode(), name, kind])
    page.evaluate(
        "(clipboardData) => document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))",
        transfer,
    )


WAYS = [pytest.param(way, id=way.__name__) for way in (choose, drop, paste)]
Way = Callable[[Page, bytes, str, str], None]


def begun(visit: Open, *, refused: bool = False) -> Page:
    page = visit("/search", refused=refused)
    page.get_by_role("heading", name="Newest videos").wait_for()
    return page


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_finds_the_moment_that_it_shows(visit: Open, ids: dict[str, str], way: Way) -> None:
    page = begun(visit)
    still = page.request.get(f"/api/v1/videos/{ids['morning']}/still?t=7&format=png").body()
    way(page, still, "cup.png", "image/png")
    expect(page).to_have_url(re.compile(r"/search\?picture=[0-9a-f]{32}$"))
    expect(page.locator("[data-moment]").first).to_have_attribute("aria-label", re.compile("^Morning coffee"))
    expect(page.get_by_role("search").get_by_text("A picture")).to_be_visible()
    page.reload()
    expect(page.locator("[data-moment]").first).to_have_attribute("aria-label", re.compile("^Morning coffee"))
    page.wait_for_function(CHIP)
    page.get_by_role("button", name="Remove A picture").click()
    expect(page).to_have_url(re.compile("/search$"))


@pytest.mark.parametrize("way", WAYS)
def test_what_only_says_that_it_is_a_picture_is_refused_in_a_sentence(visit: Open, way: Way) -> None:
    page = begun(visit, refused=True)
    way(page, b"no picture", "cup.png", "image/png")
    expect(page.get_by_text("This is not a picture that can be read.")).to_be_visible()
    assert page.url.endswith("/search")


def test_a_file_that_is_no_picture_is_said_to_be_none(visit: Open) -> None:
    page = begun(visit)
    drop(page, b"words", "words.txt", "text/plain")
    expect(page.get_by_text("This is no picture.")).to_be_visible()


def test_a_picture_and_words_ask_together(visit: Open, ids: dict[str, str]) -> None:
    page = begun(visit)
    still = page.request.get(f"/api/v1/videos/{ids['morning']}/still?t=7&format=webp").body()
    choose(page, still, "cup.webp", "image/webp")
    page.locator("[data-moment]").first.wait_for()
    page.get_by_role("searchbox").fill("a cup")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=a\+cup&picture=[0-9a-f]{32}$"))
    expect(page.locator("[data-moment]").first).to_have_attribute("aria-label", re.compile("^Morning coffee"))
