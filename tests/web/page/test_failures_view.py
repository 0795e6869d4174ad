"""What could not be indexed stands under what needs attention, with its reason, until it is indexed."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.served import serving
from tests.web.page.conftest import Open, keep
from vsearch.cures import Note
from vsearch.data.samples import Samples
from vsearch.library import Store
from vsearch.library.failures import record
from vsearch.web.settings import ServeSettings


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film in a media folder, which is not all there yet."""
    path = tmp_path_factory.mktemp("media") / "films" / "new" / "torn.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no film yet")
    return path


@pytest.fixture(scope="module")
def served(library: Path, torn: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that may index the media folder."""
    copy = Path(shutil.copytree(library, tmp_path_factory.mktemp("served") / "films"))
    record(Store.open(copy), torn, Note("torn.mp4 cannot be opened: it has no beginning.", "other-reader"))
    with serving(ServeSettings(library=copy, port=0, media=(torn.parents[1],))) as where:
        yield where


def test_what_failed_is_told_with_its_reason_and_tried_again(visit: Open, torn: Path, samples: Samples) -> None:
    page = visit("/library?show=attention")
    row = page.get_by_role("listitem").filter(has_text="torn.mp4")
    expect(row).to_contain_text("it has no beginning. Re-encode the file.")
    keep(page, "failed-1280-light")
    shutil.copy(sorted(samples.folder.glob("*.mp4"))[-1], torn)
    row.get_by_role("button", name="Try again").click()
    expect(row).to_be_hidden()
    page.goto("/library")
    expect(page.get_by_text(re.compile("^4 videos$"))).to_be_visible()
