"""The catalogue follows the folders, comes back when deleted, and lets several processes in."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from vsearch.errors import LibraryBusy, LibraryDamaged, LibraryError
from vsearch.library import Store, catalog, words
from vsearch.library.decisions import Decision
from vsearch.library.entry import Entry
from vsearch.library.listing import listed
from vsearch.nouns import Span, Utterance

Put = Callable[..., Entry]

_WRITER = """
import sys
from pathlib import Path
from vsearch.library import Store, catalog
library = Store.open(Path(sys.argv[1]))
for _ in range(10):
    catalog.refresh(library)
    with catalog.reading(library) as connection:
        assert connection.execute("select count(*) from frames").fetchone() == (12,)
    (library.local("videos") / sys.argv[2] / "video.json").touch()
print("done")
"""


def test_the_catalogue_follows_the_folders(store: Store, put: Put) -> None:
    put(store, "abcd")
    put(store, "bcde", "Second", Path("/films/b.mp4"))
    with catalog.reading(store) as connection:
        query = "select title, count(*), sum(kept::int) from frames join videos on id = video group by all order by all"
        assert connection.execute(query).fetchall() == [("A film", 4, 2), ("Second", 4, 2)]
    store.remove("abcd")
    with catalog.reading(store) as connection:
        assert connection.execute("select id from videos").fetchall() == [("bcde",)]


def test_a_deleted_or_damaged_catalogue_comes_back(store: Store, put: Put) -> None:
    put(store, "abcd")
    catalog.refresh(store)
    (store.local() / "catalog.duckdb").write_bytes(b"noise" * 1000)
    assert [item.id for item in listed(store)] == ["abcd"]
    store.clear()
    assert [item.id for item in listed(store)] == ["abcd"]


@pytest.mark.parametrize("cause", ["Cannot open file: Permission denied", "Could not write all bytes: No space left"])
def test_a_catalogue_that_cannot_be_made_is_said_at_once(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch, cause: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise duckdb.IOException(f"IO Error: {cause}")

    put(store, "abcd")
    monkeypatch.setattr(duckdb, "connect", refused)
    with pytest.raises(LibraryError, match=cause):
        catalog.refresh(store)


def test_a_damaged_catalogue_is_made_anew_wherever_it_lies(tmp_path: Path, put: Put) -> None:
    store = Store.create(tmp_path / "clock", "fake", 4)
    put(store, "abcd")
    (store.local() / "catalog.duckdb").write_bytes(b"noise" * 1000)
    assert [item.id for item in listed(store)] == ["abcd"]


@pytest.mark.parametrize("place", [0.1, 0.4, 0.7, 0.95])
def test_a_catalogue_with_a_rotten_place_comes_back_when_it_is_met(store: Store, put: Put, place: float) -> None:
    for number in range(8):
        put(store, f"abc{number}")
    expected = [item.id for item in listed(store)]
    file = store.local() / "catalog.duckdb"
    data = bytearray(file.read_bytes())
    for at in range(int(len(data) * place), min(len(data), int(len(data) * place) + 40)):
        data[at] ^= 255
    file.write_bytes(data)
    with suppress(LibraryDamaged):
        assert [item.id for item in listed(store)] == expected
    assert [item.id for item in listed(store)] == expected


def test_a_wrong_question_does_not_cost_the_catalogue(store: Store, put: Put) -> None:
    put(store, "abcd")
    with pytest.raises(duckdb.BinderException), catalog.reading(store) as connection:
        connection.execute("select colour from videos")
    assert (store.local() / "catalog.duckdb").exists()


@pytest.mark.parametrize("name", ["frames.parquet", "utterances.parquet"])
def test_a_file_that_is_rotten_inside_costs_only_itself(store: Store, put: Put, name: str) -> None:
    put(store, "abcd")
    put(store, "bcde")
    for id in ("abcd", "bcde"):
        words.save(
            (Utterance(Span(0, 1), "Hello", "film.srt"),), None, store.local("videos") / id / "utterances.parquet"
        )
    file = store.local("videos") / "abcd" / name
    whole = file.read_bytes()
    file.write_bytes(b"PAR1" + b"\xff" * (len(whole) - 8) + b"PAR1")
    table = name.removesuffix(".parquet")
    with catalog.reading(store) as connection:
        assert connection.execute("select id from videos order by id").fetchall() == [("abcd",), ("bcde",)]
        assert connection.execute(f"select distinct video from {table}").fetchall() == [("bcde",)]


def test_the_catalogue_follows_the_log_of_decisions(store: Store, put: Put) -> None:
    put(store, "abcd")
    for count in range(3):
        with catalog.reading(store) as connection:
            found = connection.execute("select tag, value from decisions order by tag").fetchall()
        assert found == [(f"tag {n}", n / 2) for n in range(count)]
        store.decide(Decision("label", "abcd", tag=f"tag {count}", value=count / 2))


def test_a_catalogue_of_before_gets_its_new_tables(store: Store, put: Put) -> None:
    put(store, "abcd")
    catalog.refresh(store)
    with duckdb.connect(str(store.local() / "catalog.duckdb")) as connection:
        connection.execute("drop table log")
    assert [item.id for item in listed(store)] == ["abcd"]


def test_a_damaged_video_does_not_keep_the_others_out(store: Store, put: Put) -> None:
    put(store, "abcd")
    put(store, "bcde")
    (store.local("videos") / "abcd" / "frames.parquet").write_bytes(b"noise")
    assert {item.id for item in listed(store)} >= {"bcde"}


def test_the_list_finds_words_in_any_case_and_marks_what_is_gone(store: Store, put: Put, tmp_path: Path) -> None:
    here = tmp_path / "here.mp4"
    here.touch()
    put(store, "abcd", "Кошка", here)
    put(store, "bcde", "Собака")
    assert [item.id for item in listed(store, containing="кош")] == ["abcd"]
    assert [item.id for item in listed(store, missing=True)] == ["bcde"]


def test_processes_share_the_catalogue(store: Store, put: Put) -> None:
    for id in ("abcd", "bcde", "cdef"):
        put(store, id)
    command = [sys.executable, "-c", _WRITER, str(store.local())]
    runs = [subprocess.Popen([*command, id], stdout=subprocess.PIPE, text=True) for id in ("abcd", "bcde")]
    try:
        assert [run.communicate(timeout=100)[0].strip() for run in runs] == ["done", "done"]
    finally:
        for run in runs:
            run.kill()


def test_a_catalogue_held_by_another_is_said(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "abcd")
    catalog.refresh(store)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    file = str(store.local() / "catalog.duckdb")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", hold, file], text=True, **pipes) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == "held\n"
        monkeypatch.setattr(catalog, "PATIENCE", 0.1)
        with pytest.raises(LibraryBusy, match="held by another process"), catalog.reading(store):
            pass
        holder.stdin.close()
