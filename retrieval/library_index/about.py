"""What the whole-library index holds, as `about.json` beside it tells and proves: which rows are which video's."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from vsearch.library.storage import files, schema


@dataclass(frozen=True, slots=True)
class VideoRows:
    """Where the rows of one video lie; a dead one belongs to a video that was removed or changed."""

    video: str
    stamp: str
    first: int
    count: int
    dead: bool = False
    still: int = -1
    """The row of the video that is its best still; -1 where an earlier version did not look for it."""
    packaging: tuple[tuple[float, float], ...] = ()
    """From where to where it was surely found to be packaging; what people decided since is not in here."""
    heard: str = ""
    """The name of the encoder that heard it."""


@dataclass(frozen=True, slots=True)
class IndexContents:
    """What a merged index holds; `learned` is the number of rows from which its codes were learned."""

    kind: str
    width: int
    encoder: str
    learned: int = 0
    codes: int = 0
    """What proves the codes."""
    columns: int = 0
    """What proves all columns together, for those who look through them instead of fetching rows."""
    stretches: tuple[VideoRows, ...] = field(default_factory=tuple)

    @property
    def rows(self) -> int:
        """All rows, dead ones among them."""
        return sum(stretch.count for stretch in self.stretches)

    def save(self, folder: Path) -> None:
        """Write down what the index in a folder holds, with what proves that."""
        told = asdict(self)
        files.write(folder / "about.json", json.dumps({**told, "proof": _digest(told)}))

    @classmethod
    def load(cls, folder: Path) -> "IndexContents | None":
        """What the index in a folder holds; ValueError for damage, None where an earlier version proved nothing."""
        told = schema.parsed("about.json", (folder / "about.json").read_bytes())
        if (proof := told.pop("proof", None)) is None:
            return None
        if proof != _digest(told):
            raise ValueError("It is not what was written.")
        return cls(**{**told, "stretches": tuple(map(_rows, told["stretches"]))})


def _rows(told: dict[str, Any]) -> VideoRows:
    return VideoRows(**{**told, "packaging": tuple((start, end) for start, end in told.get("packaging", ()))})


def _digest(told: Mapping[str, Any]) -> str:
    return blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=16).hexdigest()
