"""What a video needs depends on what lies beside it."""

from pathlib import Path

from vsearch.indexer.run.plan import RunPlan
from vsearch.library import Store
from vsearch.settings import IndexSettings


def test_subtitles_are_found_by_the_name_of_their_video(tmp_path: Path) -> None:
    for name in ("film.srt", "film.ru.srt", "film.2.en.VTT", "films.srt", "film.txt"):
        (tmp_path / name).touch()
    plan = RunPlan(Store.create(tmp_path / "library", "colours", 60), IndexSettings())

    def beside(name: str) -> list[str]:
        return [name for name, _ in plan.wanted(tmp_path / name)["words"]["beside"]]

    assert beside("film.mp4") == ["film.2.en.VTT", "film.ru.srt", "film.srt"]
    assert beside("film.2.mp4") == ["film.2.en.VTT"]
    assert beside("fil.mp4") == []
