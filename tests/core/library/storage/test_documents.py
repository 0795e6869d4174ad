"""Searches and reels under names: whole or absent, and never written over what a writer has not seen."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from vsearch.errors import DocumentChanged, DocumentUnknown, LibraryDamaged, LibraryTooNew, UsageWrong, VSearchError
from vsearch.library import Store, saved
from vsearch.library.health import findings, mend
from vsearch.library.parts.entry import Entry
from vsearch.library.saved import Reel, ReelPart, SavedQuery, read_reel, read_search, save_reel, save_search
from vsearch.nouns import Moment, Span

QUERY = SavedQuery("a cup", tags=("kitchen", "кот"), since="2026", threshold=0.4)


@pytest.fixture
def films(store: Store, put: Callable[..., Entry]) -> Store:
    """A library with one film."""
    put(store, "abcd")
    return store


def reel(name: str = "Summer", *spans: Span) -> Reel:
    return Reel(name, tuple(ReelPart("abcd", span, "said") for span in spans or (Span(2, 3), Span(0, 1.5))), 10)


def test_what_is_saved_comes_back_with_who_saved_it_and_when(films: Store) -> None:
    acting = films.acting_as("Ann")
    search, kept = save_search(acting, "Tassen 😀", QUERY), save_reel(acting, reel())
    other = Store.open(Path(films.location))
    assert read_search(other, "Tassen 😀") == search
    assert read_reel(other, "Summer") == kept
    assert (search.by, kept.by, bool(kept.at)) == ("Ann", "Ann", True)
    assert [one.span for one in kept.moments] == [Span(2, 3), Span(0, 1.5)]
    assert kept.seconds == 2.5


def test_a_reel_is_made_of_moments_in_their_order() -> None:
    moments = [Moment("b", Span(3, 4), 0.5, said="Hello"), Moment("a", Span(0, 1), 0.9)]
    assert Reel.of("r", moments).parts == (ReelPart("b", Span(3, 4), "Hello"), ReelPart("a", Span(0, 1)))


def test_a_change_is_seen_by_whoever_has_the_library_open(films: Store) -> None:
    other = Store.open(Path(films.location))
    before = other.revision()
    save_search(films, "cups", QUERY)
    between = other.revision()
    films.searches.forget("cups")
    assert len({before, between, other.revision()}) == 3


@pytest.mark.parametrize(
    ("revision", "why"),
    [
        pytest.param("", "is there already", id="a new one"),
        pytest.param("0000000000000000", "was changed meanwhile", id="one that was changed"),
    ],
)
def test_what_a_writer_has_not_seen_is_not_written_over(films: Store, revision: str, why: str) -> None:
    kept = save_reel(films, reel())
    with pytest.raises(DocumentChanged, match=why) as refused:
        save_reel(films, replace(reel(), length=1, revision=revision))
    assert refused.value.facts["revision"] == kept.revision
    assert read_reel(films, "Summer") == kept
    assert save_reel(films, replace(kept, length=1)).revision not in ("", kept.revision)
    assert save_reel(films, replace(reel(), length=2, revision="*")).length == 2


def test_of_many_who_replace_the_same_one_wins_and_the_others_hear_of_it(films: Store) -> None:
    kept, lost = save_search(films, "cups", QUERY), []

    def write(number: int) -> None:
        own = Store.open(Path(films.location))
        try:
            save_search(own, "cups", SavedQuery(f"cup {number}"), kept.revision)
        except DocumentChanged:
            lost.append(number)

    threads = [Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == 5
    assert read_search(films, "cups").query.words not in {f"cup {number}" for number in lost} | {"a cup"}


def test_what_was_changed_is_not_forgotten_unseen(films: Store) -> None:
    kept = save_search(films, "cups", QUERY)
    with pytest.raises(DocumentChanged):
        films.searches.forget("cups", "0000")
    films.searches.forget("cups", kept.revision)
    with pytest.raises(DocumentUnknown, match=r"no search called 'cups'\. There are: none yet"):
        read_search(films, "cups")
    with pytest.raises(DocumentUnknown):
        films.searches.forget("cups")
    with pytest.raises(DocumentChanged, match="is gone"):
        save_search(films, "cups", QUERY, kept.revision)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../up", "a/b", "a\\b", "\0", " a", "a.", "con", "a\nb", "a\u202eb", "é" * 90, "\ud800"],
    ids=ascii,
)
def test_names_that_no_file_can_have_are_refused(films: Store, name: str) -> None:
    for refused in (lambda: save_search(films, name, QUERY), lambda: films.searches.read(name)):
        with pytest.raises(UsageWrong, match="cannot be called"):
            refused()
    assert films.searches.names() == []


def test_names_that_differ_in_capitals_alone_are_refused(films: Store) -> None:
    save_search(films, "Cups", QUERY)
    with pytest.raises(UsageWrong, match="differs from 'cups' in capitals alone"):
        save_search(films, "cups", QUERY)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        pytest.param([ReelPart("wxyz", Span(0, 1))], "goes by 'wxyz'", id="no such video"),
        pytest.param([ReelPart("../..", Span(0, 1))], "goes by", id="a path"),
        pytest.param([ReelPart("abcd", Span(0, 99))], "no stretch", id="behind its end"),
        pytest.param([ReelPart("abcd", Span(-1, 1))], "no stretch", id="before its start"),
        pytest.param([ReelPart("abcd", Span(1, 1))], "no stretch", id="nothing"),
        pytest.param([ReelPart("abcd", Span(0, 1))] * 1001, "cannot have 1001 parts", id="too many"),
    ],
)
def test_parts_that_cannot_play_are_refused(films: Store, parts: list[ReelPart], why: str) -> None:
    with pytest.raises(UsageWrong, match=why):
        save_reel(films, Reel("r", tuple(parts)))


def test_a_search_for_nothing_is_refused() -> None:
    with pytest.raises(UsageWrong, match="asks for words or for a moment"):
        SavedQuery(tags=("cat",))


@pytest.mark.parametrize(
    ("folder", "content", "error"),
    [
        pytest.param("searches", b"noise", LibraryDamaged, id="noise"),
        pytest.param("searches", b"", LibraryDamaged, id="empty"),
        pytest.param("searches", b'{"layout": 1, "query": {"words": 7}}', LibraryDamaged, id="a wrong type"),
        pytest.param("searches", b'{"layout": 1, "query": {}}', LibraryDamaged, id="asks nothing"),
        pytest.param("searches", b'{"layout": 9}', LibraryTooNew, id="a newer layout"),
        pytest.param("searches", b'{"layout": 1, "query": {"words": "a", "mood": ""}}', LibraryTooNew, id="newer"),
        pytest.param("reels", b'{"layout": 1, "parts": [{"video": "a", "start": 3, "end": 1}]}', LibraryDamaged, id=""),
        pytest.param("reels", b'{"layout": 1, "parts": [{"video": "a", "start": NaN}]}', LibraryDamaged, id="nan"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_named_costs_itself_and_is_set_aside(
    films: Store, folder: str, content: bytes, error: type[VSearchError]
) -> None:
    save_search(films, "good", QUERY)
    save_reel(films, reel("good"))
    films.local(folder, "bad.json").write_bytes(content)
    with pytest.raises(error, match="'bad'"):
        (read_search if folder == "searches" else read_reel)(films, "bad")
    assert [type(wrong) for wrong in saved.flaws(films)] == [error]
    assert any("'bad'" in wrong.what for wrong in findings(films))
    mend(Path(films.location))
    assert films.local(folder, "bad.json").exists() is (error is LibraryTooNew)
    assert read_search(films, "good").query == QUERY
    assert read_reel(films, "good").parts == reel().parts


def test_a_damaged_one_can_be_replaced(films: Store) -> None:
    save_search(films, "cups", QUERY)
    films.local("searches", "cups.json").write_bytes(b"noise")
    assert save_search(films, "cups", QUERY, "*").query == QUERY
    assert json.loads(films.local("searches", "cups.json").read_bytes())["query"]["words"] == "a cup"
