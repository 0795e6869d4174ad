"""The view of one video, driven as an editor drives it: frames, cuts, tags, thumbnails and words."""

import re

from playwright.sync_api import Page, Route, expect

from tests.web.page.conftest import Open


def opened(visit: Open, address: str) -> Page:
    page = visit(address)
    page.locator("canvas").wait_for()
    return page


def now(page: Page) -> float:
    minutes, seconds = page.locator(".time.now").inner_text().split(":")
    return 60 * int(minutes) + float(seconds)


def test_frames_are_stepped_and_the_place_survives_a_reload(visit: Open, ids: dict[str, str]) -> None:
    page = opened(visit, f"/video/{ids['morning']}?t=3")
    expect(page.get_by_text("frame 72")).to_be_visible()
    page.keyboard.press(".")
    expect(page.get_by_text("frame 73")).to_be_visible()
    page.keyboard.press(",")
    expect(page.get_by_text("frame 72")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"\?t=4(\.\d+)?$"))
    page.reload()
    expect(page.get_by_text(re.compile("frame 9[67]"))).to_be_visible()


def test_a_moment_is_marked_by_keys_trimmed_to_the_frame_and_added_to_the_reel(
    visit: Open, ids: dict[str, str]
) -> None:
    page = opened(visit, f"/video/{ids['morning']}?t=3")
    for key in ("i", "ArrowRight", "ArrowRight", "o"):
        page.keyboard.press(key)
    expect(page.get_by_text("2.00s marked")).to_be_visible()
    page.get_by_role("slider", name="Start of the marked part").press("ArrowRight")
    expect(page.get_by_text("1.96s marked")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("complementary", name="Reel")).to_contain_text("1 moment")


def test_nothing_moves_under_the_timeline_when_what_it_shows_comes_late(visit: Open, ids: dict[str, str]) -> None:
    page = visit("/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/videos/\w+/(frames|curve)"), hold)
    page.goto(f"/video/{ids['morning']}?t=3")
    add = page.get_by_role("button", name="Add to reel").first
    add.wait_for()
    page.wait_for_load_state("load")
    before = add.bounding_box()
    while len(held) < 2:
        page.wait_for_timeout(50)
    for route in held:
        with page.expect_response(route.request.url):
            route.continue_()
    page.wait_for_timeout(300)
    assert add.bounding_box() == before


def test_words_are_found_in_what_is_said_and_seek(visit: Open, ids: dict[str, str]) -> None:
    page = opened(visit, f"/video/{ids['morning']}")
    expect(page.get_by_text("The newspaper can wait.")).to_be_visible()
    page.keyboard.press("f")
    page.keyboard.type("COFFEE")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 1")).to_be_visible()
    expect(page.locator("mark")).to_have_text("coffee")
    assert now(page) > 4


KEPT = """(() => {
    const own = HTMLVideoElement.prototype.requestVideoFrameCallback;
    HTMLVideoElement.prototype.requestVideoFrameCallback = function (then) {
        window.shown = then;
        return own.call(this, then);
    };
})()"""
"""Keeps what the page wants to be told of each picture that is shown."""


def test_a_picture_from_before_a_jump_that_is_told_of_late_does_not_take_it_back(
    visit: Open, ids: dict[str, str]
) -> None:
    page = visit("/")
    page.add_init_script(KEPT)
    page.goto(f"/video/{ids['morning']}")
    page.wait_for_function("() => window.shown && document.querySelector('video').readyState > 1")
    before = page.evaluate("() => performance.now()")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => { const film = document.querySelector('video'); return film.currentTime > 2 && !film.seeking; }"
    )
    page.evaluate("(before) => window.shown(performance.now(), { mediaTime: 0, presentationTime: before })", before)
    assert now(page) > 2


