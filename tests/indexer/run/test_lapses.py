"""Credentials that lapse while a run is under way: it says so, what was stored stays, and the next run goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stored import Faults
from vsearch.errors import StorageRefused
from vsearch.indexer.run.index import index
from vsearch.indexer.run.outcome import Outcome
from vsearch.library import Store, failures
from vsearch.objects import bucket as buckets
from vsearch.objects import path as objects_path
from vsearch.objects.bucket import Bucket
from vsearch.settings import IndexOverrides

PLAIN = IndexOverrides(sound="none", words=False, screen=False, motion=False)


@pytest.fixture
def films(
    film: Callable[..., Path], s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad_road: Faults
) -> list[str]:
    monkeypatch.setattr(objects_path, "_FRESH", 0.0)
    monkeypatch.setattr(buckets, "_TRIES", 1)
    bad_road.every = 0
    for number in range(3):
        Bucket(s3).put(f"films/{number}.mp4", film(tmp_path / f"{number}.mp4", seed=number).read_bytes())
    return [f"{s3}/films/{number}.mp4" for number in range(3)]


def made(films: list[str], library: object, road: Faults, *, lapses: bool) -> list[Outcome]:
    """Outcomes of a run whose credentials lapse as soon as the first video is stored."""

    def watch(word: object) -> None:
        if lapses and isinstance(word, Outcome):
            road.refusal, road.kinds, road.every = (400, "ExpiredToken"), ("refused",), 1

    road.every = 0
    return index(films, store=Path(str(library)), encoder="colours", settings=PLAIN, jobs=1, watch=watch)


@pytest.mark.usefixtures("colours")
def test_of_films_each_says_so_and_the_run_ends(films: list[str], bad_road: Faults, tmp_path: Path) -> None:
    told = made(films, tmp_path / "library", bad_road, lapses=True)
    assert [one.status for one in told] == ["indexed", "failed", "failed"]
    assert all("have lapsed. Renew them" in str(one.note) for one in told[1:])
    assert len(failures.failures(Store.open(tmp_path / "library"))) == 2
    again = made(films, tmp_path / "library", bad_road, lapses=False)
    assert sorted(one.status for one in again) == ["indexed", "indexed", "unchanged"]


@pytest.mark.slow
@pytest.mark.usefixtures("colours")
def test_of_the_library_it_ends_the_run_and_what_was_stored_stays(
    films: list[str], s3: str, bad_road: Faults, tmp_path: Path
) -> None:
    here = [str(tmp_path / f"{number}.mp4") for number in range(3)]
    with pytest.raises(StorageRefused, match=r"The credentials for .* have lapsed\. Renew them, and go on"):
        made(here, f"{s3}/library", bad_road, lapses=True)
    again = made(here, f"{s3}/library", bad_road, lapses=False)
    assert sorted(one.status for one in again) == ["indexed", "indexed", "unchanged"]
