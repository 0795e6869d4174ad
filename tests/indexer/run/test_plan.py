"""What a video needs depends on what lies beside it."""

from pathlib import Path

import pytest

from vsearch.indexer.run import plan
from vsearch.indexer.run.plan import RunPlan
from vsearch.library import Store
from vsearch.settings import IndexSettings


def test_subtitles_are_found_by_the_name_of_their_video(tmp_path: Path) -> None:
    for name in ("film.srt", "film.ru.srt", "film.2.en.VTT", "films.srt", "film.txt"):
        (tmp_path / name).touch()
    made = RunPlan(Store.create(tmp_path / "library", "colours", 60), IndexSettings())

    def beside(name: str) -> list[str]:
        return [name for name, _ in made.wanted(tmp_path / name)["words"]["beside"]]

    assert beside("film.mp4") == ["film.2.en.VTT", "film.ru.srt", "film.srt"]
    assert beside("film.2.mp4") == ["film.2.en.VTT"]
    assert beside("fil.mp4") == []


@pytest.mark.parametrize(
    ("screen", "here", "wanted"),
    [
        pytest.param(True, True, True, id="wanted and here"),
        pytest.param(True, False, False, id="not installed"),
        pytest.param(False, True, False, id="not wanted"),
    ],
)
def test_the_screen_is_read_where_it_is_wanted_and_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen: bool, here: bool, wanted: bool
) -> None:
    monkeypatch.setattr(plan, "installed", lambda spec: here)
    made = RunPlan(Store.create(tmp_path / "library", "colours", 60), IndexSettings(screen=screen))
    assert ("screen" in made.wanted(tmp_path / "film.mp4")) is wanted
