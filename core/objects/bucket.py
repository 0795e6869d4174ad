"""Buckets: the objects under one URL, read whole or by ranges and written on conditions, with retries and back-off."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from vsearch.errors import StorageRefused
from vsearch.objects.drivers import driver
from vsearch.objects.troubles import sentence

T = TypeVar("T")

_TRIES = 4
"""How often a body that breaks off is asked for again; requests that are refused are tried again below."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object without its content."""

    key: str
    size: int
    etag: str
    """Another for another content, in quotes as headers have it: some listings leave them out."""
    changed: float
    """When it was written, in whole seconds of the storage's clock: listings may tell finer than answers do."""
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """An object with its content."""

    listed: Listed
    content: bytes


class Bucket:
    """The objects under a URL, by keys such as `videos/1f3a/video.json`; safe to share among threads."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._store = driver(self.url)
        self.received = 0
        """Bytes of content that came from the storage."""
        self._lock = threading.Lock()

    def read(self, key: str) -> Stored:
        """An object, whole; FileNotFoundError where there is none."""

        def whole() -> Stored:
            found = self._get(key)
            content = bytes(found.bytes())
            return Stored(_listed(found.meta), content)

        stored = self._tried(whole, key)
        self._count(len(stored.content))
        return stored

    def range(self, key: str, start: int, length: int, etag: str = "") -> bytes:
        """So many bytes of an object, fewer at its end; StorageRefused where it is another than it was."""
        from obstore.exceptions import PreconditionError

        options: Any = {"range": (start, start + length)} | ({"if_match": etag} if etag else {})
        try:
            content = self._tried(lambda: bytes(self._get(key, options).bytes()), key)
        except PreconditionError as error:
            raise StorageRefused(f"{self.url}/{key} was changed while it was read.", "index-again") from error
        self._count(len(content))
        return content

    def about(self, key: str) -> Listed:
        """An object without its content; FileNotFoundError where there is none."""
        import obstore

        try:
            return _listed(self._tried(lambda: obstore.head(self._store, key), key))
        except StorageRefused:
            self.range(key, 0, 1)  # an answer without a body does not say why
            raise

    def beside(self, prefix: str) -> Sequence[Listed]:
        """The objects directly below a prefix that ends at a slash."""
        import obstore

        found = self._tried(lambda: obstore.list_with_delimiter(self._store, prefix or None), prefix)
        return [_listed(meta) for meta in found["objects"]]

    def list(self, prefix: str = "") -> Sequence[Listed]:
        """Every object below a prefix that ends at a slash, by key."""
        import obstore

        chunks = self._tried(lambda: [*obstore.list(self._store, prefix or None)], prefix)
        return [_listed(meta) for chunk in chunks for meta in chunk]

    def list_widely(self, prefix: str, begins: Sequence[str]) -> Sequence[Listed]:
        """The same where there are very many: as many ranges at once as names may begin, a thousand objects a page.

        Storage that cannot begin in the middle would list all of it for each range, so there it is listed in one.
        """
        if self.url.partition(":")[0] not in ("s3", "gs"):
            return self.list(prefix)
        edges = [prefix + begin for begin in sorted(begins)]
        with ThreadPoolExecutor(len(edges)) as pool:
            parts = pool.map(lambda pair: self._between(prefix, *pair), zip(["", *edges], [*edges, ""], strict=True))
            return [one for part in parts for one in part]

    def _between(self, prefix: str, first: str, last: str) -> Sequence[Listed]:
        import obstore

        def listed() -> list[Listed]:
            found: list[Listed] = []
            for chunk in obstore.list(self._store, prefix or None, offset=first or None):
                for meta in chunk:
                    if last and meta["path"] >= last:
                        return found
                    found.append(_listed(meta))
            return found

        return self._tried(listed, prefix)

    def put(self, key: str, content: bytes) -> Listed:
        """Write an object, whatever was there."""
        import obstore

        done = self._tried(lambda: obstore.put(self._store, key, content), key)
        return Listed(key, len(content), str(done["e_tag"] or ""), time.time(), done["version"])

    def put_if(self, key: str, content: bytes, there: Listed | None) -> Listed | None:
        """Write an object in place of the one that is `there`, None for none; None where another is there by now.

        An answer that was lost leaves it open whether the object was written: what is there then tells.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        known = {"e_tag": there.etag or None, "version": there.version} if there else {}
        mode: Any = {name: value for name, value in known.items() if value} if there else "create"
        try:
            done = self._tried(lambda: obstore.put(self._store, key, content, mode=mode, use_multipart=False), key)
            return Listed(key, len(content), str(done["e_tag"] or ""), time.time(), done["version"])
        except (AlreadyExistsError, PreconditionError, FileNotFoundError):
            return self._mine(key, content)

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; those that are not there are no trouble."""
        import obstore

        if keys:
            try:
                self._tried(lambda: obstore.delete(self._store, list(keys)), keys[0])
            except FileNotFoundError:
                if len(keys) > 1:  # storage that is asked for each key alone was not asked for those behind this one
                    with ThreadPoolExecutor(8) as pool:
                        list(pool.map(lambda key: self.delete([key]), keys))

    def _mine(self, key: str, content: bytes) -> Listed | None:
        try:
            found = self.read(key)
        except FileNotFoundError:
            return None
        return found.listed if found.content == content else None

    def _get(self, key: str, options: Any = None) -> Any:
        import obstore

        return obstore.get(self._store, key, options=options)

    def _tried(self, work: Callable[[], T], key: str) -> T:
        """What `work` returns; what breaks off in the middle is tried again, later each time."""
        from obstore.exceptions import GenericError

        for left in reversed(range(_TRIES)):
            try:
                with self._sentences(key):
                    return work()
            except StorageRefused as error:
                broken = isinstance(error.__cause__, GenericError) and "body" in str(error.__cause__)
                if not left or not broken or error.code != "wait-storage":
                    raise
                time.sleep(0.1 * 2 ** (_TRIES - left) * (0.5 + os.urandom(1)[0] / 255))
        raise AssertionError("The last try returns or raises.")

    @contextmanager
    def _sentences(self, key: str) -> Iterator[None]:
        from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

        try:
            yield
        except (AlreadyExistsError, PreconditionError):
            raise
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error) or "ContainerNotFound" in str(error):
                raise StorageRefused(f"There is no bucket {self.url}.", "make-bucket") from error
            raise FileNotFoundError(2, "No such object", f"{self.url}/{key}") from None
        except (BaseError, OSError) as error:
            raise StorageRefused(*sentence(f"{self.url}/{key}".rstrip("/"), str(error))) from error

    def _count(self, received: int) -> None:
        with self._lock:
            self.received += received


@lru_cache(maxsize=64)
def bucket(url: str) -> Bucket:
    """The bucket of a URL, one a process."""
    return Bucket(url)


def _listed(meta: Any) -> Listed:
    etag, changed = str(meta["e_tag"] or ""), meta["last_modified"].timestamp() // 1
    etag = f'"{etag}"' if etag and not etag.endswith('"') else etag
    return Listed(meta["path"], meta["size"], etag, changed, meta["version"])
