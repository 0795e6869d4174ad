"""A list of twenty thousand videos is a few rows, and stands where it was left, however late its content comes."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.web.page.conftest import Open

LISTING, LEFT = re.compile(r"/api/v1/videos\?"), 95_200
ROW = f"Film {LEFT // 56 + 5}"


def listing(route: Route) -> None:
    """Answers as a library of twenty thousand videos would."""
    asked = parse_qs(urlsplit(route.request.url).query)
    start, limit = int((asked.get("cursor") or asked.get("from") or ["0"])[0]), int(asked["limit"][0])
    video = {"file": "a.mp4", "duration": 60, "tags": [], "status": "indexed", "missing": True, "series": ""}
    items = [
        video | {"id": f"v{number}", "title": f"Film {number}"} for number in range(start, min(start + limit, 20_000))
    ]
    following = str(start + limit) if start + limit < 20_000 else None
    route.fulfill(body=json.dumps({"items": items, "next": following, "total": 20_000, "facets": {}}))


def picture(route: Route) -> None:
    route.fulfill(body="<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")


def places(page: Page) -> list[str]:
    """Where the parts begin that are asked for from now on; the first part of a list begins at "0"."""
    found = list[str]()

    def note(request: Request) -> None:
        if LISTING.search(request.url):
            asked = parse_qs(urlsplit(request.url).query)
            found.extend(asked.get("cursor") or asked.get("from") or ["0"])

    page.on("request", note)
    return found


@pytest.fixture
def page(visit: Open) -> Page:
    """The library of twenty thousand videos."""
    page = visit("/nowhere")
    page.clock.install()
    page.route(LISTING, listing)
    page.route(re.compile(r"/still\?"), picture)
    page.goto("/library")
    expect(page.locator("[data-row]").first).to_contain_text("Film 0")
    return page


def test_twenty_thousand_videos_are_a_few_rows_and_the_last_one_is_reached(page: Page) -> None:
    asked = places(page)
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator("[data-row]").last).to_contain_text("Film 19999")
    assert page.locator("[data-row]").count() < 60
    assert asked == ["19800"]


@pytest.fixture
def left(page: Page) -> Page:
    """It is scrolled to a place that is kept, and its timers are the test's own from here on."""
    page.evaluate("y => scrollTo(0, y)", LEFT)
    page.wait_for_function("y => history.state?.scroll === y", arg=LEFT)
    expect(page.locator("[data-row]").filter(has_text=ROW)).to_be_in_viewport()
    page.clock.pause_at("2100-01-01")
    return page


Release = Callable[[], None]


def back(page: Page) -> Release:
    """Goes back to the library, whose first answer is held until it is released."""
    held = list[Route]()
    page.route(LISTING, lambda route: held.append(route))
    with page.expect_request(LISTING):
        page.go_back()

    def release() -> None:
        page.route(LISTING, listing)
        for route in held:
            listing(route)

    return release


def elsewhere(page: Page) -> None:
    page.get_by_role("link", name="API").evaluate("link => link.click()")  # a pointer might scroll to it
    page.get_by_role("heading", level=1).filter(has_text="API").wait_for()


def kept(page: Page) -> object:
    return page.evaluate("history.state.scroll")


def test_a_list_stands_where_it_was_left_though_its_first_answer_comes_late(left: Page) -> None:
    elsewhere(left)
    left.wait_for_function("() => { scrollTo(0, 600); return scrollY === 600; }")  # it is long, once its text is there
    left.evaluate("addEventListener('scroll', () => (window.moved = scrollY))")
    asked = places(left)
    release = back(left)
    left.wait_for_function("() => window.moved < 600")  # the list is not there yet, and the window cannot stay
    left.clock.run_for(5_000)
    assert kept(left) == LEFT
    release()
    expect(left.locator("[data-row]").filter(has_text=ROW)).to_be_in_viewport()
    assert left.evaluate("scrollY") == LEFT
    left.clock.run_for(5_000)
    assert asked == ["1600"]


def test_what_waits_to_be_kept_of_one_place_is_not_kept_of_another(left: Page) -> None:
    left.evaluate("addEventListener('scroll', () => (window.moved = scrollY))")
    elsewhere(left)
    left.wait_for_function("() => window.moved === 0")  # kept soon, but not in the place that is gone back to
    release = back(left)
    left.clock.run_for(5_000)
    assert kept(left) == LEFT
    release()
    expect(left.locator("[data-row]").filter(has_text=ROW)).to_be_in_viewport()


def test_a_place_that_is_left_again_before_it_stood_keeps_where_it_was(left: Page) -> None:
    elsewhere(left)
    release = back(left)
    elsewhere(left)
    left.go_back()
    assert kept(left) == LEFT
    release()
    expect(left.locator("[data-row]").filter(has_text=ROW)).to_be_in_viewport()


def test_whoever_scrolls_while_the_list_is_on_its_way_is_not_moved(left: Page) -> None:
    elsewhere(left)
    release = back(left)
    left.mouse.move(640, 600)
    left.evaluate("addEventListener('wheel', () => (window.wheeled = true))")
    left.mouse.wheel(0, 1)
    left.wait_for_function("() => window.wheeled")
    release()
    left.locator("[role=listitem]").first.wait_for()
    left.clock.run_for(1_000)
    assert left.evaluate("scrollY") < 100
    assert kept(left) != LEFT
