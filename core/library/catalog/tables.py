"""The tables of the catalogue: their columns, and their rows as Arrow tables, from the folders and the logs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from vsearch.errors import LibraryError
from vsearch.library import Store
from vsearch.library.catalog.verdicts import by_video, judged, moment, standing
from vsearch.library.parts.entry import Entry
from vsearch.library.vocabulary import vocabulary

SCHEMA = "4"
"""Another one makes all shards anew."""


TABLES: Mapping[str, tuple[str, str]] = {
    "videos": (
        "a row a video",
        "id varchar, path varchar, copies varchar[], title varchar, description varchar, tags varchar[], "
        "language varchar, series varchar, date varchar, duration double, width bigint, height bigint, fps double, "
        "size bigint, status varchar, frames bigint, encoder varchar, words varchar, sound varchar, indexed varchar, "
        "thumbnail_time double",
    ),
    "frames": (
        "a row a frame that was looked at, with a float for each signal, such as sharpness",
        "video varchar, row bigint, time double, shot bigint, kept boolean, embedded boolean, reason varchar, "
        "start_time double, end_time double",
    ),
    "utterances": (
        "a row a sentence that is said",
        "video varchar, start_time double, end_time double, text varchar, source varchar, language varchar",
    ),
    "screen": (
        "a row a line that stands on the screen, its box in shares of the picture",
        "video varchar, start_time double, end_time double, text varchar, kind varchar, confidence double, "
        "box_left double, box_top double, box_right double, box_bottom double",
    ),
    "movements": (
        "a row a stretch of a shot, with what its camera does and how lively it is before it",
        "video varchar, start_time double, end_time double, kind varchar, direction varchar, speed double, "
        "action double",
    ),
    "tags": (
        "a row a tag that a video has, or that somebody said it has not",
        "video varchar, tag varchar, given boolean",
    ),
    "decisions": (
        "a row a decision of people, and whether it was undone",
        "made_at timestamp, made_by varchar, kind varchar, video varchar, time double, start_time double, "
        "end_time double, tag varchar, prompt varchar, value double, note varchar, key varchar, undone boolean, "
        "trial varchar, propensity double",
    ),
    "shown": (
        "a row a tag that was shown lately, and whether it was accepted afterwards",
        "shown_at timestamp, shown_by varchar, video varchar, tag varchar, rank bigint, score double, "
        "version varchar, accepted boolean",
    ),
}
"""What each table holds, and its columns."""


def videos(store: Store, ids: Iterable[str]) -> Any:
    """The videos of these ids; those whose entries are damaged are left out, and `doctor` names them."""
    return _table("videos", (_video(entry) for entry in _entries(store, ids)))


def frames(store: Store, ids: Iterable[str]) -> Any:
    """The frames of these videos, as far as they can be read."""
    import pyarrow as pa

    found = [_table("frames", ())]
    for id in ids:
        with suppress(LibraryError, OSError):
            table = store.shelf(id).frames()
            about = {"video": np.full(len(table), id), "row": np.arange(len(table))}
            times = {"start_time": table.start, "end_time": table.end}
            fixed = {name: getattr(table, name) for name in ("time", "shot", "kept", "embedded", "reason")}
            typed = pa.table(about | fixed | times).cast(found[0].schema)
            for name, column in table.signals.items():
                typed = typed.append_column(name, pa.array(column))
            found.append(typed)
    return pa.concat_tables(found, promote_options="default")


def utterances(store: Store, ids: Iterable[str]) -> Any:
    """What is said in these videos, as far as it can be read."""

    def rows() -> Iterator[Sequence[object]]:
        for id in ids:
            with suppress(LibraryError, OSError):
                for said in store.shelf(id).words()[0]:
                    yield id, said.span.start, said.span.end, said.text, said.source, said.language

    return _table("utterances", rows())


def screen(store: Store, ids: Iterable[str]) -> Any:
    """What stands on the screens of these videos, as far as it can be read."""

    def rows() -> Iterator[Sequence[object]]:
        for id in ids:
            with suppress(LibraryError, OSError):
                for line in store.shelf(id).screen():
                    box = line.box
                    about = id, line.span.start, line.span.end, line.text, line.kind, line.confidence
                    yield (*about, box.left, box.top, box.right, box.bottom)

    return _table("screen", rows())


def movements(store: Store, ids: Iterable[str]) -> Any:
    """How these videos move, as far as it was measured and can be read."""

    def rows() -> Iterator[Sequence[object]]:
        for id in ids:
            with suppress(LibraryError, OSError):
                track = store.shelf(id).motion()
                for one in track.movements if track else ():
                    yield id, one.span.start, one.span.end, one.kind, one.direction, one.speed, one.action

    return _table("movements", rows())


def tags(store: Store, given: Iterable[tuple[str, Sequence[str]]]) -> Any:
    """The last word on each tag of each video, from what came with it and what was decided since."""
    decisions = store.decisions()
    words, made = vocabulary(decisions), by_video(decisions)
    return _table(
        "tags", ((id, tag, yes) for id, own in given for tag, yes in standing(made.get(id, ()), words, own).items())
    )


def decisions(store: Store) -> Any:
    """What people decided, and what they took back."""
    return _table(
        "decisions",
        (
            (
                *(moment(d.at), d.by, d.kind, d.video, d.time, d.start, d.end, d.tag, d.prompt, d.value, d.note),
                *(item.key, item.undone, d.trial, d.propensity),
            )
            for item in store.history()
            for d in (item.decision,)
        ),
    )


def shown(store: Store) -> Any:
    """What was shown lately, and what people made of it."""
    decisions = store.decisions()
    found = judged(store.shown(), decisions, vocabulary(decisions))
    return _table("shown", ((j.at, j.by, j.video, j.tag, j.rank, j.score, j.version, j.accepted) for j in found))


def _video(entry: Entry) -> Sequence[object]:
    video, made = entry.video, entry.made
    frames, words, sound = (made.get(part, {}) for part in ("frames", "words", "sound"))
    return (
        video.id, str(video.path), [str(path) for path in video.copies], video.title, video.description,
        list(video.tags), video.language, video.series, video.date, video.duration, video.width, video.height,
        video.fps, video.size, entry.status, frames.get("kept"), frames.get("encoder", ""),
        words.get("source", "none"), sound.get("state", "none"), entry.at, video.thumbnail_time,
    )  # fmt: skip


def _entries(store: Store, ids: Iterable[str]) -> Iterator[Entry]:
    for id in ids:
        with suppress(LibraryError, OSError):
            yield store.shelf(id).entry()


def _table(name: str, rows: Iterable[Sequence[object]]) -> Any:
    import pyarrow as pa

    kinds = {
        "varchar": pa.string(), "varchar[]": pa.list_(pa.string()), "double": pa.float64(), "bigint": pa.int64(),
        "boolean": pa.bool_(), "timestamp": pa.timestamp("us"),
    }  # fmt: skip
    told = (column.split() for column in TABLES[name][1].split(", "))
    schema = pa.schema([(column, kinds[kind]) for column, kind in told])
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema)
