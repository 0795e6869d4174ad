"""What engines are told of the videos of a library, and the stamps that tell whether they were told it as it is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path

import numpy as np

from vsearch.errors import LibraryError, UsageWrong
from vsearch.library.catalog.shards import ask
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Span
from vsearch.retrieval.engines import EngineVideo
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.scope import days, numbered
from vsearch.retrieval.segments.masks import mostly_within

SCHEMA = "1"
"""Another one makes every video be told anew."""

NEVER = (99_991_231, 0)
"""The days of a video that no date is known of: none."""


def stamps(library: Library) -> Mapping[str, str]:
    """What tells the content of each video, by its id: the same wherever the library lies.

    Only the entries of videos that changed are read: the stamps of the others are remembered.
    """
    return library.lasting.get("engine stamps", library.store.revision_of_videos(), lambda: _stamps(library))


def _stamps(library: Library) -> dict[str, str]:
    known = _remembered(library)
    found: dict[str, tuple[str, str]] = {}
    for video, revision in library.revisions().items():
        before = known.get(video)
        if before and before[0] == revision:
            found[video] = before
            continue
        with suppress(LibraryError, OSError):
            found[video] = revision, stamp(library.entry(video))
    if found != known:
        library.store.derived.write("engine/stamps", json.dumps([SCHEMA, found]).encode())
    return {video: told for video, (_, told) in found.items()}


def _remembered(library: Library) -> dict[str, tuple[str, str]]:
    with suppress(ValueError, TypeError):
        schema, found = json.loads(library.store.derived.read("engine/stamps") or b"[]")
        if schema == SCHEMA:
            return {video: (revision, told) for video, (revision, told) in found.items()}
    return {}


def stamp(entry: Entry) -> str:
    """What is another when the parts of a video are, or anything that filters ask of it."""
    parts = {name: asdict(part) for name, part in entry.parts.items()} or entry.at  # earlier versions proved no part
    told = [SCHEMA, parts, _facts(entry), entry.made.get("sound", {}).get("encoder", "")]
    return blake2b(json.dumps(told, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()


def _facts(entry: Entry) -> list[object]:
    video = entry.video
    return [
        video.series,
        video.language,
        video.date,
        video.duration,
        str(video.path),
        [str(one) for one in video.copies],
    ]


def engine_videos(library: Library, videos: Iterable[str]) -> Iterator[EngineVideo]:
    """What an engine is told of these videos; those that cannot be read are left out, and `doctor` names them."""
    told = stamps(library)
    tags: dict[str, list[str]] = {}
    for video, tag in ask(library.store, "select video, tag from tags where given"):
        tags.setdefault(video, []).append(tag)
    for video in videos:
        with suppress(LibraryError, OSError):
            yield _told(library, video, told[video], tuple(sorted(tags.get(video, ()))))


def _told(library: Library, id: str, told: str, tags: tuple[str, ...]) -> EngineVideo:
    entry, table = library.entry(id), library.table(id)
    some = table.take(np.arange(table.embeds, dtype=np.intp))
    video = entry.video
    return EngineVideo(
        id=id,
        stamp=told,
        series=video.series.lower().casefold(),
        language=video.language,
        tags=tags,
        folders=folders((video.path, *video.copies)),
        days=dated(video.date or entry.at),
        duration=video.duration,
        heard=str(entry.made.get("sound", {}).get("encoder", "")),
        time=some.time,
        start=some.start,
        end=some.end,
        shot=some.shot,
        kept=some.kept,
        packaging=_packaging(library, id),
        vectors=np.asarray(library.vectors(id), np.float32),
    )


def _packaging(library: Library, id: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which frames are of shots that were surely found to be packaging; what people decided since is not in here."""
    table, found = library.table(id), library.found_segments(id)
    sure = tuple(one.span for one in (found.segments if found else ()) if one.sure)
    shots = library.embedded(id).shots().items() if sure else ()
    packaged = [shot for shot, edges in shots if mostly_within(Span(*edges), sure)]
    return np.isin(table.shot[: table.embeds], packaged)


def folders(paths: Iterable[Path]) -> tuple[str, ...]:
    """Every folder above some files."""
    return tuple(sorted({str(above) for path in paths for above in path.resolve().parents}))


def dated(told: str) -> tuple[int, int]:
    """The first and the last day that a video of a date may be of, as numbers."""
    try:
        first, last = days(told[:10])
    except UsageWrong:
        return NEVER
    return numbered(first), numbered(last)
