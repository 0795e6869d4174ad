"""The health of a library: what is wrong, what to do about it, and the mending of all that needs no film for it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from vsearch.errors import LibraryDamaged, LibraryError, VSearchError
from vsearch.library import Store, failures, place, saved, towers
from vsearch.library.decisions.outside import checked
from vsearch.library.parts import entry, vectors
from vsearch.library.parts.shelf import VECTORS, Shelf
from vsearch.library.storage import files
from vsearch.library.towers.segment_models import SegmentModels


def findings(store: Store) -> Iterator[VSearchError]:
    """Read every file of every video, every decision, document and tower; each thing that is wrong, with its cure."""
    for id in store.ids():
        yield from _video(store, id)
    for left in store.leftovers():
        yield LibraryDamaged(f"{left} was left by a run that was cut off; it does no harm.", "mend")
    for flaw in store.log.flaws(checked(store.entry)):
        yield LibraryDamaged(f"{flaw}.", "mend")
    yield from saved.flaws(store)
    yield from failures.flaws(store)
    yield from towers.flaws(store)
    yield from SegmentModels(store).flaws()


def mend(folder: Path | None) -> None:
    """Restore, set aside or delete what is damaged; what films can be asked for is missing then, and re-made."""
    path = place(folder).absolute()
    try:
        store = Store.open(path)
    except LibraryDamaged:
        _restore(path)
        store = Store.open(path)
    store.tidy()
    store.log.mend(checked(store.entry))
    for id in store.ids():
        store.shelf(id).mend()
    saved.mend(store)
    failures.mend(store)
    towers.mend(store)
    SegmentModels(store).mend()
    store.changed()


def _video(store: Store, id: str) -> Iterator[VSearchError]:
    shelf = store.shelf(id)
    try:
        found = shelf.entry()
    except LibraryError as error:
        yield error
        return
    video = found.video
    if not found.lies():
        name = f"{id} ({video.title})"
        yield LibraryDamaged(f"The file of {name} is gone: {video.path}.", "put-back", id=id)
    wrong = list(shelf.damages())
    yield from wrong
    if not wrong and (flaws := shelf.flaws(found)):
        yield LibraryDamaged(f"{shelf.folder} lacks its {' and '.join(sorted(flaws))}.", "remake", id=id)


def _restore(path: Path) -> None:
    """Write `library.json` anew from what the videos tell; without any video it is set aside, and made by indexing."""
    about = path / "library.json"
    with suppress(OSError):
        files.write(path / "library.json.damaged", about.read_bytes())
    for folder in sorted((path / "videos").glob("*")):
        with suppress(LibraryError, OSError, KeyError, ValueError):
            found = Shelf(folder, 0).entry()
            width = vectors.read((folder / VECTORS).read_bytes()).vectors().shape[1]
            told = {"encoder": found.made["frames"]["encoder"], "width": width, "created": found.at}
            files.write(about, json.dumps({"layout": entry.LAYOUT, **told}, indent=1) + "\n")
            return
    files.delete(about)
