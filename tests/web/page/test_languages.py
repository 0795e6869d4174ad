"""The page speaks the reader's language, and writes numbers, dates and lengths of time as that language does."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.page.conftest import NARROW, Open, keep

LANGUAGES = {"de-AT": "Suche", "es-MX": "Buscar", "fr-CA": "Chercher", "zh-CN": "搜索"}
PLACES = (
    "/search",
    "/search?q=coffee",
    "/library",
    "/library?show=quality",
    "/video/{cat}?panel=tags",
    "/reel",
    "/review",
)


def spoken(page: Page) -> str | None:
    page.locator("h1").first.wait_for(state="attached")
    return page.locator("html").get_attribute("lang")


def test_numbers_and_dates_follow_the_browser_s_language_also_where_the_texts_cannot(
    visit: Open, ids: dict[str, str]
) -> None:
    page = visit("/library", locale="pl-PL")
    expect(page.locator("[data-row]").filter(has_text="Morning coffee")).to_contain_text("9 mar 2026")
    assert spoken(page) == "en"
    page.goto(f"/video/{ids['morning']}?t=3")
    page.locator("canvas").wait_for()
    for key in ("i", "ArrowRight", "ArrowRight", "o"):
        page.keyboard.press(key)
    expect(page.get_by_text("2,00 s marked")).to_be_visible()


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_page_speaks_the_browser_s_language_and_fits_a_phone(visit: Open, ids: dict[str, str], locale: str) -> None:
    page = visit("/search", locale=locale, size=NARROW)
    expect(page.get_by_role("link", name=LANGUAGES[locale], exact=True)).to_be_visible()
    assert spoken(page) == locale[:2]
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for number, place in enumerate(PLACES):
        page.goto(place.format(**ids))
        page.locator("h1").first.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        keep(page, f"{locale}-{number}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
    assert {name for name in LANGUAGES if any(f"/texts-{name[:2]}-" in url for url in fetched)} == {locale}
    assert not any("/texts-en-" in url for url in fetched)


def test_another_language_is_chosen_and_kept(visit: Open) -> None:
    page = visit("/library", locale="fr-FR")
    page.get_by_role("combobox", name="Langue").select_option("Deutsch")
    expect(page.get_by_role("link", name="Suche", exact=True)).to_be_visible()
    page.goto("/search")
    assert spoken(page) == "de"
    page.get_by_role("combobox", name="Sprache").select_option("English")
    expect(page.get_by_role("link", name="Search", exact=True)).to_be_visible()
