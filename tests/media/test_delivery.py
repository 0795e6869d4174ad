from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.media.delivery import Wanted, Written, deliver
from vsearch.nouns import Moment, Span

MOMENTS = [Moment("tick", Span(1.0, 2.2), 0.9, best=1.5), Moment("tick", Span(2.4, 3.6), 0.8, best=3.0)]


def test_everything_wanted_is_written(filmed: Store, tmp_path: Path) -> None:
    wanted = Wanted(
        html=tmp_path / "page.html",
        clips=tmp_path / "clips",
        copy=True,
        reel=tmp_path / "reel.mp4",
        length=1.5,
        preview=tmp_path / "preview.webp",
        storyboard=tmp_path / "boards",
        every=1.0,
        export=(tmp_path / "cut.edl", tmp_path / "cut.csv"),
    )
    made = deliver(filmed, MOMENTS, wanted, query="ticks")
    assert made.html == wanted.html
    assert [clip.copied for clip in made.clips] == [True, True]
    assert made.reel
    assert made.reel.length == pytest.approx(1.2)
    assert made.preview
    assert [board.pictures for board in made.storyboards] == [4]
    assert made.exports == wanted.export
    paths = [made.html, made.reel.path, made.preview.path, *made.exports, *(clip.path for clip in made.clips)]
    assert all(path and path.is_file() for path in paths)
    assert 'data-file="clips/A%20clock' in (tmp_path / "page.html").read_text("utf-8")
    assert "TITLE: ticks" in (tmp_path / "cut.edl").read_text("utf-8")


def test_what_is_refused_does_not_keep_the_rest_from_being_written(
    filmed: Store, add: Callable[..., object], tmp_path: Path
) -> None:
    add("gone", [("red", 0.0, 4.0)], path=tmp_path / "gone.mp4", fps=25.0, width=64, height=48)
    moments = [*MOMENTS, Moment("gone", Span(1.0, 2.0), 0.5, best=1.5)]
    lists = tuple(tmp_path / f"cut.{kind}" for kind in ("csv", "vtt", "txt", "edl"))
    made = deliver(filmed, moments, Wanted(reel=tmp_path / "reel.mp4", export=lists, html=tmp_path / "page.html"))
    assert made.exports == (lists[0], lists[3])
    assert [path.name for path in (*made.exports, made.html or Path()) if path.is_file()] == [
        "cut.csv", "cut.edl", "page.html",
    ]  # fmt: skip
    assert [(item.path.name, item.error.code) for item in made.refused] == [
        ("cut.vtt", "one-video"), ("cut.txt", "one-video"), ("reel.mp4", ""),
    ]  # fmt: skip
    assert "gone.mp4" in str(made.refused[-1].error)
    assert made.reel is None


def test_a_reel_shows_weak_matches_only_if_there_are_no_others(filmed: Store, tmp_path: Path) -> None:
    weak = [Moment("tick", Span(0.0, 0.4), 0.2, match="weak")]
    wanted = Wanted(reel=tmp_path / "reel.mp4")
    for moments, starts in ((weak, [0.0]), ([*weak, MOMENTS[0]], [1.0])):
        made = deliver(filmed, moments, wanted).reel
        assert made
        assert [span.start for _, span in made.parts] == starts


def test_nothing_is_written_that_is_not_wanted(filmed: Store) -> None:
    assert deliver(filmed, MOMENTS, Wanted()) == Written()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        pytest.param({"copy": True}, "Give `clips` too", id="copies of nothing"),
        pytest.param({"length": 3.0}, "Give `reel` too", id="the length of nothing"),
        pytest.param({"every": 3.0}, "Give `storyboard` too", id="a board of nothing"),
        pytest.param({"preview": Path("a.png")}, r"\.webp, \.gif, \.mp4", id="a preview that does not move"),
        pytest.param({"export": (Path("a.doc"),)}, "csv, edl, fcpxml", id="an unknown format"),
        pytest.param({"html": Path()}, r"written to '\.', which names no file", id="a page without a name"),
        pytest.param({"html": Path("/")}, "written to '/'.* Give `html`", id="a page that is the root"),
        pytest.param({"reel": Path("..")}, r"written to '\.\.'", id="a reel that is the folder above"),
        pytest.param({"preview": Path()}, "Give `preview` a file", id="a preview without a name"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_done(wanted: dict[str, object], sentence: str) -> None:
    with pytest.raises(UsageWrong, match=sentence):
        Wanted(**wanted)  # type: ignore[arg-type]
