"""Tags of videos, and what was shown of them, remembered so that it can be told how good they were."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vsearch.errors import LibraryError, OutputRefused
from vsearch.library import towers
from vsearch.library.decisions import Decision
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.labels import labels
from vsearch.retrieval.tags.neighbours import neighbours
from vsearch.retrieval.tags.tagger import Tagged, Tagger

Stamps = tuple[int, ...]
_HELD: dict[Path, tuple[Stamps, Tagger, dict[str, list[str]]]] = {}
"""The tagger of the last library, how the library was then, and the tags last shown of each video."""


def tagger(library: Library) -> Tagger:
    """The tagger of a library as it is now; remembered until a video, a decision or the tower changes."""
    return _held(library)[1]


def tag(library: Library, key: str, top: int = 5) -> Tagged:
    """The tags of one video, remembered as shown."""
    found = tagger(library).tag(key, top)
    remember(library, [found])
    return found


def tag_all(library: Library, top: int = 5) -> list[Tagged]:
    """The tags of every video; one that cannot be read says so in its notes."""
    held, found = tagger(library), []
    for id in library.store.ids():
        try:
            found.append(held.tag(id, top))
        except (LibraryError, OSError) as error:
            found.append(Tagged(id, "", (), (), (), (str(error),)))
    remember(library, found)
    return found


def remember(library: Library, found: Sequence[Tagged]) -> None:
    """Keep what was shown, once while it is the same: what people make of it tells how good the tags are."""
    stamps, held, before = _held(library)
    version = _version(library)
    new = []
    for item in found:
        told = [(one.tag.name, one.tag.score) for one in (*item.tags, *item.suggestions)]
        names = [name for name, _ in told]
        if names and before.get(item.video) != names:
            before[item.video] = names
            new += [
                Decision("shown", item.video, tag=name, value=float(rank), encoder=version, note=f"{p:.3f}", by="tag")
                for rank, (name, p) in enumerate(told, 1)
            ]
    if new:
        unchanged = _stamps(library) == stamps
        with suppress(OutputRefused):  # a note, which a library that is only read can do without
            library.store.decide(*new)
        if unchanged:  # what was shown changes no label
            _HELD[library.store.path] = (_stamps(library), held, before)


def _held(library: Library) -> tuple[Stamps, Tagger, dict[str, list[str]]]:
    stamps = _stamps(library)
    kept = _HELD.get(library.store.path)
    if kept is None or kept[0] != stamps:
        known = labels(library)
        kept = stamps, Tagger(library, known, neighbours(library, known)), _shown(library)
        _HELD.clear()
        _HELD[library.store.path] = kept
    return kept


def _stamps(library: Library) -> Stamps:
    places = (library.store.videos, library.store.path / "decisions.jsonl", library.store.towers / "current")
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in places)


def _version(library: Library) -> str:
    """The encoder, and the tower where one serves."""
    return "+".join(name for name in (library.store.encoder, towers.current(library.store)) if name)


def _shown(library: Library) -> dict[str, list[str]]:
    """The tags last shown of each video by this version, best first."""
    found: dict[str, list[str]] = {}
    version = _version(library)
    for made in library.store.decisions():
        if made.kind == "shown" and made.encoder == version:
            if made.value == 1:
                found[made.video] = []
            found.setdefault(made.video, []).append(made.tag)
    return found
