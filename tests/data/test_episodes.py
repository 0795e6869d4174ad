"""The sample series: it is the same each time, is known as a series, and has what its episodes say."""

from pathlib import Path

import pytest

import vsearch
from vsearch.data.episodes import EPISODES, SERIES, make_episodes
from vsearch.errors import OutputRefused
from vsearch.settings import IndexOverrides


def test_episodes_are_made_once(tmp_path: Path) -> None:
    made = make_episodes(tmp_path, height=36)
    paths = [tmp_path / SERIES / name for name in made]
    before = [(path.stat().st_mtime_ns, path.read_bytes()) for path in paths]
    paths[1].unlink()
    make_episodes(tmp_path, height=36)
    assert paths[0].stat().st_mtime_ns == before[0][0]
    assert [path.read_bytes() for path in paths] == [content for _, content in before]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputRefused, match="sample series"):
        make_episodes(tmp_path / "file")


@pytest.mark.slow
def test_its_openings_and_credits_are_found(tmp_path: Path) -> None:
    make_episodes(tmp_path)
    settings = IndexOverrides(transcriber="none", texts="builtin")
    vsearch.index([tmp_path], store=tmp_path / "library", encoder="builtin", settings=settings)
    with vsearch.open(tmp_path / "library") as library:
        season = library.segments(SERIES)
    assert [one.number for one in season] == [1, 2, 3]
    for one, made in zip(season, EPISODES, strict=True):
        spans = {segment.kind: (segment.span.start, segment.span.end) for segment in one.segments if segment.sure}
        assert spans["intro"] == pytest.approx(made.opening, abs=0.25), made.title
        assert spans["credits"] == pytest.approx(made.credits, abs=0.25), made.title
