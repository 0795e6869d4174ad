"""The page driven by fingers at the width of a phone, by a mouse that only points, and by keys alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.page.conftest import NARROW, WIDE, Open

MOMENT = "[data-moment]"


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A finger that is put down, moved and lifted."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for step in range(1, 9):
        touch("touchMove", tuple(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)))  # type: ignore[arg-type]
    touch("touchEnd")


def middle(part: Locator) -> tuple[float, float]:
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def phone(visit: Open, address: str) -> Page:
    return visit(address, size=NARROW, has_touch=True, is_mobile=True)


def gathered(page: Page, ids: dict[str, str]) -> None:
    for name in ("morning", "cat"):
        page.goto(f"/video/{ids[name]}?t=3")
        page.locator("canvas").wait_for()
        page.get_by_role("button", name="Add to reel").first.click()
        expect(page.get_by_text("Added to the reel.")).to_be_visible()


def rows(page: Page) -> Locator:
    return page.locator("section[aria-label='Moments of the reel'] > ol > li")


def test_a_finger_puts_the_moments_of_a_reel_in_another_order(visit: Open, ids: dict[str, str]) -> None:
    page = phone(visit, "/reel")
    gathered(page, ids)
    page.goto("/reel")
    expect(rows(page).first).to_contain_text("Morning coffee")
    rows(page).nth(1).scroll_into_view_if_needed()
    x, y = middle(rows(page).nth(1).locator(".grip"))
    top = middle(rows(page).first.locator(".grip"))[1]
    drag(page, (x, y), (x, top - 20))
    expect(rows(page).first).to_contain_text("A cat looks at you")


def test_a_finger_moves_a_crop_and_an_end_of_a_marked_part(visit: Open, ids: dict[str, str]) -> None:
    page = phone(visit, f"/video/{ids['morning']}?t=3")
    page.get_by_role("radio", name="1:1").check(force=True)
    window = page.get_by_role("slider", name="Where the 1:1 crop lies")
    window.press("Home")
    x, y = middle(window)
    drag(page, (x, y), (x + 60, y))
    expect(window).not_to_have_attribute("aria-valuenow", "0")
    page.get_by_role("button", name="In", exact=True).click()
    end = page.get_by_role("slider", name="End of the marked part")
    before = float(end.get_attribute("aria-valuenow") or 0)
    x, y = middle(end)
    drag(page, (x, y), (x - 40, y))
    told = "([end, most]) => Number(end.getAttribute('aria-valuenow')) < most"
    page.wait_for_function(told, arg=[end.element_handle(), before - 0.2])


@pytest.mark.parametrize("come", [Locator.hover, Locator.focus], ids=["points at it", "has it in focus"])
def test_a_moment_plays_silently_while_one(visit: Open, come: Callable[[Locator], None]) -> None:
    page = visit("/search?q=coffee")
    card = page.locator(MOMENT).first
    come(card)
    film = card.locator("video.playing")
    film.wait_for(state="attached")
    page.wait_for_function("() => document.querySelector('video.playing').currentTime > 0.2")
    assert film.evaluate("(film) => film.muted")
    come(page.get_by_role("searchbox"))
    expect(card.locator("video")).to_have_count(0)


def test_a_wait_is_shown_until_the_answer_comes(visit: Open) -> None:
    page = visit("/search")
    held: list[Route] = []
    page.route(re.compile(r"/api/v1/search\b"), lambda route: held.append(route))
    page.get_by_role("searchbox").fill("coffee")
    page.keyboard.press("Enter")
    waits = page.get_by_role("status", name="Loading")
    expect(waits).to_be_visible()
    held[-1].continue_()
    expect(waits).to_have_count(0)
    expect(page.locator(MOMENT).first).to_be_visible()


def test_what_one_browser_decides_stands_in_another_that_looks_at_the_same_video(
    visit: Open, ids: dict[str, str]
) -> None:
    address = f"/video/{ids['cat']}?panel=tags"
    mine, theirs = visit(address), visit(address)
    theirs.locator("ul.rows > li").first.wait_for()
    first = mine.locator("ul.rows > li").first
    first.wait_for()
    name = (first.get_attribute("aria-label") or "").rpartition(",")[0]
    mine.bring_to_front()
    first.focus()
    mine.keyboard.press("y")
    given = re.compile(f"^Take away {re.escape(name)}$")
    expect(mine.get_by_role("button", name=given)).to_be_visible()
    expect(theirs.get_by_role("button", name=given)).to_be_visible()
    mine.keyboard.press("z")
    expect(theirs.get_by_role("button", name=given)).to_be_hidden()


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="1280"), pytest.param(NARROW, id="390")])
def test_keys_alone_lead_from_a_question_to_a_kept_reel(visit: Open, size: tuple[int, int]) -> None:
    page = visit("/library", size=size)
    page.locator("[data-row]").first.wait_for()
    keys = page.keyboard
    keys.press("g")
    keys.press("s")
    page.get_by_role("heading", name="Newest videos").wait_for()
    keys.press("/")
    keys.type("coffee")
    keys.press("Enter")
    page.locator("mark").first.wait_for()
    keys.press("Escape")
    expect(page.locator(MOMENT).first).to_be_focused()
    keys.press("a")
    keys.press("Enter")
    page.locator("canvas").wait_for()
    page.get_by_role("button", name=re.compile("^Candidate at")).first.wait_for()
    keys.press("p")
    expect(page.get_by_text("This is the thumbnail now.")).to_be_visible()
    keys.press("z")
    keys.press("g")
    keys.press("e")
    expect(rows(page)).to_have_count(1)
    while page.evaluate("document.activeElement.getAttribute('aria-label')") != "Name":
        keys.press("Tab")
    keys.type(f"By keys {size[0]}")
    keys.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


@pytest.mark.parametrize("address", ["/search?q=coffee", "/library", "/reel", "/review", "/video/{cat}"])
def test_whatever_has_the_focus_shows_it(visit: Open, ids: dict[str, str], address: str) -> None:
    page = visit(address.format(**ids))
    page.locator("h1").first.wait_for(state="attached")
    page.locator("[role=status][aria-label=Loading]").first.wait_for(state="detached")
    seen = set[str]()
    for _ in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(FOCUS)
        seen.add(shown["what"])
        assert shown["ring"], shown["what"]
    assert len(seen) > 5


FOCUS = """() => {
    const focused = document.activeElement, form = focused.closest("form");
    const styles = [focused, ...(form ? [form] : [])].map((one) => getComputedStyle(one));
    const outlined = (one) => one.outlineStyle !== "none" && one.outlineWidth !== "0px";
    const ring = styles.some((one) => outlined(one) || one.boxShadow !== "none");
    return { ring: focused === document.body || ring, what: focused.outerHTML.slice(0, 120) };
}"""
