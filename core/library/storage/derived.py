"""What can be deleted and comes back: small contents by key, bounded and proven whole, and folders of large indexes."""

import io
import itertools
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import OutputRefused
from vsearch.library.storage import files

MOST = 64 << 20
"""Bytes that the contents of one room (the first part of a key) take at most; beyond, the oldest half goes."""

_DIGEST = 16  # bytes in front of each content, which prove it


class Derived:
    """A cache that lies on this machine's disk; a library that is only read does without writing to it."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder, self._most = folder, most
        self._writes: dict[str, itertools.count[int]] = {}

    def read(self, key: str) -> bytes | None:
        """The content of a key such as "phrases/1f3a"; None when there is none, or when it is damaged."""
        with suppress(OSError):
            content = (self._folder / key).read_bytes()
            if content[:_DIGEST] == _proof(key, content[_DIGEST:]):
                return content[_DIGEST:]
        return None

    def write(self, key: str, content: bytes) -> None:
        """Keep a content, if the library may be written to."""
        with suppress(OutputRefused):
            files.write(self._folder / key, _proof(key, content) + content, lasting=False)
            room = key.partition("/")[0]
            if next(self._writes.setdefault(room, itertools.count())) % 64 == 0:
                _bound(self._folder / room, self._most)

    def arrays(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """The arrays kept under a key."""
        content = self.read(key)
        if content is None:
            return None
        with np.load(io.BytesIO(content)) as data:
            return dict(data)

    def keep_arrays(self, key: str, **arrays: NDArray[Any]) -> None:
        """Keep arrays by name."""
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)  # type: ignore[arg-type] # the names are none of its options
        self.write(key, buffer.getvalue())

    def folder(self, name: str = "") -> Path:
        """The folder, always on this machine, of an index that is too large to be read as one content."""
        return self._folder / name

    def serving(self, name: str) -> Path | None:
        """The folder that serves under a name; None where none does."""
        with suppress(OSError):
            if held := (self._folder / name).read_text("utf-8", "replace").strip():
                return self._folder / held
        return None

    @contextmanager
    def replaced(self, name: str) -> Iterator[Path]:
        """A new folder, which serves under a name when the block ends well; the one before goes, as does a torn one."""
        folder = self._folder / f"{name}-{os.urandom(16).hex()}"
        self._tidy(name)
        try:
            folder.mkdir(parents=True)
            yield folder
            files.write(self._folder / name, folder.name)
        finally:
            self._tidy(name)

    def forget(self, name: str) -> None:
        """Let nothing serve under a name any more."""
        files.delete(self._folder / name)
        self._tidy(name)

    def _tidy(self, name: str) -> None:
        """Delete folders of a name that do not serve."""
        for folder in self._folder.glob(f"{name}-*"):
            if folder != self.serving(name):
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def writable(self) -> bool:
        """Whether something can be kept here."""
        here = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        return os.access(here, os.W_OK)

    def clear(self) -> None:
        """Delete everything."""
        try:
            shutil.rmtree(self._folder)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise OutputRefused(f"{self._folder} cannot be deleted: {error.strerror}.", files.remedy(error)) from error


def _proof(key: str, content: bytes) -> bytes:
    """What only this content under this key has."""
    return blake2b(key.encode() + b"\0" + content, digest_size=_DIGEST).digest()


def _bound(room: Path, most: int) -> None:
    with suppress(OSError), os.scandir(room) as items:
        found = sorted((item.stat().st_mtime_ns, item.stat().st_size, item.path) for item in items)
        total = sum(size for _, size, _ in found)
        if total > most:
            for _, size, path in found:
                files.delete(Path(path))
                total -= size
                if total <= most // 2:
                    break
