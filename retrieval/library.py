"""The open library: one object a process that owns what is dear, and through which everything is asked."""

from pathlib import Path
from types import TracebackType

from vsearch.library import Store
from vsearch.retrieval.contents import Contents


class Library(Contents):
    """A library that is open."""

    @classmethod
    def open(cls, path: Path | None = None) -> "Library":
        """The library at `path`, which must exist."""
        return cls(Store.open(path))

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
