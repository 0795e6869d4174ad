"""What a webhook was told of: a line a video in a file of the library, written after each that was taken."""

import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from vsearch.library.storage import files
from vsearch.web.listing import Row


class Told:
    """The videos that an address was told of, each as it was indexed then; one writer at a time."""

    def __init__(self, folder: Path, address: str, there: Iterable[Row]) -> None:
        """Read what was told; an address that was never told anything begins after what is `there`."""
        self._path = folder / f"{self.name(address)}.tsv"
        there = list(there)
        try:
            lines = self._path.read_text("utf-8", "replace").split("\n")
        except FileNotFoundError:
            lines = [_line(row) for row in there]
        ids = {row.id for row in there}
        self._lines = {line for line in lines if line.partition("\t")[0] in ids}
        files.write(self._path, "".join(f"{line}\n" for line in sorted(self._lines)))

    @staticmethod
    def name(address: str) -> str:
        """The name under which an address is remembered, which may itself be a secret."""
        return blake2b(address.encode(), digest_size=8).hexdigest()

    def has(self, row: Row) -> bool:
        """Whether a video was told as it is."""
        return _line(row) in self._lines

    def add(self, row: Row) -> None:
        """Remember that a video was told."""
        line = _line(row)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        self._lines.add(line)


def _line(row: Row) -> str:
    return f"{row.id}\t{row.indexed}"
