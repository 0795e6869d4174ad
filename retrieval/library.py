"""The open library: one object a process that owns what is dear, and through which everything is asked."""

from pathlib import Path
from types import TracebackType

from vsearch.library import Store


class Library:
    """A library that is open."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def open(cls, path: Path | None = None) -> "Library":
        """The library at `path`, which must exist."""
        return cls(Store.open(path))

    def close(self) -> None:
        """Let go of everything that is held."""

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