def test_a_suggested_tag_is_accepted_by_one_key_and_undone_by_another(visit: Open, ids: dict[str, str]) -> None:
    page = opened(visit, f"/video/{ids['cat']}?panel=tags")
    first = page.locator("ul.rows > li").first
    first.wait_for()
    name = (first.get_attribute("aria-label") or "").rpartition(",")[0]
    first.focus()
    page.keyboard.press("y")
    given = page.get_by_role("button", name=f"Take away {name}", exact=True)
    expect(given).to_be_visible()
    page.keyboard.press("z")
    expect(given).to_be_hidden()


def test_a_frame_is_pinned_by_one_key_and_undone_by_another(visit: Open, ids: dict[str, str]) -> None:
    page = opened(visit, f"/video/{ids['slow']}?t=3")
    page.get_by_role("button", name=re.compile("^Candidate at")).first.wait_for()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Take the pin back")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Take the pin back")).to_be_hidden()


def test_a_crop_is_moved_by_keys_and_downloaded_as_it_lies(visit: Open, ids: dict[str, str]) -> None:
    page = opened(visit, f"/video/{ids['morning']}")
    page.get_by_role("radio", name="1:1").check(force=True)
    window = page.get_by_role("slider", name="Where the 1:1 crop lies")
    window.press("End")
    expect(window).to_have_attribute("aria-valuenow", "100")
    with page.expect_download() as file:
        page.get_by_role("link", name="Download").click()
    assert file.value.suggested_filename.endswith(".jpg")


def test_steering_words_stand_in_the_address_and_back_leads_back(visit: Open, ids: dict[str, str]) -> None:
    page = opened(visit, f"/video/{ids['morning']}")
    page.get_by_role("button", name=re.compile("^Candidate at")).first.wait_for()
    page.keyboard.press("t")
    page.keyboard.type("a cup")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"prompt=a\+cup"))
    expect(page.get_by_text("“a cup”")).to_be_attached()
    page.go_back()
    expect(page.get_by_role("textbox", name="Steer by words")).to_have_value("")


def test_a_picture_of_one_s_own_is_uploaded_stands_as_the_thumbnail_and_is_taken_back(
    visit: Open, ids: dict[str, str]
) -> None:
    page = opened(visit, f"/video/{ids['slow']}?t=3")
    page.get_by_role("button", name=re.compile("^Candidate at")).first.wait_for()
    still = page.request.get(f"/api/v1/videos/{ids['morning']}/still?t=7&format=png").body()
    chooser = page.get_by_label("Upload a picture")
    chooser.set_input_files({"name": "own.png", "mimeType": "image/png", "buffer": still})
    own = page.get_by_role("button", name="A picture of your own")
    expect(own).to_be_visible()
    page.wait_for_function("() => document.querySelector('img.own').naturalWidth > 0")
    page.keyboard.press("z")
    expect(own).to_be_hidden()


def test_a_file_that_is_no_picture_becomes_no_thumbnail_and_says_why(visit: Open, ids: dict[str, str]) -> None:
    page = visit(f"/video/{ids['slow']}?t=3", refused=True)
    page.get_by_role("button", name=re.compile("^Candidate at")).first.wait_for()
    chooser = page.get_by_label("Upload a picture")
    chooser.set_input_files({"name": "own.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_text("This is not a picture that can be read.")).to_be_visible()
    expect(page.get_by_role("button", name="A picture of your own")).to_be_hidden()


LIGHT = """() => [...document.querySelectorAll("section[aria-labelledby=highlights-title] img")].map((image) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = [8, 8];
    pen.drawImage(image, 0, 0, 8, 8);
    return Math.max(...pen.getImageData(0, 0, 8, 8).data.filter((_, index) => index % 4 < 3));
})"""
"""How light the lightest part of each highlight's picture is."""


def test_no_highlight_is_shown_by_a_picture_of_a_fade_to_black(visit: Open, ids: dict[str, str]) -> None:
    page = opened(visit, f"/video/{ids['slow']}?t=3")
    pictures = page.locator("section[aria-labelledby=highlights-title] img")
    pictures.first.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.wait_for_function(f"() => ({LIGHT})().every((light) => light > 40)")
