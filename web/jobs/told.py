"""What a webhook was told of: a line a video in a file that all servers share, written after each that was taken."""

from collections.abc import Iterable
from hashlib import blake2b

from vsearch.library.storage.shared import SharedFiles
from vsearch.web.listing import Row

MANY = 500
"""Lines of the file of what was told lately, which is written anew for each; beyond, they join the others."""


class Told:
    """The videos that an address was told of, each as it was indexed then; one writer at a time."""

    def __init__(self, room: SharedFiles, address: str, there: Iterable[Row]) -> None:
        """Read what was told; an address that was never told anything begins after what is `there`."""
        self._room, name = room, self.name(address)
        self._all, self._late = f"{name}.tsv", f"{name}.late.tsv"
        there = list(there)
        lines = self._read(self._all)
        ids = {row.id for row in there}
        known = [_line(row) for row in there] if lines is None else [*lines, *(self._read(self._late) or ())]
        self._lines = {line for line in known if line.partition("\t")[0] in ids}
        self._gather()

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
        self._new.append(line)
        self._room.write(self._late, _text(self._new))
        self._lines.add(line)
        if len(self._new) >= MANY:
            self._gather()

    def _gather(self) -> None:
        """Write all lines into one file, and begin the other anew."""
        self._room.write(self._all, _text(sorted(self._lines)))
        self._room.delete(self._late)
        self._new: list[str] = []

    def _read(self, key: str) -> list[str] | None:
        try:
            return self._room.read(key).decode("utf-8", "replace").split("\n")
        except FileNotFoundError:
            return None


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _line(row: Row) -> str:
    return f"{row.id}\t{row.indexed}"
