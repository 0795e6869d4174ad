"""Films that lie elsewhere, as seekable files: what was read once is kept on this machine while the film is worked on.

A film is read in blocks, some four thousand, and further ahead the longer it is read in one piece. Its blocks lie in a
sparse file of the cache, so that whoever else reads it here, in another process too, does not ask for them again.
"""

import fcntl
import io
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vsearch.errors import VideoGone
from vsearch.objects import cache
from vsearch.objects.bucket import Bucket, Listed

_LEAST, _MOST = 16 << 10, 1 << 20
"""Bytes of a block."""
_AHEAD = 4 << 20
"""Bytes that are asked for at once at most."""


_read: Counter[str] = Counter()


def bytes_read(path: object) -> int:
    """How much this process has read of a film so far."""
    return _read[str(path)]


class RangedFile(io.RawIOBase):
    """One reader's place in a film."""

    def __init__(self, bucket: Bucket, key: str, about: Listed | None) -> None:
        super().__init__()
        self.name = f"{bucket.url}/{key}"
        if about is None:
            raise FileNotFoundError(2, "No such object", self.name)
        self._blocks = Blocks(bucket, key, about)
        self._at = self._streak = 0
        self._next = -1
        self.hollow = False
        """Whether what is not here is read as zeros: for who only asks where things lie, and knows it already."""

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._blocks.size}[whence])
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, fewer at the end."""
        rest = max(0, self._blocks.size - self._at)
        count = rest if size is None or size < 0 else min(size, rest)
        if not count:
            return b""
        first, last = self._at // self._blocks.step, (self._at + count - 1) // self._blocks.step
        # A jump is followed by little; what is read on and on is asked for in ever larger pieces.
        self._streak = self._streak + 1 if self._next - 1 <= first <= self._next else 0
        if self._blocks.missing(first, last) is not None:
            if self.hollow:
                self._at += count
                return bytes(count)
            last = self._blocks.fetch(first, last, 1 + self._streak // 2)
        self._next = last + 1
        found = self._blocks.content(self._at, count)
        self._at += len(found)
        _read[self.name] += len(found)
        return found

    def readinto(self, buffer: object) -> int:
        """Fill a buffer."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type] # any buffer will do
        found = self.read(len(view))
        view[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Let go of the film."""
        if not self.closed:
            self._blocks.close()
        super().close()


class Blocks:
    """The blocks of one film that are here, in a sparse file, and a byte for each that says so."""

    def __init__(self, bucket: Bucket, key: str, about: Listed) -> None:
        self._bucket, self._key, self._about, self.size = bucket, key, about, about.size
        self.step = min(_MOST, max(_LEAST, 1 << max(0, about.size // 4096).bit_length()))
        room = cache.root() / "films"
        folder = room / cache.named(bucket.url, key, about.etag, about.size, about.changed, _boot())
        folder.mkdir(parents=True, exist_ok=True)
        cache.used(folder)
        cache.bound(room, cache.most(), spare=folder.name)
        self._data = os.open(folder / "bytes", os.O_RDWR | os.O_CREAT, 0o600)
        self._map = os.open(folder / "blocks", os.O_RDWR | os.O_CREAT, 0o600)

    def missing(self, first: int, last: int) -> int | None:
        """The first block that is not here."""
        marks = os.pread(self._map, last - first + 1, first).ljust(last - first + 1, b"\0")
        place = marks.find(b"\0")
        return None if place < 0 else first + place

    def fetch(self, first: int, last: int, ahead: int) -> int:
        """Bring blocks here, and some that follow; the last that is here now of those in one piece."""
        with self._alone():
            while (start := self.missing(first, last)) is not None:
                most = max(last - start + 1, min(ahead, _AHEAD // self.step))
                end = self._until(start, start + most)
                length = min(self.size, end * self.step) - start * self.step
                content = self._bucket.range(self._key, start * self.step, length, self._about.etag)
                if len(content) != length:
                    raise VideoGone(f"{self._bucket.url}/{self._key} is shorter than it was: it was changed meanwhile.")
                os.pwrite(self._data, content, start * self.step)
                os.pwrite(self._map, b"\1" * (end - start), start)
                last = max(last, end - 1)
        return last

    def content(self, start: int, count: int) -> bytes:
        """Bytes of blocks that are here."""
        return os.pread(self._data, count, start)

    def close(self) -> None:
        """Let go of the files."""
        for descriptor in (self._data, self._map):
            with suppress(OSError):
                os.close(descriptor)

    def _until(self, start: int, end: int) -> int:
        """Where a run of blocks that are not here ends."""
        end = min(end, -(-self.size // self.step))
        marks = os.pread(self._map, end - start, start).ljust(end - start, b"\0")
        place = marks.find(b"\1")
        return end if place < 0 else start + place

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else on this machine asks for blocks of this film meanwhile, for they may be the same."""
        fcntl.flock(self._map, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._map, fcntl.LOCK_UN)


def _boot() -> str:
    """This start of the machine: what was not on the disk yet when its power was cut is not believed."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return ""
