"""What every search engine must do: the one in memory, Milvus' embedded form, and the server, on the same library."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from vsearch.cluster.engines import collections, milvus
from vsearch.cluster.engines.address import address
from vsearch.cluster.engines.client import MilvusClient
from vsearch.cluster.engines.milvus import Milvus
from vsearch.errors import EngineUnavailable
from vsearch.retrieval.engines import (
    ENGINES,
    EngineOptions,
    EngineVideo,
    SearchEngine,
    VideoFilters,
    WantedFrames,
    sync,
)
from vsearch.rows import unit

WIDTH = 16


def video(number: int, *, stamp: str = "1", rows: int = 6) -> EngineVideo:
    dice = np.random.default_rng(number)
    time = np.arange(rows, dtype=np.float64)
    return EngineVideo(
        id=f"v{number:02d}", stamp=stamp, series=f"series {number % 3}", language=("en", "de")[number % 2],
        tags=("cat", "dog")[: number % 3], folders=("/", "/films", f"/films/{number % 4}"),
        days=(20_260_000 + 100 * (number % 12 + 1) + 1,) * 2, duration=10.0 * number, heard="builtin", time=time,
        start=time, end=time + 1, shot=(time // 2).astype(np.int32), kept=time < rows - 1, packaging=time < 2,
        vectors=unit(dice.normal(size=(rows, WIDTH)).astype(np.float32)),
    )  # fmt: skip


@pytest.fixture(
    params=[
        "memory",
        pytest.param("lite", marks=pytest.mark.cluster),
        pytest.param("server", marks=pytest.mark.cluster),
    ]
)
def engine(request: pytest.FixtureRequest, tmp_path) -> Callable[[], SearchEngine]:
    """Opens the same engine again and again."""
    options = EngineOptions("lib", WIDTH)
    if request.param == "memory":
        request.getfixturevalue("memory")
        return lambda: ENGINES.make("memory:", options=options)
    if request.param == "lite":
        if find_spec("milvus_lite") is None or find_spec("pymilvus") is None:
            pytest.skip("there is no milvus-lite here: `make cluster-test` fetches it")
        opened = Milvus(str(tmp_path / "films.db"), options=options)
        return lambda: opened
    place = request.getfixturevalue("milvus").partition(":")[2]
    Milvus(place, options=options).drop()
    return lambda: Milvus(place, options=options)


def truth(videos, query, among):
    rows = [
        (float(one.vectors[row] @ query[0]), one.id, row)
        for one in videos
        for row in np.flatnonzero(one.kept).tolist()
        if among(one, row)
    ]
    return [(id, row) for _, id, row in sorted(rows, reverse=True)]


QUESTIONS = [
    pytest.param(WantedFrames(), lambda one, row: True, id="all"),
    pytest.param(WantedFrames(videos=("v01", "v07")), lambda one, row: one.id in ("v01", "v07"), id="named"),
    pytest.param(WantedFrames(without=("v01",)), lambda one, row: one.id != "v01", id="without"),
    pytest.param(WantedFrames(masked=True), lambda one, row: row > 1, id="masked"),
    pytest.param(
        WantedFrames(masked=True, unmasked=("v03",)), lambda one, row: row > 1 or one.id == "v03", id="unmasked"
    ),
    pytest.param(
        WantedFrames(filters=VideoFilters(series=frozenset({"series 1"}), languages=frozenset({"en"}))),
        lambda one, row: one.series == "series 1" and one.language == "en",
        id="series and language",
    ),
    pytest.param(
        WantedFrames(filters=VideoFilters(days=(20_260_301, 20_260_531), shortest=25.0, longest=150.0)),
        lambda one, row: 20_260_301 <= one.days[0] <= 20_260_531 and 25 <= one.duration <= 150,
        id="dates and length",
    ),
    pytest.param(
        WantedFrames(filters=VideoFilters(folders=frozenset({"/films/3"}))),
        lambda one, row: "/films/3" in one.folders,
        id="a folder",
    ),
    pytest.param(
        WantedFrames(filters=VideoFilters(series=frozenset({"nothing"}))), lambda one, row: False, id="nothing"
    ),
]


def test_an_engine_keeps_its_contract(engine):
    """One test, so that a server is filled once: finding, filters, grouping, replacing, forgetting, emptying."""
    videos = [video(number) for number in range(20)]
    opened = engine()
    assert not opened.held().videos
    opened.put(videos)
    held = engine().held()
    assert {id: (one.stamp, one.frames, one.heard) for id, one in held.videos.items()} == {
        one.id: ("1", 5, "builtin") for one in videos
    }
    query = unit(np.random.default_rng(99).normal(size=(1, WIDTH)).astype(np.float32))
    for asked, among in (question.values for question in QUESTIONS):
        found = [(one.video, one.row) for one in opened.nearest(query, 10, asked)]
        assert found == truth(videos, query, among)[:10], asked
    best = opened.nearest(query, 3, WantedFrames())[0]
    assert best.shot == best.row // 2
    assert best.score == pytest.approx(
        float(next(one for one in videos if one.id == best.video).vectors[best.row] @ query[0])
    )

    changed = video(4, stamp="2", rows=4)
    opened.put([changed])
    opened.put([changed])
    opened.drop(["v05"])
    again = engine().held()
    assert again.version != held.version
    assert (again.videos["v04"].stamp, again.videos["v04"].frames, "v05" in again.videos) == ("2", 3, False)
    left = [one for one in videos if one.id not in ("v04", "v05")] + [changed]
    found = [(one.video, one.row) for one in engine().nearest(query, 200, WantedFrames())]
    assert sorted(found) == sorted(truth(left, query, lambda one, row: True))

    opened.drop()
    assert not engine().held().videos
    opened.drop()


def test_the_nearest_of_each_video_is_found_where_a_server_groups(engine):
    videos = [video(number) for number in range(20)]
    opened = engine()
    opened.put(videos)
    query = unit(np.random.default_rng(98).normal(size=(1, WIDTH)).astype(np.float32))
    found = [one.video for one in opened.nearest(query, 5, WantedFrames(grouped=True))]
    if len(set(found)) == len(found):
        firsts = dict.fromkeys(id for id, _ in truth(videos, query, lambda one, row: True))
        assert found == list(firsts)[:5]
    opened.drop()


@pytest.mark.cluster
def test_libraries_lie_beside_each_other(milvus):
    place = milvus.partition(":")[2]
    one, other = (Milvus(place, options=EngineOptions(name, WIDTH)) for name in ("one", "other"))
    one.put([video(1)])
    other.put([video(1), video(2)])
    query = video(2).vectors[:1]
    assert {found.video for found in one.nearest(query, 20, WantedFrames())} == {"v01"}
    one.drop()
    assert {found.video for found in other.nearest(query, 20, WantedFrames())} == {"v01", "v02"}
    other.drop()
    left = MilvusClient(address(place)).call("list_collections")
    assert not [name for name in left if name.startswith("vsearch_")]


@pytest.mark.cluster
def test_a_collection_of_another_width_is_refused_with_its_cure(milvus):
    client = MilvusClient(address(milvus.partition(":")[2]))
    name = collections.videos_name(WIDTH)
    client.call("create_collection", name, dimension=8)
    try:
        opened = Milvus(milvus.partition(":")[2], options=EngineOptions("lib", WIDTH))
        for ask in (opened.held, lambda: opened.put([video(1)])):
            with pytest.raises(
                EngineUnavailable, match=r"holds vectors of 8 numbers, and this library has 16\. Name an"
            ):
                ask()
    finally:
        client.call("drop_collection", name)


@pytest.mark.cluster
@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivf_sq8", "diskann"])
def test_every_kind_of_index_finds_what_is_there(milvus, kind):
    videos = [video(number, rows=40) for number in range(30)]
    opened = Milvus(milvus.partition(":")[2], options=EngineOptions("lib", WIDTH, index=kind))
    opened.put(videos)
    query = unit(np.random.default_rng(97).normal(size=(1, WIDTH)).astype(np.float32))
    found = {(one.video, one.row) for one in opened.nearest(query, 10, WantedFrames())}
    opened.drop()
    assert len(found & {*truth(videos, query, lambda one, row: True)[:10]}) >= 9


@pytest.mark.cluster
def test_another_kind_of_index_is_told_all_anew(milvus):
    place = milvus.partition(":")[2]
    Milvus(place, options=EngineOptions("lib", WIDTH, index="flat")).put([video(1)])
    other = Milvus(place, options=EngineOptions("lib", WIDTH, index="hnsw"))
    assert not other.held().videos
    other.put([video(1)])
    assert (other.held().kind, len(other.held().videos)) == ("hnsw", 1)
    other.drop()


@pytest.mark.cluster
def test_a_library_answers_the_same_through_a_server(milvus, library, add, colours):
    for n in range(12):
        add(f"v{n:02d}", [(("red", "green", "blue")[(n + k) % 3], k * 3, k * 3 + 3) for k in range(3)])

    def found(words):
        return [(one.video, one.span, one.score, one.match) for one in library.search(words, top=12).moments]

    expected = [found(words) for words in ("red", "green", "a photo of blue")]
    library.choose_engine(milvus)
    assert library.sync_engine().told == 12
    assert [found(words) for words in ("red", "green", "a photo of blue")] == expected
    assert library.engine_state().held.server.startswith("v")
    add("new", [("black", 0, 3)])
    assert found("black")[0][0] == "new"
    library.drop_engine()
    assert library.search_engine is None
    assert found("black")[0][0] == "new"


def test_what_is_sent_at_once_is_bounded(monkeypatch):
    monkeypatch.setattr(milvus, "LOT", 10)
    lots = list(milvus._lots(iter([video(number) for number in range(5)])))
    assert [[one.id for one in lot] for lot in lots] == [["v00", "v01"], ["v02", "v03"], ["v04"]]
    assert [len(part) for part in milvus._parts(iter(range(23)), 10)] == [10, 10, 3]


@pytest.mark.cluster
def test_after_a_run_the_index_holds_all_and_answers_are_the_nearest_in_every_direction(milvus):
    """Before, a server finds two of three in directions far from all frames; `waiting` says so, and `sync` waits."""
    place = milvus.partition(":")[2]
    width, count, dice = 64, 120, np.random.default_rng(5)
    middles = unit(dice.normal(size=(40, width)).astype(np.float32))
    videos = []
    for number in range(count):
        rows = middles[dice.integers(0, 40, 100)] + dice.normal(size=(100, width), scale=0.6 / 8)
        videos.append(replace(video(number, rows=100), vectors=unit(rows.astype(np.float32))))
    opened = Milvus(place, options=EngineOptions("lib", width, index="hnsw"))
    opened.drop()
    opened.put(videos)
    assert opened.held().partial
    assert sync._awaited(opened, lambda *_: None) == 0
    again = Milvus(place, options=EngineOptions("lib", width, index="hnsw"))
    assert again.held().waiting == 0
    shares = []
    for query in unit(dice.normal(size=(20, width)).astype(np.float32)):
        found = {(one.video, one.row) for one in again.nearest(query[None], 782, WantedFrames())[:10]}
        shares.append(len(found & {*truth(videos, query[None], lambda one, row: True)[:10]}) / 10)
    opened.drop()
    assert np.mean(shares) >= 0.99
