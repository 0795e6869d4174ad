"""Addresses of a Milvus, the kind of index that fits, and filters in its own words."""

import pytest

from vsearch.cluster.engines.address import address
from vsearch.cluster.engines.filters import expressions
from vsearch.cluster.engines.kinds import KINDS, fitting
from vsearch.errors import UsageWrong
from vsearch.retrieval.engines import VideoFilters, WantedFrames


@pytest.mark.parametrize(
    ("told", "uri", "host", "port", "database"),
    [
        pytest.param("//milvus.example:19530", "http://milvus.example:19530", "milvus.example", 19530, "", id="server"),
        pytest.param("//10.0.0.7", "http://10.0.0.7:19530", "10.0.0.7", 19530, "", id="the usual port"),
        pytest.param("//h:1/films", "http://h:1", "h", 1, "films", id="a database"),
        pytest.param("https://h:443", "https://h:443", "h", 443, "", id="encrypted"),
        pytest.param("//[::1]:19530", "http://[::1]:19530", "::1", 19530, "", id="version 6"),
        pytest.param("/srv/films.db", "/srv/films.db", "", 0, "", id="embedded"),
    ],
)
def test_an_address_names_a_server_or_a_file(told, uri, host, port, database):
    found = address(told)
    assert (found.uri, found.host, found.port, found.database) == (uri, host, port, database)
    assert found.embedded == (not host)


@pytest.mark.parametrize(
    "told", ["", "//", "//h:0", "//h:70000", "//h:port", "//h/a/b", "//ann:x@h", "films", "//h.db/x.db"]
)
def test_what_is_no_address_is_refused_with_what_is(told):
    with pytest.raises(UsageWrong, match=r"is no address of a Milvus\. Write milvus://HOST:PORT"):
        address(told)


@pytest.mark.parametrize(
    ("rows", "memory", "kind"),
    [
        pytest.param(15_000, 8.0, "flat", id="small"),
        pytest.param(1_000_000, 8.0, "hnsw", id="fits"),
        pytest.param(5_000_000, 8.0, "ivf_sq8", id="fits in bytes"),
        pytest.param(50_000_000, 8.0, "diskann", id="fits on disk alone"),
        pytest.param(50_000_000, 256.0, "hnsw", id="more memory"),
    ],
)
def test_the_kind_of_index_follows_size_and_memory(rows, memory, kind):
    assert fitting(rows, 256, memory) == kind
    assert fitting(rows, 256, memory, embedded=True) == "flat"


def test_a_search_is_as_wide_as_what_is_wanted():
    assert KINDS["hnsw"].search(782) == {"ef": 782}
    assert KINDS["hnsw"].search(5) == {"ef": 128}
    assert KINDS["ivf_sq8"].search(782) == {"nprobe": 1024}
    assert KINDS["flat"].search(782) == {}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(WantedFrames(), "", id="all"),
        pytest.param(WantedFrames(videos=("a", "b")), ' and video in ["a", "b"]', id="named"),
        pytest.param(WantedFrames(without=("a",)), ' and not (video in ["a"])', id="without"),
        pytest.param(WantedFrames(masked=True), " and (packaging == false)", id="masked"),
        pytest.param(
            WantedFrames(masked=True, unmasked=("a",)),
            ' and (packaging == false or video in ["a"])',
            id="masked but one",
        ),
        pytest.param(
            WantedFrames(filters=VideoFilters(series=frozenset({'the "x"'}))),
            ' and series in ["the \\"x\\""]',
            id="a quoted name",
        ),
        pytest.param(
            WantedFrames(filters=VideoFilters(days=(20_260_101, 20_261_231), longest=90.0)),
            " and first_day <= 20261231 and last_day >= 20260101 and duration <= 90.0",
            id="dates and length",
        ),
        pytest.param(
            WantedFrames(filters=VideoFilters(folders=frozenset({"/a"}), languages=frozenset({"en"}))),
            ' and language in ["en"] and array_contains_any(folders, ["/a"])',
            id="folders",
        ),
    ],
)
def test_what_may_answer_is_told_in_milvus_words(asked, told):
    assert list(expressions("lib", asked)) == [f'library == "lib" and kept == true{told}']


def test_many_names_are_told_by_what_they_were_chosen_by_or_in_several_searches():
    names = tuple(f"v{n}" for n in range(2_500))
    filters = VideoFilters(series=frozenset({"s"}))
    (one,) = expressions("lib", WantedFrames(videos=names, filters=filters))
    assert one.endswith('series in ["s"]')
    several = list(expressions("lib", WantedFrames(videos=names)))
    assert [told.count('"v') for told in several] == [1_000, 1_000, 500]
