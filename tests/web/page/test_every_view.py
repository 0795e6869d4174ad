"""Every view, at both widths, light and dark: accessible, within the window, and silent on the console."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.page.conftest import NARROW, WIDE, Open, keep

VIEWS = {
    "start": "/search",
    "search": "/search?q=coffee",
    "unsure": "/search?q=quarterly+tax+return",
    "library": "/library",
    "attention": "/library?show=attention",
    "quality": "/library?show=quality",
    "log": "/library?show=log",
    "api": "/api",
    "video": "/video/{cat}?t=6",
    "tags": "/video/{cat}?panel=tags",
    "parts": "/video/{cat}?panel=parts",
    "about": "/video/{cat}?panel=about",
    "reel": "/reel",
    "review": "/review",
    "review thumbnails": "/review?kind=thumbnails",
    "review segments": "/review?kind=segments",
    "login": "/login",
    "nowhere": "/nowhere",
}


@pytest.mark.slow
@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_accessible_and_fits(
    visit: Open, name: str, theme: str, size: tuple[int, int], ids: dict[str, str]
) -> None:
    page = visit(VIEWS[name].format(**ids), size=size, theme=theme)
    page.wait_for_load_state("load")
    page.locator("h1").first.wait_for(state="attached")
    expect(page.locator("[role=status][aria-label=Loading]")).to_have_count(0)
    if name == "video":
        page.locator("section .candidate").first.wait_for(state="attached")
    keep(page, f"{name}-{size[0]}-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wrong(page) == []


def wrong(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds, and where."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def filters(page: Page, ids: dict[str, str]) -> None:
    page.goto("/search?q=coffee")
    page.locator("[data-moment]").first.wait_for()
    page.get_by_role("button", name="Length").click()


def keys(page: Page, ids: dict[str, str]) -> None:
    page.goto("/search?q=coffee")
    page.locator("[data-moment]").first.wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def saving(page: Page, ids: dict[str, str]) -> None:
    page.goto("/search?q=coffee")
    page.locator("[data-moment]").first.wait_for()
    page.keyboard.press("s")
    page.get_by_role("dialog").wait_for()


def tray(page: Page, ids: dict[str, str]) -> None:
    page.goto("/search?q=coffee")
    page.locator("[data-moment]").first.focus()
    page.keyboard.press("a")
    page.get_by_role("complementary").get_by_role("button").first.click()
    page.get_by_role("list", name="Moments of the reel").wait_for()


def trimming(page: Page, ids: dict[str, str]) -> None:
    tray(page, ids)
    page.get_by_role("link", name="Open reel").click()
    page.get_by_role("button", name="Trim").click()
    page.get_by_role("slider", name="Start of the marked part").wait_for(state="attached")


def tagging(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/video/{ids['cat']}?panel=tags")
    page.locator("ul.rows > li").first.wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", [filters, keys, saving, tray, trimming, tagging], ids=lambda state: state.__name__)
def test_what_opens_in_a_view_is_accessible_too(
    visit: Open, ids: dict[str, str], theme: str, state: Callable[[Page, dict[str, str]], None]
) -> None:
    page = visit("/search", theme=theme)
    state(page, ids)
    keep(page, f"{state.__name__}-1280-{theme}")
    assert wrong(page) == []
