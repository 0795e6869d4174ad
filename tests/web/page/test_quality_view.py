"""The quality of a library: its towers with the figures of their evaluation, and how much of what it suggested held."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.served import serving
from tests.web.page.conftest import NARROW, Open, keep
from tests.web.page.test_every_view import wrong
from vsearch.library import Store, towers
from vsearch.web.settings import ServeSettings

LABELS = """async ([id, body]) => (await fetch(`/api/v1/videos/${id}/labels`, {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", Vsearch: "1" },
})).status"""


@pytest.fixture(scope="module")
def served(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a library with a tower that does not serve."""
    copy = Path(shutil.copytree(library, tmp_path_factory.mktemp("quality") / "films"))
    trained(Store.open(copy))
    with serving(ServeSettings(library=copy, port=0)) as where:
        yield where


def trained(store: Store) -> None:
    """A tower as training leaves it, whose graph nobody asks for."""
    gain = {"verdict": {"gain": {"gain": {"mean": 0.12}}}}
    told = {
        "config": {
            "layout": 1, "encoder": store.encoder, "widths": {"frames": store.width, "words": 0, "sound": 0},
            "texts": "", "sound": "", "tasks": ["thumbnail"], "signals": ["sharpness"], "mean": [0.0],
            "deviation": [1.0], "tags": [], "shape": {}, "plan": {},
        },
        "metrics": {"test": {"recall": 0.8125}, **gain},
        "data": {"made": "2026-03-02T10:00:00", "tasks": ["thumbnail"], "learned": ["a", "b"]},
    }  # fmt: skip
    with towers.draft(store, "spring") as folder:
        for name, content in told.items():
            (folder / f"{name}.json").write_text(json.dumps(content))
        (folder / "tower.onnx").write_bytes(b"")


def judge(page: Page, id: str) -> None:
    """Have tags suggested, accept the first and reject the second."""
    told = page.request.get(f"/api/v1/videos/{id}/tags").json()
    shown = [tag["name"] for tag in (*told["tags"], *told["suggestions"])]
    assert page.evaluate(LABELS, [id, {"add": shown[:1], "deny": shown[1:2]}]) == 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_judged_is_a_curve_with_its_figures_and_towers_tell_theirs(
    visit: Open, ids: dict[str, str], theme: str
) -> None:
    page = visit("/library?show=quality", theme=theme)
    for id in ids.values():
        judge(page, id)
    page.reload()
    expect(page.get_by_role("img", name=re.compile("^Share of the judged suggestions"))).to_be_visible()
    expect(page.get_by_role("table", name="By tag")).to_be_visible()
    beside = page.get_by_role("table", name="By encoder").bounding_box()
    assert beside is not None
    assert beside["height"] < 120  # a row, not stretched to the height of its neighbour
    tower = page.locator("article").filter(has_text="spring")
    expect(tower).to_contain_text("+0.120")
    tower.get_by_text("All figures").click()
    expect(tower).to_contain_text("0.8125")
    keep(page, f"judged-1280-{theme}")
    assert wrong(page) == []


def test_the_curve_fits_a_narrow_screen(visit: Open, ids: dict[str, str]) -> None:
    page = visit("/library?show=quality", size=NARROW, theme="dark")
    judge(page, ids["cat"])
    page.reload()
    page.get_by_role("img", name=re.compile("^Share of the judged suggestions")).scroll_into_view_if_needed()
    keep(page, "judged-390-dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_tower_that_cannot_be_read_says_so_in_words_of_the_page(visit: Open) -> None:
    page = visit("/library?show=quality")
    folder = Path(page.request.get("/api/v1/library").json()["path"]) / "towers" / "spring"
    (folder / "config.json").rename(folder / "away.json")
    page.reload()
    tower = page.locator("article").filter(has_text="spring")
    expect(tower).to_contain_text("is damaged")
    expect(tower).to_contain_text("Ask whoever runs the server")
    expect(tower).not_to_contain_text("vsearch.open")
    (folder / "away.json").rename(folder / "config.json")
