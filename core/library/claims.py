"""Claims on videos: two runs on one library never work on the same video, and a dead run's claims are free at once."""

import errno
import fcntl
import os
from hashlib import blake2b
from pathlib import Path

from vsearch.errors import LibraryError

_TAKEN = (errno.EACCES, errno.EAGAIN)
"""How POSIX says that another process holds a lock; everything else is trouble."""


class Claims:
    """Locks on byte ranges of one file: the kernel drops them with the process, and nothing is left to clean up."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: set[str] = set()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise LibraryError(
                f"{path} cannot be written: {error.strerror}. Change its permissions, or choose another library."
            ) from error

    def take(self, name: str) -> bool:
        """Whether the claim is now ours; false while another process, or another part of this one, holds it."""
        if name in self._held:
            return False
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(name))
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise LibraryError(
                f"{self._path} cannot be locked: {error.strerror}. Put the library on a disk that has file locks."
            ) from error
        self._held.add(name)
        return True

    def drop(self, name: str) -> None:
        """Give a claim back."""
        self._held.discard(name)
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _place(name))

    def close(self) -> None:
        """Give all claims back."""
        self._held.clear()
        os.close(self._file)


def _place(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=7).digest(), "big")
