"""The trained query tower that a library has promoted."""

from vsearch.errors import ModelMissing
from vsearch.library import Library
from vsearch.library.entry import Entry
from vsearch.nouns import Vectors


def vector(library: Library, entry: Entry) -> Vectors | None:
    """The tower's row for a video; None while no tower has been promoted."""
    if not (library.towers / "current").exists():
        return None
    raise ModelMissing(f"{library.path} has a tower that this version cannot run for {entry.id}. Upgrade vsearch.")
