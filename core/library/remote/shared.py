"""Files in a bucket that all who serve a library share: an object each, with a copy here of what was made here."""

import time
from collections.abc import Mapping
from pathlib import Path

from vsearch.library.remote.listing import Listing
from vsearch.library.storage import files
from vsearch.library.storage.shared import SharedFiles
from vsearch.objects.bucket import Bucket

SELDOM = 1.0
"""Seconds between two writes of what only tells how far something is: each is a request."""


class RemoteShared(SharedFiles):
    """The files of one kind below one prefix; others see a change within a second."""

    def __init__(self, bucket: Bucket, folder: Path, room: str) -> None:
        super().__init__(folder / room)
        self._bucket, self._room = bucket, f"{room}/"
        self._listing = Listing(bucket, self._room, f"stamps/{room}")
        self._wrote: dict[str, float] = {}

    @property
    def state(self) -> str:
        """What is another when any object changed."""
        return self._listing.revision()

    def names(self) -> Mapping[str, float]:
        """What lies directly below, with when it was last written by the storage's clock."""
        found: dict[str, float] = {}
        for key, one in self._listing.objects().items():
            name = key.removeprefix(self._room).partition("/")[0]
            found[name] = max(found.get(name, 0.0), one.changed)
        return found

    def revision(self, key: str) -> str:
        """What is another when an object is another; "" where there is none."""
        found = self._listing.objects().get(self._room + key)
        return found.etag if found else ""

    def read(self, key: str) -> bytes:
        """An object as it is now, whatever the listing says."""
        return self._bucket.read(self._room + key).content

    def write(self, key: str, content: bytes | str, *, lasting: bool = True) -> None:
        """Put an object in place, and its copy here."""
        if not lasting and time.monotonic() - self._wrote.get(key, float("-inf")) < SELDOM:
            return
        super().write(key, content, lasting=False)
        self._put(key, content if isinstance(content, bytes) else content.encode())
        self._wrote = {key: time.monotonic(), **dict(list(self._wrote.items())[:100])}

    def publish(self, key: str) -> None:
        """Let others have the file that was made here."""
        self._put(key, self.place(key).read_bytes())

    def bring(self, key: str) -> Path | None:
        """Where a copy lies here, which is fetched where there is none."""
        path = self.place(key)
        if not path.is_file():
            try:
                files.write(path, self.read(key), lasting=False)
            except FileNotFoundError:
                return None
        return path

    def delete(self, key: str) -> None:
        """Delete an object, or all below a prefix, and the copies here."""
        own = self._room + key
        self._bucket.delete([one for one in self._listing.objects() if one == own or one.startswith(f"{own}/")])
        super().delete(key)
        self._listing.changed()
        self._forget()

    def below(self, name: str) -> list[str]:
        """The keys of what lies below a folder, there or here."""
        there = (key.removeprefix(self._room) for key in self._listing.objects())
        return sorted({*super().below(name), *(key for key in there if key.startswith(f"{name}/"))})

    def _forget(self) -> None:
        """Delete the copies here of what others deleted; what is made just now is not there yet."""
        there, old = self.names(), time.time() - files.HOUR
        for path in self._folder.glob("*"):
            if path.name not in there and path.stat().st_mtime < old:
                files.delete(path)

    def _put(self, key: str, content: bytes) -> None:
        self._bucket.put(self._room + key, content)
        self._listing.changed()
