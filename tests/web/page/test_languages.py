"""Numbers, dates and lengths of time are written as the reader's language writes them."""

from playwright.sync_api import expect

from tests.web.page.conftest import Open


def test_numbers_and_dates_follow_the_browser_s_language_also_where_the_texts_cannot(
    visit: Open, ids: dict[str, str]
) -> None:
    page = visit("/library", locale="pl-PL")
    expect(page.locator("[data-row]").filter(has_text="Morning coffee")).to_contain_text("9 mar 2026")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"/video/{ids['morning']}?t=3")
    page.locator("canvas").wait_for()
    for key in ("i", "ArrowRight", "ArrowRight", "o"):
        page.keyboard.press(key)
    expect(page.get_by_text("2,00 s marked")).to_be_visible()
