"""What a series is: decided by people, told by files, or read from names and folders."""

from pathlib import Path

import pytest

from vsearch.library.decisions import Decision
from vsearch.library.series import Episode, numbered, of_video, series
from vsearch.nouns import Video


def video(id: str, path: str, **more: str) -> Video:
    return Video(id, Path(path), id, 100.0, 64, 36, id, **more)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("The Office S01E02 - Diversity Day", ("The Office", 1, 2), id="S01E02"),
        pytest.param("the.office.s1.e02.720p", ("the office", 1, 2), id="dots"),
        pytest.param("Show 3x07", ("Show", 3, 7), id="3x07"),
        pytest.param("Show 1920x1080", ("", 0, 0), id="a size is no episode"),
        pytest.param("[Group] Frogs - 07 [1080p]", ("Frogs", 0, 7), id="anime"),
        pytest.param("Frogs - 112v2", ("Frogs", 0, 112), id="absolute number, second version"),
        pytest.param("Show Season 2 Episode 11", ("Show", 2, 11), id="in words"),
        pytest.param("Märchen Folge 5", ("Märchen", 0, 5), id="German"),
        pytest.param("S02E03", ("", 2, 3), id="no name"),
        pytest.param("Blade Runner 2049", ("", 0, 0), id="a film with a number"),
        pytest.param("holiday", ("", 0, 0), id="a word"),
    ],
)
def test_a_name_says_series_season_and_number(name: str, told: tuple[str, int, int]) -> None:
    assert numbered(name) == told


def test_episodes_stand_in_order_whatever_their_folders() -> None:
    paths = ("/tv/Show/Season 2/01 Start.mkv", "/tv/Show/Season 1/02.mkv", "/tv/Show/Season 1/Show S01E01.mkv")
    found = series(video(f"v{n}", path) for n, path in enumerate(paths))
    assert found == {"Show": (Episode("v2", "Show", 1, 1), Episode("v1", "Show", 1, 2), Episode("v0", "Show", 2, 1))}


def test_a_film_with_a_number_alone_in_its_name_makes_no_series() -> None:
    assert series([video("a", "/films/Apollo - 13.mkv"), video("b", "/films/holiday.mkv")]) == {}


def test_metadata_count_before_names_and_decisions_before_both() -> None:
    videos = [video("a", "/x/Wrong S01E01.mkv", series="Right"), video("b", "/x/Wrong S01E02.mkv", series="Right")]
    assert list(series(videos)) == ["Right"]
    decided = series(videos, [Decision("series", video="b", note="Other S03E04")])
    assert of_video(decided, "b") == Episode("b", "Other", 3, 4)
    assert of_video(series(videos, [Decision("series", video="b", note="")]), "b") is None


def test_series_are_one_whatever_the_case_and_the_marks_of_their_names() -> None:
    found = series([video("a", "/x/the.show.S01E01.mkv"), video("b", "/x/The Show - S01E02.mkv")])
    assert [len(episodes) for episodes in found.values()] == [2]
