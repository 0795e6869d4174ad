"""Making the whole-library index, and bringing it up to what the videos' folders say."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from vsearch.errors import LibraryError, OutputRefused
from vsearch.library.storage import files
from vsearch.retrieval.library import Library
from vsearch.retrieval.library_index.about import IndexContents, VideoRows
from vsearch.retrieval.library_index.candidates import CANDIDATE_INDEXES, Halves
from vsearch.retrieval.library_index.read import COLUMNS, WHOLE, Merged, flaws, mapped, proofs
from vsearch.retrieval.thumbnails.signals import best_still

FAST = 50_000
"""Rows from which on codes are scanned instead of the rows themselves."""

TOGETHER = 16
"""Videos whose rows are read as one piece of work: some ten megabytes."""

DEAD = 0.25
"""The share of rows of removed or changed videos from which on the index is made anew."""


def refresh(library: Library) -> int:
    """Bring the merged index up to what the videos' folders say; the number of videos taken in or dropped.

    One process does it at a time; another that wants to finds the work being done and leaves it, as does one that
    may not write there: answers are the same without the index.
    """
    with suppress(OSError, LibraryError, OutputRefused):
        if library.store.leases.take("search/whole"):
            try:
                return _refreshed(library)
            finally:
                library.store.leases.drop("search/whole")
    return 0


def remake(library: Library) -> bool:
    """Make a damaged index anew; whether that could be done."""
    with suppress(OSError, LibraryError, OutputRefused):
        if library.store.leases.take("search/whole"):
            try:
                _make(library, library.store.revisions())
            finally:
                library.store.leases.drop("search/whole")
            return True
    return False


def mend(library: Library) -> None:
    """Make the index anew if anything of it is damaged; it goes where it cannot be made."""
    if any(flaws(library)) and not remake(library):
        library.store.derived.forget(WHOLE)


def _refreshed(library: Library) -> int:
    merged = Merged.open(library)
    stamps = library.store.revisions()
    gone = [item for item in merged.live.values() if stamps.get(item.video) != item.stamp] if merged else []
    new = [video for video in stamps if not merged or video not in merged.live] + [
        item.video for item in gone if item.video in stamps
    ]
    if merged is None or _stale(merged.about, gone):
        _make(library, stamps)
    elif gone or new:
        _append(library, merged, gone, new, stamps)
    return len({*new, *(item.video for item in gone)})


def _stale(about: IndexContents, gone: Sequence[VideoRows]) -> bool:
    """Whether making anew beats mending: too much is dead, or far more came than the codes were learned from."""
    dead = sum(item.count for item in (*gone, *(item for item in about.stretches if item.dead)))
    grown = about.rows > 4 * max(about.learned, FAST)
    return dead > DEAD * max(1, about.rows) or grown


def _make(library: Library, stamps: dict[str, str]) -> None:
    with library.store.derived.replaced(WHOLE) as folder:
        about = IndexContents("flat", library.store.width, library.store.encoder)
        about = _coded(folder, _extend(library, folder, about, list(stamps), stamps))
        about.save(folder)


def _append(
    library: Library, merged: Merged, gone: Sequence[VideoRows], new: Sequence[str], stamps: dict[str, str]
) -> None:
    lost = {item.video for item in gone}
    stretches = tuple(replace(item, dead=item.dead or item.video in lost) for item in merged.about.stretches)
    folder = merged.folder
    about = _extend(library, folder, replace(merged.about, stretches=stretches), new, stamps)
    _coded(folder, about).save(folder)


def _extend(
    library: Library, folder: Path, about: IndexContents, videos: Sequence[str], stamps: dict[str, str]
) -> IndexContents:
    """Write the rows of videos behind those that are there; what an interrupted run left beyond them is cut off."""
    stretches = list(about.stretches)
    first, proof = about.rows, about.columns
    some = [videos[start : start + TOGETHER] for start in range(0, len(videos), TOGETHER)]
    made = library.executor.run(_rows, library, some, ordered=True, places=[library.store.facts_file])
    with (folder / "rows.f16").open("ab") as rows, (folder / "columns.bin").open("ab") as columns:
        rows.truncate(first * about.width * 2)
        columns.truncate(first * COLUMNS.itemsize)
        for one in (one for done in made for one in done.value or ()):
            stretches.append(replace(one.told, stamp=stamps[one.told.video], first=first))
            first += one.told.count
            rows.write(one.halves)
            columns.write(one.columns)
            proof = crc32(one.columns, proof)
    files.flush(folder / "rows.f16")
    files.flush(folder / "columns.bin")
    return replace(about, stretches=tuple(stretches), columns=proof)


def _coded(folder: Path, about: IndexContents) -> IndexContents:
    """Learn and write the codes where there are rows enough; later rows are coded by what was learned."""
    if about.rows < FAST:
        return about
    rows: Halves = mapped(folder / "rows.f16", np.float16, (about.rows, about.width))
    codes = folder / "codes.faiss"
    kept = mapped(codes, np.uint8, None) if codes.exists() else None
    kept = kept if kept is not None and crc32(kept) == about.codes else None
    index = CANDIDATE_INDEXES.make("fastscan", width=about.width, codes=kept)
    learned = about.rows if kept is None else about.learned
    index.add(rows[index.total :])
    with files.written(codes) as part:
        index.save(part)
    return replace(about, kind="fastscan", learned=learned, codes=crc32(mapped(codes, np.uint8, None)))


@dataclass(frozen=True, slots=True)
class _Written:
    """What the index holds of one video; which rows it will have is not known yet."""

    told: VideoRows
    halves: bytes
    columns: bytes


def _rows(library: Library, videos: Sequence[str]) -> list[_Written]:
    """What the index is to hold of some videos, without those that cannot be read."""
    found = []
    for video in videos:
        with suppress(LibraryError, OSError):
            found.append(_written(library, video))
    return found


def _written(library: Library, video: str) -> _Written:
    read = library.embedded(video)
    still = best_still(library.table(video), np.asarray(read.vectors, np.float32))
    found = library.found_segments(video)
    sure = tuple((one.span.start, one.span.end) for one in (found.segments if found else ()) if one.sure)
    heard = str(library.entry(video).made.get("sound", {}).get("encoder", ""))
    halves = np.ascontiguousarray(read.vectors, np.float16)
    table = np.zeros(len(read.time), COLUMNS)
    for name in ("time", "start", "end", "shot", "hash"):
        table[name] = getattr(read, name)
    table["proof"] = proofs(halves, table)
    told = VideoRows(video, "", 0, len(read.time), still=still, packaging=sure, heard=heard)
    return _Written(told, halves.tobytes(), table.tobytes())
