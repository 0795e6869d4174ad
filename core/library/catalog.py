"""The catalogue: every video, frame, utterance and decision in DuckDB tables, derived from the folders at will."""

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from vsearch.errors import LibraryBusy, LibraryError
from vsearch.library import Library
from vsearch.library.entry import Entry
from vsearch.library.shelf import marked

PATIENCE = 10.0
"""Seconds to wait for another process to let go of the file."""

_TABLES = {
    "videos": "id varchar, path varchar, title varchar, description varchar, tags varchar[], language varchar, "
    "series varchar, date varchar, duration double, width integer, height integer, fps double, size bigint, "
    "status varchar, encoder varchar, words varchar, sound varchar, indexed varchar, stamp bigint",
    "frames": "video varchar, row integer, time double, shot integer, kept boolean, embedded boolean, reason varchar, "
    "sharpness float, start_time double, end_time double",
    "utterances": "video varchar, start_time double, end_time double, text varchar, source varchar, language varchar",
    "decisions": "made_at varchar, made_by varchar, kind varchar, video varchar, time double, start_time double, "
    "end_time double, tag varchar, prompt varchar, value double, note varchar",
}


@contextmanager
def reading(library: Library) -> Iterator[Any]:
    """A read-only connection to a catalogue brought up to date, held for as short as the block."""
    refresh(library)
    with _connection(library, read_only=True) as connection:
        yield connection


def refresh(library: Library) -> int:
    """Bring the catalogue up to what the folders say; the number of videos that changed in it."""
    file = library.path / "catalog.duckdb"
    stamps = _stamps(library)
    known = _known(library) if file.exists() else None
    gone = [id for id in known or {} if known and known[id] != stamps.get(id)]
    new = [id for id in stamps if not known or known.get(id) != stamps[id]]
    if gone or new or known is None:
        with _connection(library, read_only=False) as connection:
            connection.execute("begin")
            _write(connection, library, gone, new, stamps)
            connection.execute("commit")
    return len({*gone, *new})


def _write(connection: Any, library: Library, gone: list[str], new: list[str], stamps: dict[str, int]) -> None:
    for table, columns in _TABLES.items():
        connection.execute(f"create table if not exists {table} ({columns})")
    for table, column in (("videos", "id"), ("frames", "video"), ("utterances", "video")):
        connection.execute(f"delete from {table} where {column} in (select unnest(?::varchar[]))", [[*gone, *new]])
    frames = 'file_row_number, time, shot, kept, embedded, reason, sharpness, start, "end"'
    _gather(connection, library, new, "frames", "frames.parquet", frames)
    _gather(connection, library, new, "utterances", "utterances.parquet", 'start, "end", text, source, language')
    _fill(connection, "videos", (_row(entry, stamps[entry.id]) for entry in _readable(library, new)))
    connection.execute("delete from decisions")
    made = (
        (d.at, d.by, d.kind, d.video, d.time, d.start, d.end, d.tag, d.prompt, d.value, d.note)
        for d in library.decisions()
    )
    _fill(connection, "decisions", made)


def _gather(connection: Any, library: Library, ids: list[str], table: str, name: str, columns: str) -> None:
    """Insert columns of one file of many videos in one statement; a damaged file is left out, and named by `doctor`."""
    paths = [str(path) for id in ids if marked(path := library.videos / id / name, b"PAR1", b"PAR1")]
    if paths:
        source = "read_parquet(?, filename = true, file_row_number = true, union_by_name = true)"
        connection.execute(f"insert into {table} select parse_path(filename)[-2], {columns} from {source}", [paths])


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


def _row(entry: Entry, stamp: int) -> tuple[object, ...]:
    video, made = entry.video, entry.made
    about = (video.id, str(video.path), video.title, video.description, list(video.tags), video.language, video.series)
    measures = (video.date, video.duration, video.width, video.height, video.fps, video.size, entry.status)
    frames, words, sound = (made.get(part, {}) for part in ("frames", "words", "sound"))
    parts = (frames.get("encoder", ""), words.get("source", "none"), sound.get("state", "none"))
    return (*about, *measures, *parts, entry.at, stamp)


def _readable(library: Library, ids: list[str]) -> Iterator[Entry]:
    for id in ids:
        with suppress(LibraryError, FileNotFoundError):  # `doctor` names these
            yield library.shelf(id).entry()


def _known(library: Library) -> dict[str, int] | None:
    import duckdb

    with suppress(duckdb.CatalogException), _connection(library, read_only=True) as connection:
        return dict(connection.execute("select id, stamp from videos").fetchall())
    return None


def _stamps(library: Library) -> dict[str, int]:
    stamps = {}
    for id in library.ids():
        with suppress(OSError):
            stamps[id] = (library.videos / id / "video.json").stat().st_mtime_ns
    return stamps


@contextmanager
def _connection(library: Library, *, read_only: bool) -> Iterator[Any]:
    """DuckDB admits one writing process: connections are short, and the lock is waited for in small random steps."""
    import duckdb

    file = library.path / "catalog.duckdb"
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection = duckdb.connect(str(file), read_only=read_only)
            break
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                file.unlink(missing_ok=True)  # damaged: it is only derived
                file.with_suffix(".duckdb.wal").unlink(missing_ok=True)
                read_only = False
            elif time.monotonic() > end:
                raise LibraryBusy(f"{file} is held by another process. Try again when it has ended.") from error
            time.sleep(random.uniform(0.002, 0.02))
    try:
        connection.execute("set enable_progress_bar = false")
        yield connection
    finally:
        connection.close()
