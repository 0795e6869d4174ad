"""The store: where a library lies, the only holder of its paths: a folder that many processes write at once."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, cast

from vsearch.errors import LibraryBusy, LibraryDamaged, LibraryError, OutputRefused, VideoUnknown
from vsearch.library import lookup
from vsearch.library.about import now
from vsearch.library.deciding import DecisionStore
from vsearch.library.decisions.events import FolderTrialEvents, TrialEvents
from vsearch.library.parts import entry as entries
from vsearch.library.parts.draft import Draft
from vsearch.library.parts.entry import Entry
from vsearch.library.storage import files
from vsearch.library.storage.claims import claimed
from vsearch.library.storage.derived import Derived
from vsearch.library.storage.documents import Documents, FolderDocuments
from vsearch.library.storage.shared import SharedFiles
from vsearch.objects import UrlPath, located

ID = re.compile(r"[\w-]{1,64}")
"""How ids look; nothing else is asked for by its name alone."""
_OVERTAKEN = "This run stood still for so long that another one works on {} now."
_SINGLE = (
    "towers",
    "segment-models",
    "pins",
    "searches",
    "reels",
    "failed",
    "trials",
    "brought",
)  # folders in which files are written one by one


class Store(DecisionStore):
    """A library's videos, decisions and derived contents."""

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        super().__init__(path, about)
        self.derived = Derived(path / "search")
        """What can be deleted and comes back: small contents by key, and indexes over the whole library."""
        self.searches: Documents = FolderDocuments(path / "searches", "search", self.leases, self.changed)
        self.reels: Documents = FolderDocuments(path / "reels", "reel", self.leases, self.changed)
        self.failed: Documents = FolderDocuments(path / "failed", "failure", self.leases, self.changed)
        self.trials: TrialEvents = FolderTrialEvents(path / "trials", self.leases, self.changed)

    def __reduce__(self) -> tuple[Any, ...]:
        """What is sent to another process opens the store there, by its place."""
        return _reopened, (self.location,)

    @classmethod
    def at(cls, folder: Path, about: dict[str, Any]) -> Self:
        """The store of a folder, or of the place that a URL names."""
        if isinstance(folder, UrlPath):
            from vsearch.library import STORES

            return cast(Self, STORES.make(folder.scheme, folder=folder, about=about))
        return cls(folder, about)

    def revision(self, id: str = "") -> str:
        """What is another when anything of the library changed, or of one video: "" for a video that is not there.

        It is the library's stamp, which every change replaces, and the identity of a video's entry, written with it.
        """
        if id:
            return files.identity(f"{self._path}/videos/{id}/video.json")
        return f"{self.revision_of_videos()} {files.identity(f'{self._path}/decisions.jsonl')}"

    def revision_of_videos(self) -> str:
        """What is another when a video came, went or changed; a decision leaves it as it is."""
        # Asked many times a second, and paths that are joined take longer than the look.
        return " ".join(files.identity(f"{self._path}/{name}") for name in ("stamp", "videos"))

    def revisions(self) -> dict[str, str]:
        """The revision of every video by its id."""
        return {id: revision for id in self.ids() if (revision := self.revision(id))}

    def changed(self) -> None:
        """Stamp a change, so that whoever has the library open sees it."""
        with suppress(OutputRefused):  # the change itself was written, and says more than its stamp
            files.write(self._path / "stamp", os.urandom(16).hex(), lasting=False)

    def ids(self) -> list[str]:
        """The ids of all whole videos, sorted; one that a killed run left hidden comes back."""
        try:
            names = {item.name for item in os.scandir(self._videos) if item.is_dir()}
        except (FileNotFoundError, NotADirectoryError):
            return []
        for hidden in [name.removesuffix(".old.part") for name in names if name.endswith(".old.part")]:
            if hidden not in names and self._recovered(hidden):
                names.add(hidden)
        return sorted(name for name in names if not name.endswith(".part"))

    def has(self, id: str) -> bool:
        """Whether a video of that id is here, without a look at any other."""
        return bool(ID.fullmatch(id)) and ((self._videos / id).is_dir() or self._recovered(id))

    def entries(self) -> Iterator[Entry]:
        """Every video that can be read; damaged ones are left to `doctor`."""
        for id in self.ids():
            with suppress(LibraryError):
                yield self.shelf(id).entry()

    def find(self, key: str) -> Entry:
        """The one video that goes by an id, a unique prefix of one, a path, or a title."""
        return lookup.find(self, key)

    @contextmanager
    def draft(self, id: str, *, again: bool = False, leased: bool = False) -> Iterator[Draft]:
        """A new folder for a video, which takes its place when committed and leaves no trace when not.

        One that is made `again` must be there still when it is committed: what was removed meanwhile stays removed.
        Who `leased` the video long ago must have it still: to take it anew would undo what others did meanwhile.
        """
        ours = not leased and self.leases.take(id)
        if not ours and not self.leases.holds(id):
            raise LibraryBusy(_OVERTAKEN.format(id) if leased else f"Another run works on {id}.", "wait")
        draft: Draft | None = None
        try:
            draft = self._draft(id, again=again)
            yield draft
        finally:
            if draft:
                draft.discard()
            if ours:
                self.leases.drop(id)

    def update(self, entry: Entry) -> None:
        """Write what is known of a video anew, its parts untouched; one that was removed meanwhile stays removed."""
        with self._writing(entry.id):
            shelf = self.shelf(entry.id)
            if not shelf.folder.is_dir():
                raise VideoUnknown(f"{entry.id} was removed meanwhile, and stays removed.")
            with suppress(LibraryDamaged):
                entry = entry.with_parts(shelf.entry().parts)
            entries.save(replace(entry, at=now()), shelf.folder / "video.json")
        self.changed()

    def remove(self, id: str) -> None:
        """Forget a video; the file it was made from is not touched."""
        with self._writing(id):
            try:
                gone = self._videos / f"{id}.gone.part"
                files.delete(gone)  # of a removal that was killed
                os.rename(self._videos / id, gone)
            except FileNotFoundError as error:
                raise VideoUnknown(f"No video of {self.location} goes by {id!r}.", "see-ids") from error
            except OSError as error:
                raise OutputRefused(
                    f"{self._videos / id} cannot be removed: {error.strerror}.", files.remedy(error)
                ) from error
            files.delete(gone)
        self.changed()

    def clear(self) -> None:
        """Delete everything derived; it comes back when it is asked for."""
        self.derived.clear()
        files.delete(self._path / "catalog.duckdb")
        self.changed()

    def leftovers(self) -> Iterator[str]:
        """What killed runs left half written."""
        yield from (str(part) for part, id in self._parts() if not self.leases.taken(id))
        yield from map(str, self._forsaken())

    def underway(self) -> list[str]:
        """The ids of videos that somebody writes now."""
        return sorted({id for _, id in self._parts() if self.leases.taken(id)})

    def begin(self) -> None:
        """Begin to write: what those that died left behind is deleted; LibraryBusy while version 0.1 writes here."""
        if claimed(self._path):
            raise LibraryBusy(f"A run of version 0.1 works on {self.location}, and knows no leases.", "wait")
        self.tidy()

    def tidy(self) -> None:
        """Delete what killed runs left half written, and undo what they left half done."""
        for part, id in self._parts():
            if self.leases.take(id):
                try:
                    with self._writing(id):
                        files.mend(self._videos / id)
                        files.delete(part)
                finally:
                    self.leases.drop(id)
        for part in self._forsaken():
            files.delete(part)
        self.leases.tidy()

    def _parts(self) -> list[tuple[Path, str]]:
        return [(part, part.name.split(".", 1)[0]) for part in self._videos.glob("*.part")]

    def _forsaken(self) -> list[Path]:
        return [part for name in ("", *_SINGLE) for part in files.forsaken(self._path / name)]

    @property
    def far(self) -> bool:
        """Whether each part that is read is waited for, so that many are better read side by side."""
        return False

    def local(self, *names: str) -> Path:
        """A path on this machine for what is used as a file: a picture, a tower, the catalogue; for this package."""
        return self._path.joinpath(*names)

    def publish(self, *names: str) -> None:
        """Others see what lies at `local(*names)` as soon as it lies there."""

    def shared(self, room: str) -> SharedFiles:
        """The files of one kind that all who serve this library share."""
        return SharedFiles(self._path / room)

    def bring_shards(self, keys: Iterable[str]) -> None:
        """Shards of the catalogue that another machine made are here already."""

    def publish_shard(self, path: Path) -> None:
        """Others see a shard as soon as it lies in its folder."""

    def _draft(self, id: str, *, again: bool) -> Draft:
        draft = Draft(self._videos / id, self.width, lambda: self._put(draft, again=again))
        return draft

    @contextmanager
    def _writing(self, id: str) -> Iterator[None]:
        """Nobody else puts a video in its place, or takes it away, during the block."""
        with self.leases.held(f"write {id}"):
            yield

    def _put(self, draft: Draft, *, again: bool) -> None:
        """Put a draft in its place, if it is ours to put there."""
        id, place = draft.place.name, draft.place
        if not self.leases.holds(id):
            raise LibraryBusy(_OVERTAKEN.format(id), "wait")
        with self._writing(id):
            files.mend(place)
            if again and not place.exists():
                raise VideoUnknown(f"{id} was removed while it was indexed, and stays removed.")
            files.swap(draft.folder, place)
        self.changed()

    def _recovered(self, id: str) -> bool:
        """Whether a video that is hidden because its run was killed while it was put in place is back."""
        place = self._videos / id
        if files.former(place).exists():
            with suppress(LibraryError, OutputRefused, OSError), self._writing(id):
                files.mend(place)
            return place.exists()
        return False


def _reopened(place: str) -> Store:
    return Store.open(located(place))
