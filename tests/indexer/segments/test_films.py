"""A small made series goes through files, the real indexer and the library: found, kept, corrected, found again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import vsearch
from vsearch.library import Store
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.shelf import FINGERPRINTS
from vsearch.nouns import Segment
from vsearch.settings import IndexOverrides

ROOT = Path(__file__).parent.parent.parent.parent
SETTINGS = IndexOverrides(transcriber="none", texts="builtin")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list]]:
    """Three episodes as films, and what is where in them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        from bench.setting.series.film import film
        from bench.setting.series.write import Way, made_films, made_series

        folder = tmp_path_factory.mktemp("tv")
        way = Way("Tiny", intro=12, cold=10, ident=4, recap=9, episodes=3)
        made = [*made_series(way, 0, 36.0), *made_films(1, 0, 40.0)]
        yield folder, [(film(one, folder, fps=8.0), one.truth) for one in made]


def found(store: Store, path: Path) -> FoundSegments:
    segments = store.shelf(store.find(str(path)).id).segments()
    assert segments is not None
    return segments


def index(library: Path, *paths: Path, **more: bool) -> Store:
    settings = IndexOverrides(transcriber="none", texts="builtin", **more)
    outcomes = vsearch.index(paths, store=library, encoder="builtin", settings=settings)
    assert not [outcome for outcome in outcomes if outcome.status == "failed"]
    return Store.open(library)


def test_a_series_is_found_while_it_is_indexed_and_again_when_it_grows(season: tuple, tmp_path: Path) -> None:
    _, films = season
    (first, _), (second, _), (third, truth), (film, _) = films
    store = index(tmp_path / "library", first, second, film)
    assert {one.kind for one in found(store, first).segments} == {"ident", "intro", "credits"}
    assert found(store, film).segments == ()
    before = store.revision(store.find(str(first)).id)
    store = index(tmp_path / "library", third)
    got = {one.kind: one.span for one in found(store, third).segments}
    for kind, start, end in truth:
        assert (got[kind].start, got[kind].end) == pytest.approx((start, end), abs=0.8), kind
    assert found(store, third).series == "Tiny"
    assert store.revision(store.find(str(first)).id) == before, "what was known is not made again"


def test_one_episode_alone_says_so_and_no_segments_leaves_all_out(season: tuple, tmp_path: Path) -> None:
    _, films = season
    store = index(tmp_path / "a", films[0][0])
    alone = found(store, films[0][0])
    assert [one.kind for one in alone.segments] == ["credits"]
    assert alone.series == ""
    store = index(tmp_path / "b", films[0][0], segments=False)
    assert store.shelf(store.ids()[0]).segments() is None


def test_an_older_library_is_listened_to_again_and_a_damaged_part_made_anew(season: tuple, tmp_path: Path) -> None:
    _, films = season
    paths = [path for path, _ in films[:3]]
    store = index(tmp_path / "library", *paths, segments=False)
    for id in store.ids():
        with store.draft(id, again=True) as draft:
            draft.keep_all()
            (draft.folder / FINGERPRINTS).unlink()
            draft.commit(store.entry(id))
    vsearch.find_segments(store.location)
    assert {one.kind for one in found(store, paths[0]).segments} >= {"intro", "credits"}
    id = store.find(str(paths[0])).id
    assert store.shelf(id).fingerprints() is not None
    (store.local("videos") / id / FINGERPRINTS).write_bytes(b"noise")
    vsearch.find_segments(store.location, [id])
    assert not list(store.shelf(id).damages())


def test_a_film_that_is_gone_is_compared_by_what_is_known(season: tuple, tmp_path: Path) -> None:
    _, films = season
    place = tmp_path / "Tiny"
    place.mkdir()
    paths = [Path(shutil.copy(path, place)) for path, _ in films[:2]]
    store = index(tmp_path / "library", *paths, segments=False)
    paths[1].unlink()
    vsearch.find_segments(store.location)
    for path in paths:
        assert "intro" in {one.kind for one in found(store, path).segments}


def test_another_series_by_a_person_makes_only_what_depends_on_it_anew(season: tuple, tmp_path: Path) -> None:
    _, films = season
    paths = [path for path, _ in films[:3]]
    index(tmp_path / "library", *paths)
    with vsearch.open(tmp_path / "library") as library:
        id = library.find(str(paths[2])).id
        library.set_series(id, "Elsewhere", season=1, episode=1)
        assert {name: len(own) for name, own in library.series().items()} == {"Elsewhere": 1, "Tiny": 2}
        kinds = {one.kind for one in library.segments_of(id)}
        assert kinds == {"credits"}
        assert kinds <= set(Segment.KINDS)
        (only,) = library.segments("Elsewhere")
        assert only.notes == (
            "It is the only episode of Elsewhere here: only credits and what chapters tell can be found.",
        )
