"""What proves a part of a video: the schema it was written by, its size, and a digest of its content, its revision."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

SCHEMAS: Mapping[str, int] = {}
"""The schema that a part is written by now, where it is no more the first."""

_ENDS = {".parquet": (b"PAR1", b"PAR1", 4), ".npz": (b"PK", b"PK\5\6", 22), ".faiss": (b"IxFI", b"", 0)}
"""How files of a kind begin, and what stands how many bytes before their end."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a video, as `video.json` tells it."""

    schema: int
    size: int
    revision: str


def part(name: str, content: bytes) -> Part:
    """What proves a content."""
    return Part(SCHEMAS.get(name, 1), len(content), blake2b(content, digest_size=12).hexdigest())


def whole(path: Path, known: Part | None) -> bool:
    """Whether a file is there, as long as it should be, and begins and ends as one of its kind: a quick look."""
    head, tail, last = _ENDS.get(path.suffix, (b"", b"", 0))
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if (known and size != known.size) or size < len(head) + last or file.read(len(head)) != head:
                return False
            file.seek(size - last)
            return file.read(len(tail)) == tail
    except OSError:
        return False
