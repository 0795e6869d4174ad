"""One video in a bucket: parts under names that tell their content, and `video.json`, written last, that names them."""

from collections.abc import Callable
from pathlib import Path

from vsearch.errors import LibraryBusy, VideoUnknown
from vsearch.library.parts import entry as entries
from vsearch.library.parts.draft import Draft
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.shelf import Shelf
from vsearch.library.remote.parts import PartCache
from vsearch.library.storage import files
from vsearch.library.storage.proof import Part, part
from vsearch.objects import UrlPath
from vsearch.objects.bucket import Bucket, Listed

ENTRY = "video.json"


def entry_key(id: str) -> str:
    """Where what is known of a video lies: all of these are listed at once."""
    return f"videos/{id}/{ENTRY}"


def part_key(id: str, name: str, known: Part) -> str:
    """Where a part lies: beside older and newer ones, so that nobody reads parts that do not belong together."""
    return f"parts/{id}/{known.revision}.{name}"


class RemoteShelf(Shelf):
    """What a bucket holds of one video."""

    def __init__(self, bucket: Bucket, id: str, width: int, cache: PartCache, content: bytes | None = None) -> None:
        super().__init__(UrlPath(f"{bucket.url}/videos/{id}"), width)
        self._bucket, self._cache, self._id = bucket, cache, id
        self._known = content
        """What `video.json` says, where that was asked for already."""
        self._sizes: dict[str, int] = {}

    def flaws(self, entry: Entry) -> frozenset[str]:
        """The parts to make again, for their objects are missing or of another length."""
        self._sizes = {one.key: one.size for one in self._bucket.list(f"parts/{self._id}/")}
        return super().flaws(entry)

    def file(self, name: str) -> Path | None:
        """A file on this machine that holds a part, proven; None where there is none."""
        found = super().file(name)
        known = self.entry().parts.get(name) if found else None
        return self._cache.place(self._bucket, part_key(self._id, name, known)) if known else None

    def _there(self, name: str) -> bool:
        return name in self.entry().parts

    def _content(self, name: str) -> bytes:
        if name == ENTRY:
            content, self._known = self._known or self._bucket.read(entry_key(self._id)).content, None
            return content
        known = self.entry().parts.get(name)
        if known is None:
            raise FileNotFoundError(2, "No such part", name)
        try:
            return self._cache.content(self._bucket, part_key(self._id, name, known), name, known)
        except FileNotFoundError:
            before, self._entry = self._entry, self._fresh()
            if self._entry == before:
                raise
            return self._content(name)  # it was made anew meanwhile

    def _whole(self, name: str, entry: Entry) -> bool:
        known = entry.parts.get(name)
        return known is not None and self._sizes.get(part_key(self._id, name, known)) == known.size

    def _drop(self, name: str) -> None:
        known = self.entry().parts.get(name)
        if known:
            self._bucket.delete([part_key(self._id, name, known)])
            files.delete(self._cache.place(self._bucket, part_key(self._id, name, known)))


class RemoteDraft(Draft):
    """A video in the making, in a folder of this machine, until its parts and at last its entry are written."""

    def __init__(
        self,
        shelf: RemoteShelf,
        place: Path,
        bucket: Bucket,
        check: Callable[[], None],
        changed: Callable[[], None],
        *,
        again: bool,
    ) -> None:
        super().__init__(place, shelf.width, changed)
        self._shelf, self._bucket, self._check, self._again = shelf, bucket, check, again
        self._kept: dict[str, Part] = {}
        self._before = _listed(bucket, place.name)

    def keep(self, *names: str) -> None:
        """Take parts over from the video that this one will replace: they stay where they are."""
        known = self._shelf.entry().parts if self._before else {}
        self._kept |= {name: known[name] for name in names if name in known}

    def keep_all(self) -> None:
        """Take over every part of the video that this one will replace."""
        self.keep(*(self._shelf.entry().parts if self._before else ()))

    def commit(self, entry: Entry) -> Entry:
        """Write the parts, then the entry, if nobody wrote another one meanwhile."""
        with self._guarded():
            contents = {file.name: file.read_bytes() for file in self.folder.iterdir()}
            made = {name: part(name, content) for name, content in contents.items()}
            entry = entry.with_parts({**self._kept, **made})
            for name, content in contents.items():
                self._bucket.put(part_key(entry.id, name, made[name]), content)
        if self._again and self._before is None:
            raise VideoUnknown(f"{entry.id} was removed while it was indexed, and stays removed.")
        self._check()
        if not self._bucket.put_if(entry_key(entry.id), entries.written(entry), self._before):
            self._refused(entry.id)
        self._put()
        return entry

    def _refused(self, id: str) -> None:
        if _listed(self._bucket, id) is None:
            raise VideoUnknown(f"{id} was removed while it was indexed, and stays removed.")
        raise LibraryBusy(f"Another run stored {id} meanwhile.", "wait")


def _listed(bucket: Bucket, id: str) -> Listed | None:
    try:
        return bucket.about(entry_key(id))
    except FileNotFoundError:
        return None
