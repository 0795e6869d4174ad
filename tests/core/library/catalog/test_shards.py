"""The catalogue follows the folders, comes back when damaged, is never waited for, and can only be read."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.catalog import shards as catalog
from vsearch.library.catalog.listing import listed
from vsearch.library.catalog.shards import ask, query
from vsearch.library.catalog.tables import TABLES
from vsearch.library.decisions import Decision
from vsearch.library.parts import words
from vsearch.library.parts.entry import Entry
from vsearch.library.telemetry import Shown
from vsearch.nouns import Span, Utterance

Put = Callable[..., Entry]

ROOT = Path(__file__).parents[4]

_WRITER = """
import sys
from pathlib import Path
from vsearch.library import Store
from vsearch.library.catalog.shards import ask
store = Store.open(Path(sys.argv[1]))
for _ in range(20):
    assert ask(store, "select count(*) from frames") == [(12,)]
    store.update(store.find(sys.argv[2]))
print("done")
"""


def shards(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store.derived.folder("catalog")).iterdir()}


def test_the_catalogue_follows_the_folders(store: Store, put: Put) -> None:
    put(store, "abcd")
    put(store, "bcde", "Second", Path("/films/b.mp4"))
    question = "select title, count(*), sum(kept::int) from frames join videos on id = video group by all order by all"
    assert ask(store, question) == [("A film", 4, 2), ("Second", 4, 2)]
    store.remove("abcd")
    assert ask(store, "select id from videos") == [("bcde",)]


def test_an_empty_library_has_every_table_and_column(store: Store) -> None:
    for name, (_, columns) in TABLES.items():
        assert query(store, f"from {name}").column_names == [column.split()[0] for column in columns.split(", ")]


def test_signals_of_any_video_are_columns_and_null_where_an_older_library_lacks_them(store: Store, put: Put) -> None:
    put(store, "abcd")
    assert ask(store, "select distinct sharpness from frames") == [(0.5,)]


def test_what_did_not_change_is_not_made_again(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "abcd")
    assert catalog.refresh(store, *catalog.SHARDS) == 1
    before = shards(store)
    assert len(before) == len(catalog.SHARDS)
    monkeypatch.setattr(catalog, "_kept", None)
    ask(store, "select * from videos, frames, utterances")
    assert shards(store) == before


def test_of_many_videos_only_the_shards_of_those_that_changed_are_made_again(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "SIZE", 2)
    for number in range(12):
        put(store, f"abc{number}")
    catalog.refresh(store)
    before = shards(store)
    assert len(before) == 8
    put(store, "abc3", "Another")
    assert ask(store, "select count(*), count(distinct title) from videos") == [(12, 2)]
    assert len(shards(store).keys() - before.keys()) == 1
    assert len(shards(store)) == 8


@pytest.mark.parametrize("place", [0.0, 0.1, 0.4, 0.7, 0.95, 1.0])
def test_a_damaged_shard_is_no_answer_and_comes_back(store: Store, put: Put, place: float) -> None:
    put(store, "abcd", "A film of that name")
    expected = listed(store)
    (file,) = (store.derived.folder("catalog")).glob("videos-*")
    content = bytearray(file.read_bytes())
    content[min(len(content) - 1, int(len(content) * place))] ^= 255
    file.write_bytes(content)
    assert listed(store) == expected
    file.write_bytes(content[: int(len(content) * place)])
    assert listed(store) == expected
    store.clear()
    assert listed(store) == expected


def test_a_library_that_may_only_be_read_is_asked_too(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "abcd")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("vsearch.library.storage.files.os.replace", refused)
    assert [item.id for item in listed(store)] == ["abcd"]
    assert ask(store, "select count(*) from frames") == [(4,)]
    assert not shards(store)


def test_a_library_may_lie_anywhere(tmp_path: Path, put: Put) -> None:
    store = Store.create(tmp_path / "it's [my] *?", "fake", 4)
    put(store, "abcd")
    assert ask(store, "select id from videos") == [("abcd",)]
    assert query(store, "select id from videos").num_rows == 1


def test_a_shard_that_another_replaced_in_between_is_looked_for_again(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "abcd")
    catalog.refresh(store)
    define, times = catalog._define, []

    def overtaken(*given: object, kept: bool) -> list[str]:
        paths = define(*given, kept=kept)  # type: ignore[arg-type]
        if not times:
            Path(paths[0]).unlink()
        times.append(1)
        return paths

    monkeypatch.setattr(catalog, "_define", overtaken)
    assert ask(store, "select id from videos") == [("abcd",)]
    assert len(times) == 2


def test_shards_that_others_replace_again_and_again_are_done_without(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "abcd")
    define, tried = catalog._define, []

    def overtaken(*given: object, kept: bool) -> list[str]:
        paths = define(*given, kept=kept)  # type: ignore[arg-type]
        for path in paths:
            Path(path).unlink()
        tried.append(kept)
        return paths

    monkeypatch.setattr(catalog, "_define", overtaken)
    assert ask(store, "select id from videos") == [("abcd",)]
    assert tried == [True] * (catalog.TRIES - 1) + [False]


def test_the_catalogue_of_earlier_versions_goes(store: Store, put: Put) -> None:
    put(store, "abcd")
    old = store.local() / "catalog.duckdb"
    old.write_bytes(b"noise")
    listed(store)
    assert not old.exists()


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
    assert ask(store, "select id from videos order by id") == [("abcd",), ("bcde",)]
    assert ask(store, f"select distinct video from {table}") == [("bcde",)]


def test_the_catalogue_follows_the_log_of_decisions(store: Store, put: Put) -> None:
    put(store, "abcd")
    for count in range(3):
        found = ask(store, "select tag, value from decisions order by tag")
        assert found == [(f"tag {n}", n / 2) for n in range(count)]
        store.decide(Decision("label", "abcd", tag=f"tag {count}", value=count / 2))


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


def test_tags_and_what_was_shown_are_tables(store: Store, put: Put) -> None:
    put(store, "abcd")
    store.note_shown(Shown("abcd", (("dog", 0.75), ("sea", 0.5)), "fake", "tag", "2026-11-02T10:00:00.5+01:00"))
    store.decide(Decision("accept", "abcd", tag="Dog"), Decision("unlabel", "abcd", tag="one"))
    assert ask(store, "select tag, given from tags order by tag") == [("dog", True), ("one", False), ("two", True)]
    shown = [("2026-11-02 09:00:00.5", "dog", 1, 0.75, True), ("2026-11-02 09:00:00.5", "sea", 2, 0.5, None)]
    assert ask(store, "select shown_at::varchar, tag, rank, score, accepted from shown order by rank") == shown


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


def test_threads_share_the_catalogue_while_videos_change(store: Store, put: Put) -> None:
    put(store, "abcd")
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(ask, store, "select count(*) from videos, tags") for _ in range(40)]
        for number in range(5):
            put(store, f"bcd{number}")
        counts = [answer.result()[0][0] for answer in asked]
    # Two tags a video, and videos and tags of one moment.
    assert set(counts) <= {2 * count * count for count in range(1, 7)}


def test_one_who_reads_is_not_waited_for_and_keeps_what_is_open(store: Store, put: Put) -> None:
    put(store, "abcd")
    catalog.refresh(store)
    (file,) = (store.derived.folder("catalog")).iterdir()
    with file.open("rb") as held:
        put(store, "bcde")
        assert len(listed(store)) == 2
        assert not file.exists()
        assert held.read(4) == b"PAR1"


@pytest.mark.parametrize(
    "question",
    [
        "create table x (a int)", "delete from videos", "insert into videos select * from videos", "drop view videos",
        "attach 'other.db'", "install httpfs", "load httpfs", "set threads = 1", "pragma threads = 1", "checkpoint",
        "copy videos to 'videos.csv'", "export database 'all'", "explain analyze copy videos to 'videos.csv'",
        "select 1; select 2", "select 1; copy videos to 'videos.csv'", "", "-- nothing", "use memory",
        "prepare x as select 1",
    ],
)  # fmt: skip
def test_nothing_but_one_select_is_asked(
    store: Store, put: Put, question: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "abcd")
    listed(store)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageWrong):
        query(store, question)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "question",
    [
        "select * from read_text('{secret}')", "select * from read_csv('{secret}')", "select * from '{secret}'",
        "select * from glob('{folder}/*')", "select * from read_parquet('{folder}/videos/*/frames.parquet')",
        "select * from sniff_csv('{secret}')", "select * from read_blob('{secret}'), videos", "select * from secret",
        "select * from query('copy videos to x')", "select nope(1)", "select colour from videos", "selec",
        "with x as (delete from videos returning *) select * from x", "select * from nowhere", "select 'a'::int",
    ],
)  # fmt: skip
def test_no_file_is_read_and_a_wrong_question_is_a_sentence(store: Store, put: Put, question: str) -> None:
    put(store, "abcd")
    secret = duckdb.sql("select 1 as secret")
    (store.local() / "secret.csv").write_text("a,b\n1,2\n")
    assert secret
    with pytest.raises(UsageWrong, match="cannot be answered"):
        query(store, question.format(secret=store.local() / "secret.csv", folder=store.local()))


def test_the_tables_stand_in_the_docs() -> None:
    text = (ROOT / "docs" / "library.md").read_text("utf-8")
    for name, (holds, columns) in TABLES.items():
        listed = ", ".join(f"`{column}`" for column in columns.split(", "))
        assert f"| `{name}` | {holds} | {listed} |" in text
