"""The catalogue: the library as tables for SQL, derived in shards that are replaced whole; no lock is waited for.

DuckDB asks Parquet files instead of a file of its own, which would admit one writing process and make its readers wait.
A shard holds what some 256 videos are at their revisions; its name tells of which it was made and what its content is.
So one that is out of date or damaged is not found, and is made again; two that write it at once write the same; and one
who reads it keeps what is open. Tags, decisions and what was shown are read from their logs when they are asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from vsearch.errors import OutputRefused, UsageWrong
from vsearch.executors import HERE, Executor
from vsearch.library import Store
from vsearch.library.catalog import tables
from vsearch.library.catalog.tables import SCHEMA, TABLES
from vsearch.library.storage import files

T = TypeVar("T")

SIZE = 256
"""Videos of a shard, about."""
TRIES = 5
"""Others may replace a shard between the moment it is found and the moment it is opened; the last try needs none."""

SHARDS: Mapping[str, Callable[[Store, Iterable[str]], Any]] = {
    "videos": tables.videos,
    "frames": tables.frames,
    "utterances": tables.utterances,
    "screen": tables.screen,
    "movements": tables.movements,
}
"""The tables that are kept, each with what makes its rows."""
_LOGS = {"decisions": tables.decisions, "shown": tables.shown}


def ask(store: Store, question: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """The rows that answer a question in SQL."""
    plain = question.replace("?", "null") if values else question  # names of tables are told of whole questions
    return _asked(store, plain, lambda connection: list(connection.execute(question, values).fetchall()))


def query(store: Store, question: str) -> Any:
    """The Arrow table that answers one SELECT of somebody who may read nothing but the tables, and write nothing."""
    import duckdb

    try:
        with closing(duckdb.connect()) as parser:
            kinds = [statement.type for statement in parser.extract_statements(question)]
        if kinds != [duckdb.StatementType.SELECT]:
            raise UsageWrong("One SELECT can be asked, and nothing else.", "ask-select")
        return _asked(store, question, lambda connection: connection.sql(question).to_arrow_table(), guarded=True)
    except duckdb.Error as error:
        said = " ".join(str(error).partition("\n\nLINE")[0].split())
        raise UsageWrong(f"This cannot be answered: {said.rstrip('.!')}.", "see-tables") from error


def refresh(store: Store, *names: str, executor: Executor = HERE) -> int:
    """Bring tables up to what the folders say, so that the first to ask need not wait; how many videos there are."""
    revisions = store.revisions()
    for name in names or ("videos",):
        for _ in _sources(store, name, revisions, executor):
            pass  # only one shard is held at a time
    return len(revisions)


def _asked(store: Store, question: str, fetch: Callable[[Any], T], *, guarded: bool = False) -> T:
    import duckdb

    for left in reversed(range(TRIES)):
        with closing(duckdb.connect()) as connection:
            connection.execute("set enable_progress_bar = false; set python_enable_replacements = false")
            names = {name.lower() for name in connection.get_table_names(question)} & TABLES.keys()
            try:
                paths = _define(connection, store, names, kept=left > 0)
                if guarded:
                    _guard(connection, paths)
                return fetch(connection)
            except duckdb.IOException:
                if not left:
                    raise
    raise AssertionError("The last try returns or raises.")


def _guard(connection: Any, paths: Sequence[str]) -> None:
    connection.execute("set temp_directory = ''; set autoinstall_known_extensions = false")
    connection.execute("set autoload_known_extensions = false")
    connection.execute(f"set allowed_paths = {_listed(paths)}")
    connection.execute("set enable_external_access = false; set lock_configuration = true")


def _define(connection: Any, store: Store, names: set[str], *, kept: bool) -> list[str]:
    """Make the tables that are asked for known to a connection, from `kept` shards or anew; the paths of the shards."""
    revisions = store.revisions() if names - _LOGS.keys() else {}
    paths: list[str] = []
    for name in sorted((names | {"videos"} if "tags" in names else names) & SHARDS.keys()):
        found = list(_sources(store, name, revisions, HERE)) if kept else [SHARDS[name](store, revisions)]
        shards = [str(source) for source in found if isinstance(source, Path)]
        parts = [f"select * from read_parquet({_listed(shards)}, union_by_name = true)"] if shards else []
        for number, source in enumerate(source for source in found if not isinstance(source, Path)):
            connection.register(f"{name}_{number}", source)
            parts.append(f"select * from {name}_{number}")
        connection.execute(f"create view {name} as {' union all by name '.join(parts)}")
        paths += shards
    for name in names & _LOGS.keys():
        connection.register(name, _LOGS[name](store))
    if "tags" in names:
        given = connection.execute("select id, tags from videos").fetchall()
        connection.register("tags", tables.tags(store, given))
    return paths


def _sources(store: Store, name: str, revisions: Mapping[str, str], executor: Executor) -> Iterator[Path | Any]:
    """The shards of a table, those that were missing made; as Arrow tables where they cannot be kept."""
    folder, shards = store.derived.folder("catalog"), _shards(revisions)
    keys = [f"{name}-{_digest(repr([SCHEMA, [(id, revisions[id]) for id in ids]]).encode())}" for ids in shards]
    known = _known(folder, name)
    if lacking := [key for key in keys if key not in known]:
        store.bring_shards(lacking)
        known = _known(folder, name)
    sound = {key: known[key] for key in keys if key in known and _proven(known[key])}
    wanted = [(name, ids) for ids, key in zip(shards, keys, strict=True) if key not in sound]
    made = executor.run(_made, store, wanted, ordered=True, places=[store.facts_file])
    kept = set()
    for key in keys:
        path, content = sound.get(key), b""
        if path is None:
            content = next(made).result
            if path := _kept(folder, key, content):
                store.publish_shard(path)
        # DuckDB would take what such names hold for patterns.
        readable = path is not None and not set("*?[") & set(str(path))
        yield path if readable else _loaded(path or BytesIO(content))
        kept.add(path)
    if wanted:
        for path in {*folder.glob(f"{name}-*.parquet"), store.local("catalog.duckdb")} - kept:
            files.delete(path)


def _known(folder: Path, name: str) -> dict[str, Path]:
    """The shards of a table that lie here, by what they were made of."""
    return {path.name.rpartition("-")[0]: path for path in folder.glob(f"{name}-*.parquet")}


def _shards(revisions: Mapping[str, str]) -> list[list[str]]:
    """The ids of each shard; their number doubles, so that few shards change when videos come."""
    count = 1 << max(0, (len(revisions) - 1) // SIZE).bit_length()
    shards: list[list[str]] = [[] for _ in range(count)]
    for id in sorted(revisions):
        shards[crc32(id.encode()) % count].append(id)
    return shards


def _made(store: Store, shard: tuple[str, list[str]]) -> bytes:
    """The content of a new shard of a table, of which the videos are given."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name, ids = shard
    buffer = pa.BufferOutputStream()
    pq.write_table(SHARDS[name](store, ids), buffer, compression="zstd")
    return bytes(buffer.getvalue().to_pybytes())


def _kept(folder: Path, key: str, content: bytes) -> Path | None:
    """The file of a new shard; None where the library may only be read."""
    path = folder / f"{key}-{_digest(content)}.parquet"
    try:
        files.write(path, content, lasting=False)
    except OutputRefused:
        return None
    return path


def _loaded(file: Path | BytesIO) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetFile(file).read()


def _proven(path: Path) -> bool:
    try:
        return path.stem.rpartition("-")[2] == _digest(path.read_bytes())
    except OSError:
        return False


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=10).hexdigest()


def _listed(paths: Sequence[str]) -> str:
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"
