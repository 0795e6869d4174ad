"""The library view: videos are found, what others decide shows by itself, and a saved search is there for all."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.page.conftest import Open

LABEL = """async ([id, tag]) => (await fetch(`/api/v1/videos/${id}/labels`, {
    method: "POST", body: JSON.stringify({ add: [tag] }), headers: { "Content-Type": "application/json", Vsearch: "1" },
})).status"""


def titles(page: Page) -> list[str]:
    return page.locator("[data-row] .title > span:first-child").all_inner_texts()


def test_videos_are_found_by_a_word_filtered_and_sorted(visit: Open) -> None:
    page = visit("/library?sort=longest")
    expect(page.get_by_text("3 videos", exact=True)).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(3)
    longest = titles(page)
    page.get_by_label("Sort").select_option("shortest")
    expect(page).to_have_url(re.compile("sort=shortest"))
    expect(page.locator("[data-row]").first).to_contain_text(longest[-1])
    page.get_by_role("searchbox").fill("moon")
    expect(page.get_by_text("1 video", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("moon")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_nothing_found_says_how_to_find_more(visit: Open) -> None:
    page = visit("/library?q=zebra")
    page.get_by_role("link", name="Clear filters").click()
    expect(page.get_by_text("3 videos", exact=True)).to_be_visible()


def test_what_one_browser_decides_another_sees_and_can_undo(visit: Open, ids: dict[str, str]) -> None:
    mine, other = visit("/library?show=log"), visit("/library")
    expect(mine.get_by_text("Nothing was decided yet.")).to_be_visible()
    assert other.evaluate(LABEL, [ids["morning"], "sunrise"]) == 200
    row = mine.get_by_role("listitem").filter(has_text="gave the tag sunrise")
    expect(row).to_contain_text("Morning coffee")
    row.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("undone")
    other.goto("/library?show=log&q=sunrise")
    expect(other.get_by_role("listitem").filter(has_text="gave the tag sunrise")).to_contain_text("undone")


def test_a_saved_search_is_kept_in_the_library_and_forgetting_it_can_be_undone(visit: Open) -> None:
    page = visit("/search?q=coffee&tag=kitchen")
    page.locator("[data-moment]").first.wait_for()
    page.keyboard.press("s")
    page.get_by_role("dialog").get_by_label("Name").fill("Kitchens")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as “Kitchens”.")).to_be_visible()
    elsewhere = visit("/search")
    elsewhere.get_by_role("link", name="Kitchens").click()
    expect(elsewhere).to_have_url(re.compile(r"\?q=coffee&tag=kitchen$"))
    elsewhere.go_back()
    elsewhere.get_by_role("button", name="Forget “Kitchens”").click()
    expect(elsewhere.get_by_role("link", name="Kitchens")).to_be_hidden()
    expect(elsewhere.get_by_text("“Kitchens” is no longer saved.")).to_be_visible()
    elsewhere.keyboard.press("z")
    expect(elsewhere.get_by_role("link", name="Kitchens")).to_be_visible()


@pytest.mark.slow
def test_a_folder_is_indexed_from_the_page_and_what_failed_says_why(visit: Open) -> None:
    page = visit("/library")
    page.get_by_role("button", name="Index", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=re.compile("incoming: .*1 indexed"))).to_be_visible(
        timeout=60_000
    )
    page.get_by_role("searchbox").fill("dalia")
    expect(page.locator("[data-row]").first).to_contain_text("Una dalia")
    page.get_by_role("link", name="Needs attention").click()
    expect(page.get_by_role("listitem").filter(has_text="broken.mp4")).to_be_visible()
