"""The catalogue: every video, frame, utterance and decision in DuckDB tables, derived from the folders at will."""

import os
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryBusy, LibraryDamaged, LibraryError
from vsearch.library import Store
from vsearch.library.entry import Entry
from vsearch.library.shelf import FRAMES, WORDS

PATIENCE = 10.0
"""Seconds to wait for another process to let go of the file."""

_TABLES = {
    "videos": "id varchar, path varchar, title varchar, description varchar, tags varchar[], language varchar, "
    "series varchar, date varchar, duration double, width integer, height integer, fps double, size bigint, "
    "status varchar, encoder varchar, words varchar, sound varchar, indexed varchar, revision varchar",
    "frames": "video varchar, row integer, time double, shot integer, kept boolean, embedded boolean, reason varchar, "
    "sharpness float, start_time double, end_time double",
    "utterances": "video varchar, start_time double, end_time double, text varchar, source varchar, language varchar",
    "decisions": "made_at varchar, made_by varchar, kind varchar, video varchar, time double, start_time double, "
    "end_time double, tag varchar, prompt varchar, value double, note varchar",
    "log": "size bigint",
}
"""`log` is how much of the log of decisions was there to be read."""


@contextmanager
def reading(store: Store) -> Iterator[Any]:
    """A read-only connection to a catalogue brought up to date, held for as short as the block."""
    import duckdb

    refresh(store)
    try:
        with _connection(store, read_only=True) as connection:
            yield connection
    except (duckdb.ProgrammingError, duckdb.InterruptException):  # it is not the catalogue that is wrong
        raise
    except duckdb.Error as error:
        _forget(store)
        raise LibraryDamaged(f"{_file(store)} was damaged and is deleted now. Ask again: it is re-made.") from error


def refresh(store: Store) -> int:
    """Bring the catalogue up to what the folders say; the number of videos that changed in it."""
    import duckdb

    try:
        return _refreshed(store)
    except duckdb.Error:  # damaged: it is only derived
        _forget(store)
    try:
        return _refreshed(store)
    except duckdb.Error as error:
        cause = str(error).strip().split("\n")[0]
        raise LibraryError(
            f"{_file(store)} cannot be made: {cause}. Free some space, or change the permissions of its folder."
        ) from error


def _refreshed(store: Store) -> int:
    stamps = store.revisions()
    known, read = _known(store) if _file(store).exists() else (None, -1)
    gone = [id for id in known or {} if known and known[id] != stamps.get(id)]
    new = [id for id in stamps if not known or known.get(id) != stamps[id]]
    # Decisions alone are no reason to write where only somebody else may: no command reads them here.
    if gone or new or known is None or (read != _logged(store) and os.access(_file(store), os.W_OK)):
        with _connection(store, read_only=False) as connection:
            _write(connection, store, gone, new, stamps)
    return len({*gone, *new})


def _write(connection: Any, store: Store, gone: list[str], new: list[str], stamps: dict[str, str]) -> None:
    for table, columns in _TABLES.items():
        connection.execute(f"create table if not exists {table} ({columns})")
    frames = 'file_row_number, time, shot, kept, embedded, reason, sharpness, start, "end"'
    _gather(connection, store, new, "frames", FRAMES, frames)
    _gather(connection, store, new, "utterances", WORDS, 'start, "end", text, source, language')
    connection.execute("begin")
    for table, column in (("videos", "id"), ("frames", "video"), ("utterances", "video")):
        connection.execute(f"delete from {table} where {column} in (select unnest(?::varchar[]))", [[*gone, *new]])
    for table in ("frames", "utterances"):
        connection.execute(f"insert into {table} from new_{table}")
    _fill(connection, "videos", (_row(entry, stamps[entry.id]) for entry in _readable(store, new)))
    _write_decisions(connection, store)
    connection.execute("commit")


