"""Marks: what a kept file was made of, so that it serves again only while nothing of that has changed."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from vsearch.library.storage.files import flush, write


def mark(*parts: object) -> str:
    """A digest of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def kept(path: Path, of: str, make: Callable[[Path], object]) -> Path:
    """`path` as an earlier run made it, if it is marked to be `of` the same; else made anew."""
    beside = path.with_name(f"{path.name}.mark")
    if not (path.exists() and beside.exists() and beside.read_text() == of):
        # The mark goes first and comes back last: a run that dies in between leaves nothing that looks whole.
        beside.unlink(missing_ok=True)
        make(path)
        flush(path)
        write(beside, of)
    return path
