"""The health of a library: what is wrong with it, and what to do about each finding."""

from collections.abc import Iterator
from dataclasses import dataclass

from vsearch.errors import VSearchError
from vsearch.library import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be; `cure` is what to do."""

    what: str
    cure: str


def findings(store: Store) -> Iterator[Finding]:
    """Read every file of every video, and name what cannot be read."""
    for id in store.ids():
        yield from _video(store, id)
    yield from _left(store)


def _left(store: Store) -> Iterator[Finding]:
    for name in store.leftovers():
        yield Finding(
            f"{name} was left by a run that was cut off.", "It does no harm; the next `vsearch index` clears it."
        )


def _video(store: Store, id: str) -> Iterator[Finding]:
    shelf = store.shelf(id)
    try:
        entry = shelf.entry()
    except VSearchError as error:
        yield _finding(error)
        return
    if not entry.video.path.exists():
        name = f"{id} ({entry.video.title})"
        yield Finding(
            f"The file of {name} is gone: {entry.video.path}.",
            f"Put it back, index its new place, or `vsearch remove {id}`.",
        )
    for read in (shelf.frames, shelf.index, shelf.words, shelf.sound):
        try:
            read()
        except VSearchError as error:
            yield _finding(error)


def _finding(error: VSearchError) -> Finding:
    what, _, cure = str(error).partition(". ")
    return Finding(f"{what}.", cure)