def _write_decisions(connection: Any, store: Store) -> None:
    size = _logged(store)  # first: what is decided meanwhile is not taken for read
    if connection.execute("select size from log").fetchall() == [(size,)]:
        return
    made = (
        (d.at, d.by, d.kind, d.video, d.time, d.start, d.end, d.tag, d.prompt, d.value, d.note)
        for d in store.decisions()
    )
    connection.execute("delete from decisions; delete from log")
    _fill(connection, "decisions", made)
    _fill(connection, "log", [(size,)])


def _gather(connection: Any, store: Store, ids: list[str], table: str, name: str, columns: str) -> None:
    """Read columns of one file of many videos, outside a transaction because a damaged file would be the end of it.

    All files are read in one statement; where one is damaged each by itself, and `doctor` names those left out.
    """
    import duckdb

    connection.execute(f"create temp table new_{table} as from {table} limit 0")
    source = "read_parquet(?, filename = true, file_row_number = true, union_by_name = true)"
    insert = f"insert into new_{table} select parse_path(filename)[-2], {columns} from {source}"
    paths = [str(path) for id in ids if (path := store.shelf(id).file(name))]
    try:
        if paths:
            connection.execute(insert, [paths])
    except duckdb.Error:
        for one in paths:
            with suppress(duckdb.Error):
                connection.execute(insert, [[one]])


def _fill(connection: Any, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows through one Arrow table: five hundred at a time with `executemany` would take a second."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True))
    if columns:
        types = [kind.rsplit(" ", 1)[1] for kind in _TABLES[table].split(", ")]
        arrow = {"varchar[]": pa.list_(pa.string()), "varchar": pa.string(), "double": pa.float64()}
        arrays = [pa.array(column, arrow.get(kind, pa.int64())) for column, kind in zip(columns, types, strict=True)]
        connection.register("rows", pa.table(arrays, [f"column{n}" for n in range(len(arrays))]))
        connection.execute(f"insert into {table} select * from rows")


def _row(entry: Entry, revision: str) -> tuple[object, ...]:
    video, made = entry.video, entry.made
    about = (video.id, str(video.path), video.title, video.description, list(video.tags), video.language, video.series)
    measures = (video.date, video.duration, video.width, video.height, video.fps, video.size, entry.status)
    frames, words, sound = (made.get(part, {}) for part in ("frames", "words", "sound"))
    parts = (frames.get("encoder", ""), words.get("source", "none"), sound.get("state", "none"))
    return (*about, *measures, *parts, entry.at, revision)


def _readable(store: Store, ids: list[str]) -> Iterator[Entry]:
    for id in ids:
        with suppress(LibraryError, FileNotFoundError):  # `doctor` names these
            yield store.shelf(id).entry()


def _known(store: Store) -> tuple[dict[str, str], int]:
    """The revisions of the videos in the catalogue, and how much of the log is."""
    with _connection(store, read_only=True) as connection:
        videos = dict(connection.execute("select id, revision from videos").fetchall())
        return videos, connection.execute("select max(size) from log").fetchall()[0][0]


def _logged(store: Store) -> int:
    with suppress(FileNotFoundError):
        return store.local("decisions.jsonl").stat().st_size
    return 0


@contextmanager
def _connection(store: Store, *, read_only: bool) -> Iterator[Any]:
    """DuckDB admits one writing process: connections are short, and the lock is waited for in small random steps."""
    import duckdb

    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection = duckdb.connect(str(_file(store)), read_only=read_only)
            break
        except (duckdb.IOException, duckdb.ConnectionException) as error:
            # The second kind: another thread of this process has it open in the other mode.
            if "Could not set lock" not in str(error) and not isinstance(error, duckdb.ConnectionException):
                raise
            if time.monotonic() > end:
                raise LibraryBusy(f"{_file(store)} is held by another process. Try again when it has ended.") from error
            time.sleep(random.uniform(0.002, 0.02))
    try:
        connection.execute("set enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def _forget(store: Store) -> None:
    for file in (_file(store), _file(store).with_suffix(".duckdb.wal")):
        with suppress(OSError):
            file.unlink()


def _file(store: Store) -> Path:
    return store.local("catalog.duckdb")
