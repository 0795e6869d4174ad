"""The search view, driven by keys: what is asked stands in the address, what is found is opened, kept and narrowed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.page.conftest import Open, keep
from vsearch.errors import ModelMissing
from vsearch.retrieval.phrases import Phrases

MOMENT = "[data-moment]"


def ask(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.locator("mark").first).to_be_visible()


def test_a_moment_is_found_and_opened_without_a_mouse_and_back_leads_back(visit: Open) -> None:
    page = visit("/search")
    page.get_by_role("heading", name="Newest videos").wait_for()
    ask(page, "coffee")
    assert page.url.endswith("/search?q=coffee")
    expect(page.locator("mark").first).to_have_text("coffee")
    page.keyboard.press("Escape")
    expect(page.locator(MOMENT).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/video/[^/]+\?t=[\d.]+&q=coffee$"))
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("coffee")
    expect(page.locator(MOMENT).first).to_be_visible()


def test_words_to_avoid_and_filters_stand_in_the_address_and_survive_a_reload(visit: Open) -> None:
    page = visit("/search")
    page.get_by_role("heading", name="Newest videos").wait_for()
    ask(page, 'coffee -tea -"at night"')
    page.get_by_role("button", name="Tag").click()
    page.get_by_role("checkbox", name=re.compile("breakfast")).check()
    expect(page).to_have_url(re.compile(r"\?q=coffee&not=tea&not=at\+night&tag=breakfast$"))
    page.reload()
    expect(page.get_by_text("without “at night”")).to_be_visible()
    expect(page.get_by_role("button", name="Tag: breakfast")).to_be_visible()


def test_moments_that_move_as_is_wanted_are_kept_and_the_address_says_so(visit: Open) -> None:
    page = visit("/search?q=cat")
    page.locator(MOMENT).first.wait_for()
    page.get_by_role("button", name="Movement").click()
    keep(page, "movement-1280-light")
    page.get_by_role("radio", name="Zoom").click()
    expect(page).to_have_url(re.compile(r"\?q=cat&motion=zoom$"))
    expect(page.locator(MOMENT).first).to_have_attribute("aria-label", re.compile("^A cat looks at you"))
    few = page.request.get("/api/v1/search?words=cat&motion=zoom").json()
    told = sum(len(group["moments"]) for group in (*few["items"], *few["weak"]))
    expect(page.locator(MOMENT)).to_have_count(told)
    page.reload()
    expect(page.get_by_role("button", name="Zoom")).to_be_visible()
    page.get_by_role("button", name="Zoom").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?q=cat$"))


def test_a_search_without_a_good_match_says_so(visit: Open) -> None:
    page = visit("/search?q=quarterly+tax+return")
    expect(page.get_by_role("heading", name="No good match.")).to_be_visible()


def test_an_encoder_that_is_missing_is_said_and_words_still_find(
    visit: Open, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: object) -> object:
        raise ModelMissing("The encoder is not here.", "fetch-encoder")

    monkeypatch.setattr(Phrases, "encoder", property(none))
    monkeypatch.setattr(Phrases, "query", none)
    monkeypatch.setattr(Phrases, "bank", none)
    page = visit("/search?q=newspaper+can+wait", refused=True)
    expect(page.get_by_text("Only words were looked for, not pictures: The encoder is not here.")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("newspaper")
    page.goto(f"/video/{ids['morning']}?t=3")
    expect(page.get_by_text("The newspaper can wait.")).to_be_visible()
    expect(page.get_by_text("frame 72")).to_be_visible()
    expect(page.get_by_role("alert").first).to_contain_text("The encoder is not here.")


def test_arrows_walk_and_single_keys_act_on_the_moment_that_has_the_focus(visit: Open) -> None:
    page = visit("/search?q=a+cat")
    page.locator(MOMENT).nth(1).wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(MOMENT).nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_text("1 moment selected")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("Added to the reel.")).to_be_visible()
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile(r"/search\?like=[^&]+%40[\d.]+$"))


def test_the_sheet_lists_the_keys_that_work_here(visit: Open) -> None:
    page = visit("/search?q=coffee")
    page.locator(MOMENT).first.wait_for()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet.get_by_text("Walk the results")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_switch_of_the_theme_is_remembered(visit: Open, theme: str) -> None:
    page = visit("/search", theme="dark" if theme == "light" else "light")
    switch = page.get_by_role("button", name=re.compile("^Theme"))
    switch.click()
    if theme == "dark":
        switch.click()
    page.reload()
    expect(page.get_by_role("button", name=f"Theme: {theme}")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
