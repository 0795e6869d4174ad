"""Files and folders that are whole or absent, whatever interrupts the writing and however many write at once."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from vsearch.errors import OutputRefused
from vsearch.objects import UrlPath

_AT_ONCE = 8
"""Files of a folder that are waited for together."""

HOUR = 3600.0
"""Seconds after which what lies half written under a name of its own has no writer any more."""


@contextlib.contextmanager
def written(path: Path, *, lasting: bool = True) -> Iterator[Path]:
    """A `.part` path to write to, which takes the place of `path` when the block ends well, and vanishes when not.

    What is not `lasting`, because it can be had again, does not wait for the disk; a power cut may leave it broken.
    """
    part = unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        if lasting:
            flush(part)
        os.replace(part, path)
        if lasting:
            flush(path.parent)
    except OSError as error:
        raise OutputRefused(f"{path} cannot be written: {error.strerror or error}.", remedy(error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write(path: Path, content: bytes | str, *, lasting: bool = True) -> None:
    """Write a whole file at once."""
    with written(path, lasting=lasting) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def append(path: Path, lines: bytes) -> None:
    """Add whole lines at the end of a file, all of them or none; a line that was torn before them is ended."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        end = os.fstat(descriptor).st_size
        torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
        _extend(descriptor, end, (b"\n" if torn else b"") + lines)
    finally:
        os.close(descriptor)


def _extend(descriptor: int, end: int, content: bytes) -> None:
    """Write all of the content, in one piece if the disk takes it; what it took of a part is cut off again."""
    done = 0
    try:
        while done < len(content):
            done += os.write(descriptor, content[done:])
        os.fsync(descriptor)
    except OSError:
        if os.fstat(descriptor).st_size == end + done:  # nobody wrote in between
            os.ftruncate(descriptor, end)
        raise


def remedy(error: BaseException) -> str:
    """The code of what helps where something cannot be written: room on a full disk, else permissions."""
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error)
    return "make-room" if full else "may-write"


def unfinished(path: Path) -> Path:
    """A name beside `path` that no other thread, process or machine uses; short, because `path` may be at its limit."""
    return path.with_name(f"{path.name[:32]}.{os.urandom(8).hex()}.part")


def flush(path: Path) -> None:
    """Make sure that a file or a folder's list of names has reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap(part: Path, place: Path) -> None:
    """Put the folder `part` where `place` is; a death in between is mended by `mend`."""
    from concurrent.futures import ThreadPoolExecutor  # most commands write no folder

    with ThreadPoolExecutor(_AT_ONCE) as disk:  # a disk writes what several wait for in one go
        list(disk.map(flush, part.iterdir()))
    flush(part)
    old = former(place)
    if place.exists():
        os.rename(place, old)
    os.rename(part, place)
    flush(place.parent)
    shutil.rmtree(old, ignore_errors=True)


def mend(place: Path) -> None:
    """Finish or undo a `swap` that a death interrupted."""
    old = former(place)
    if old.exists():
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.rename(old, place)


def former(place: Path) -> Path:
    """Where a folder lies while another takes its place."""
    return place.with_name(f"{place.name}.old.part")


def delete(path: Path) -> None:
    """Delete a file or a folder, if it is there and may be deleted."""
    with contextlib.suppress(OSError):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def forsaken(folder: Path) -> list[Path]:
    """Half-written files of a folder that nobody writes to any more, by the clock of the disk that they lie on."""
    parts = [path for path in folder.glob("*.part") if path.is_file()]
    if not parts:
        return []
    clock = unfinished(folder / "clock")
    try:
        clock.touch()
        now = clock.stat().st_mtime
    except OSError:
        return []
    finally:
        delete(clock)
    return [path for path in parts if now - path.stat().st_mtime > HOUR]


def identity(path: Path | str) -> str:
    """What tells a file from the one that took its place: a new one beside it has another number and another time."""
    if isinstance(path, UrlPath):
        found = path.about()
        return f"{path} {found.etag}" if found else ""
    try:
        about = os.stat(path)  # noqa: PTH116 - making a Path takes longer than the look
    except OSError:
        return ""
    return f"{about.st_ino:x}-{about.st_mtime_ns:x}-{about.st_size:x}"
