"""The cache of the parts of videos that were read from buckets: bounded, for several processes; each part is proven."""

import itertools
from contextlib import suppress
from pathlib import Path

from vsearch.errors import OutputRefused
from vsearch.library.storage import files
from vsearch.library.storage.proof import Part, part
from vsearch.objects import cache
from vsearch.objects.bucket import Bucket

_OFTEN = 64
"""Contents after which the bound is looked at."""


class PartCache:
    """Parts by their bucket and key; a key names one content for ever."""

    def __init__(self) -> None:
        self._folder = cache.root() / "parts"
        self._kept = itertools.count()

    def content(self, bucket: Bucket, key: str, name: str, known: Part) -> bytes:
        """The content of a part, from here if it is what it should be, else from its bucket, whose errors pass."""
        path = self.place(bucket, key)
        with suppress(OSError):
            found = path.read_bytes()
            if part(name, found) == known:
                cache.used(path)
                return found
        content = bucket.read(key).content
        self.keep(path, content)
        return content

    def keep(self, path: Path, content: bytes) -> None:
        """Keep a content, where there is room for it."""
        with suppress(OutputRefused):
            files.write(path, content, lasting=False)
            if next(self._kept) % _OFTEN == 0:
                cache.bound(self._folder, cache.most(), spare=path.name)

    def place(self, bucket: Bucket, key: str) -> Path:
        """Where a part lies here, if it does."""
        return self._folder / f"{cache.named(bucket.url, key)}{Path(key).suffix}"
