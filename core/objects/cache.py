"""The cache of this machine for what lies elsewhere: bounded, shared by processes, deleted at will."""

import os
import shutil
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from vsearch.errors import UsageWrong

VARIABLE = "VSEARCH_CACHE"
"""Names another folder; `VSEARCH_CACHE_GB` says how much of its disk each of its rooms takes at most."""
_MOST = "8"


def root() -> Path:
    """The folder of the cache."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_dir("vsearch", appauthor=False)) / "objects"


def most() -> int:
    """Bytes that one room of the cache takes at most: films, or the parts of libraries."""
    told = os.environ.get(f"{VARIABLE}_GB", _MOST)
    try:
        return int(float(told) * (1 << 30))
    except ValueError as error:
        raise UsageWrong(f"{VARIABLE}_GB is {told!r}, which is no number.") from error


def named(*said: object) -> str:
    """A name for what is told apart by all of this."""
    return blake2b("\0".join(map(str, said)).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def bound(room: Path, limit: int, *, spare: str = "") -> None:
    """Delete what was used longest ago until a room takes no more than four fifths of its limit, if it takes more."""
    with suppress(OSError):
        items = [(item.stat().st_mtime_ns, _size(item), item) for item in room.iterdir() if item.name != spare]
        total = sum(size for _, size, _ in items)
        if total <= limit:
            return
        for _, size, item in sorted(items, key=lambda one: one[0]):
            if total <= limit * 4 // 5:
                return
            shutil.rmtree(item, ignore_errors=True) if item.is_dir() else item.unlink(missing_ok=True)
            total -= size


def used(item: Path) -> None:
    """Note that something of the cache was used now."""
    with suppress(OSError):
        os.utime(item)


def _size(item: Path) -> int:
    """The bytes that a file, or the files of a folder, take on the disk."""
    files = item.iterdir() if item.is_dir() else (item,)
    return sum(file.stat().st_blocks * 512 for file in files)
