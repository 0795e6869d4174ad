"""Every view, at both widths, light and dark: accessible, within the window, and silent on the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

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
    "reel": "/reel",
    "review": "/review",
    "review thumbnails": "/review?kind=thumbnails",
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
    page.locator("[role=status][aria-label=Loading]").first.wait_for(state="detached")
    keep(page, f"{name}-{size[0]}-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
