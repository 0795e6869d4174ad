"""Files and folders that are whole or absent, whatever interrupts the writing."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from vsearch.errors import OutputRefused


@contextlib.contextmanager
def written(path: Path, *, lasting: bool = True) -> Iterator[Path]:
    """A `.part` path to write to, which takes the place of `path` when the block ends well, and vanishes when not.

    What is not `lasting`, because it can be had again, does not wait for the disk; a power cut may leave it broken.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        if lasting:
            flush(part)
        os.replace(part, path)
        if lasting:
            flush(path.parent)
    except OSError as error:
        raise OutputRefused(
            f"{path} cannot be written: {error.strerror or error}. Free some space or choose another place."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write(path: Path, content: bytes | str, *, lasting: bool = True) -> None:
    """Write a whole file at once."""
    with written(path, lasting=lasting) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def flush(path: Path) -> None:
    """Make sure that a file or a folder's list of names has reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap(part: Path, place: Path) -> None:
    """Put the folder `part` where `place` is; a death in between is mended by `mend`."""
    for file in part.iterdir():
        flush(file)
    flush(part)
    old = _old(place)
    if place.exists():
        os.rename(place, old)
    os.rename(part, place)
    flush(place.parent)
    shutil.rmtree(old, ignore_errors=True)


def mend(place: Path) -> None:
    """Finish or undo a `swap` that a death interrupted."""
    old = _old(place)
    if old.exists():
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.rename(old, place)


def _old(place: Path) -> Path:
    return place.with_name(f"{place.name}.old.part")
