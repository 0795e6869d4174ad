"""Lines on the screen lie beside the other parts of a video, and older libraries have none."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vsearch.errors import LibraryDamaged
from vsearch.library import Store
from vsearch.library.parts import screen
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Box, ScreenText, Span

LINES = (
    ScreenText(Span(1.0, 3.5), "A Winter Journey", Box(0.25, 0.5, 0.75, 0.625), 0.75, "title"),
    ScreenText(Span(4.0, 9.0), "冬の旅", Box(0.0, 0.0, 1.0, 1.0), 0.5),
)


@pytest.mark.parametrize("lines", [pytest.param(LINES, id="lines"), pytest.param((), id="none")])
def test_lines_are_read_back(tmp_path: Path, lines: tuple[ScreenText, ...]) -> None:
    screen.save(lines, tmp_path / "screen.parquet")
    assert screen.load((tmp_path / "screen.parquet").read_bytes()) == lines


def test_a_kind_of_a_newer_version_is_text(tmp_path: Path) -> None:
    screen.save(LINES, tmp_path / "screen.parquet")
    table = pq.read_table(tmp_path / "screen.parquet")
    table = table.set_column(3, "kind", pa.array(["hologram", "text"]))
    pq.write_table(table, tmp_path / "screen.parquet")
    assert [line.kind for line in screen.load((tmp_path / "screen.parquet").read_bytes())] == ["text", "text"]


def test_a_video_of_an_older_library_has_none(store: Store, put: Callable[..., Entry]) -> None:
    put(store, "v1")
    assert store.shelf("v1").screen() == ()


def test_a_damaged_part_is_named_and_mended_by_leaving_it_out(store: Store, put: Callable[..., Entry]) -> None:
    entry = put(store, "v1")
    with store.draft("v1", again=True) as draft:
        draft.keep_all()
        draft.put_screen(LINES)
        draft.commit(entry)
    assert store.shelf("v1").screen() == LINES
    path = store.shelf("v1").folder / "screen.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    assert "screen" in store.shelf("v1").flaws(store.shelf("v1").entry())
    with pytest.raises(LibraryDamaged, match=r"screen\.parquet is damaged"):
        store.shelf("v1").screen()
    assert [error.what.split("/")[-1].split()[0] for error in store.shelf("v1").damages()] == ["screen.parquet"]
    store.shelf("v1").mend()
    assert store.shelf("v1").screen() == ()


@pytest.mark.parametrize(
    ("text", "kind"), [pytest.param(" ", "text", id="nothing"), pytest.param("a", "poem", id="an unknown kind")]
)
def test_a_line_that_cannot_be_is_refused(text: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r"says something|one of"):
        ScreenText(Span(0, 1), text, Box(0, 0, 1, 1), 0.5, kind)
