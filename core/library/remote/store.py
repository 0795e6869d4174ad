"""The store of a library in a bucket: truth in objects; derived contents and copies of what was read, here."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryBusy, LibraryDamaged, LibraryError, VideoUnknown
from vsearch.library.about import now
from vsearch.library.parts import entry as entries
from vsearch.library.parts.draft import Draft
from vsearch.library.parts.entry import Entry
from vsearch.library.remote.documents import RemoteDocuments
from vsearch.library.remote.events import RemoteTrialEvents
from vsearch.library.remote.leases import RemoteLeases
from vsearch.library.remote.listing import Listing
from vsearch.library.remote.log import RemoteLog
from vsearch.library.remote.mirror import Mirror
from vsearch.library.remote.parts import PartCache
from vsearch.library.remote.shared import RemoteShared
from vsearch.library.remote.shelf import ENTRY, RemoteDraft, RemoteShelf, entry_key, part_key
from vsearch.library.storage import files
from vsearch.library.storage.derived import MOST, Derived
from vsearch.library.store import ID, Store
from vsearch.objects import UrlPath, cache
from vsearch.objects.bucket import bucket

_AT_ONCE = 16
"""Entries that are asked for at once."""


class RemoteStore(Store):
    """A library's videos, decisions and documents in a bucket; what is derived from them, in this machine's cache."""

    def __init__(self, address: UrlPath, about: dict[str, Any]) -> None:
        folder = cache.root() / "libraries" / cache.named(address)
        super().__init__(folder, about)
        self.address, self._bucket = address, bucket(str(address))
        self._cache, self._copies = PartCache(), Derived(folder / "copies", 4 * MOST)
        self._listing = Listing(self._bucket, "videos/", "stamps/videos")
        self._documents = Listing(self._bucket, "stamps/documents/", "stamps/documents")
        self._mirror = Mirror(self._bucket, folder)
        self.leases = self._leases = RemoteLeases(self._bucket)
        self.log = self._log = RemoteLog(self._bucket, self._copies)
        self.searches = RemoteDocuments(self._bucket, "searches", "search", self._documents.changed)
        self.reels = RemoteDocuments(self._bucket, "reels", "reel", self._documents.changed)
        self.failed = RemoteDocuments(self._bucket, "failed", "failure", self._documents.changed)
        self.trials = RemoteTrialEvents(self._bucket, self._documents.changed)

    @property
    def far(self) -> bool:
        """Each part is asked for over the wire, unless it lies in the cache."""
        return True

    @property
    def _origin(self) -> Path:
        return self.address

    @property
    def location(self) -> str:
        """Where the library lies, for people."""
        return str(self.address)

    def revision(self, id: str = "") -> str:
        """What is another when anything of the library changed, or of one video: "" for a video that is not there."""
        if id:
            found = self._listing.objects().get(entry_key(id))
            return found.etag if found else ""
        return f"{self.revision_of_videos()} {self._documents.revision()} {self._log.revision()}"

    def revision_of_videos(self) -> str:
        """What is another when a video came, went or changed; a decision leaves it as it is."""
        return self._listing.revision()

    def revisions(self) -> dict[str, str]:
        """The revision of every video by its id."""
        return {_id(key): one.etag for key, one in sorted(self._listing.objects().items()) if key.endswith(f"/{ENTRY}")}

    def changed(self) -> None:
        """Stamp a change, so that whoever has the library open sees it."""
        self._listing.changed()

    def ids(self) -> list[str]:
        """The ids of all whole videos, sorted."""
        return list(self.revisions())

    def has(self, id: str) -> bool:
        """Whether a video of that id is here."""
        return bool(ID.fullmatch(id)) and entry_key(id) in self._listing.objects()

    def shelf(self, id: str) -> RemoteShelf:
        """What the library holds of one video."""
        return RemoteShelf(self._bucket, id, self.width, self._cache)

    def entries(self) -> Iterator[Entry]:
        """Every video that can be read, many asked for at once; damaged ones are left to `doctor`."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for entry in pool.map(self._listed_entry, self._listing.objects().items()):
                if entry is not None:
                    yield entry

    def update(self, entry: Entry) -> None:
        """Write what is known of a video anew, its parts untouched; one that was removed meanwhile stays removed."""
        with self._writing(entry.id):
            try:
                there = self._bucket.read(entry_key(entry.id))
            except FileNotFoundError:
                raise VideoUnknown(f"{entry.id} was removed meanwhile, and stays removed.") from None
            with suppress(LibraryDamaged):
                shelf = RemoteShelf(self._bucket, entry.id, self.width, self._cache, there.content)
                entry = entry.with_parts(shelf.entry().parts)
            content = entries.written(replace(entry, at=now()))
            if not self._bucket.put_if(entry_key(entry.id), content, there.listed):
                raise LibraryBusy(f"Another run stored {entry.id} meanwhile.", "wait")
        self.changed()

    def remove(self, id: str) -> None:
        """Forget a video; the file it was made from is not touched."""
        with self._writing(id):
            try:
                self._bucket.about(entry_key(id))
            except FileNotFoundError as error:
                raise VideoUnknown(f"No video of {self.location} goes by {id!r}.", "see-ids") from error
            self._bucket.delete([entry_key(id)])
            self._bucket.delete([one.key for one in self._bucket.list(f"parts/{id}/")])
        self.changed()

    def clear(self) -> None:
        """Delete everything derived, compact the log, and delete the parts that no video names any more."""
        self.derived.clear()
        self._bucket.delete([one.key for one in self._bucket.list("catalog/")])
        self._log.compact()
        self.tidy()
        self.changed()

    def leftovers(self) -> Iterator[str]:
        """What killed runs left half written."""
        return (f"{self.location}/{key}" for key in self._orphans())

    def underway(self) -> list[str]:
        """The ids of videos that somebody writes now."""
        return [name for name in self._leases.names() if ID.fullmatch(name)]

    def begin(self) -> None:
        """Begin to write: pulses of those that died are deleted; what they left in parts is left to `tidy`."""
        self.leases.tidy()

    def tidy(self) -> None:
        """Delete what killed runs left, and parts that were replaced more than an hour ago."""
        self._bucket.delete(self._orphans())
        self.leases.tidy()

    def local(self, *names: str) -> Path:
        """A path on this machine for what is used as a file: a picture, a tower; brought here when it is asked for."""
        return self._mirror.brought(*names)

    def publish(self, *names: str) -> None:
        """Make the bucket hold what lies at `local(*names)` now."""
        self._mirror.publish(*names)
        self._documents.changed()

    def shared(self, room: str) -> RemoteShared:
        """The files of one kind that all who serve this library share, wherever they run."""
        return RemoteShared(self._bucket, self.local(), room)

    def bring_shards(self, keys: Iterable[str]) -> None:
        """Bring shards of the catalogue here that another machine made."""
        wanted, folder = set(keys), self.derived.folder("catalog")
        for one in self._bucket.list("catalog/"):
            name = one.key.removeprefix("catalog/")
            if name.rpartition("-")[0] in wanted and not (folder / name).exists():
                with suppress(FileNotFoundError):
                    files.write(folder / name, self._bucket.read(one.key).content, lasting=False)

    def publish_shard(self, path: Path) -> None:
        """Let other machines have a shard of the catalogue."""
        self._bucket.put(f"catalog/{path.name}", path.read_bytes())

    def _draft(self, id: str, *, again: bool) -> Draft:
        def check() -> None:
            if not self.leases.holds(id):
                raise LibraryBusy(f"This run stood still for so long that another one works on {id} now.", "wait")

        place = self.local().joinpath("drafts", id)
        return RemoteDraft(self.shelf(id), place, self._bucket, check, self.changed, again=again)

    def _write_about(self, *, new: bool = False) -> None:
        if new:
            self._bucket.put_if("library.json", self._about().encode(), None)  # of two who make it at once, one does
        else:
            self._bucket.put("library.json", self._about().encode())

    def _listed_entry(self, item: tuple[str, Any]) -> Entry | None:
        """An entry as it was listed; None where it cannot be read."""
        key, listed = item
        if not key.endswith(f"/{ENTRY}"):
            return None
        content = self._copies.read(f"entries/{_id(key)}.{cache.named(listed.etag)}")
        with suppress(LibraryError, FileNotFoundError):
            if content is None:
                content = self._bucket.read(key).content
                self._copies.write(f"entries/{_id(key)}.{cache.named(listed.etag)}", content)
            return RemoteShelf(self._bucket, _id(key), self.width, self._cache, content).entry()
        return None

    def _orphans(self) -> list[str]:
        """Parts that no entry names, older than an hour by the storage's own clock."""
        clock = self._clock()
        objects = {one.key: one for one in self._bucket.list("parts/")}
        old = {key for key, one in objects.items() if clock - one.changed > files.HOUR}
        if not old:
            return []
        self._listing.expire()
        unread = set(self.ids())
        for entry in self.entries():
            unread.discard(entry.id)
            old -= {part_key(entry.id, name, known) for name, known in entry.parts.items()}
        return sorted(key for key in old if key.split("/")[1] not in unread)

    def _clock(self) -> float:
        self._bucket.put("stamps/clock", b"")
        return self._bucket.about("stamps/clock").changed


def _id(key: str) -> str:
    return key.split("/")[1]
