"""Which search engine serves a library: the one that is named for this process, else the one the library remembers."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from vsearch.errors import UsageWrong
from vsearch.retrieval.engines import ENGINES, EngineOptions

if TYPE_CHECKING:
    from vsearch.retrieval.engines.serving import ServingEngine
    from vsearch.retrieval.library import Library

NONE = "none"
"""The address by which a process does without the engine that its library remembers."""

KINDS = ("auto", "flat", "hnsw", "ivf_sq8", "diskann")
"""Kinds of index: exact; a graph in memory; a quarter of that in lists of single bytes; a graph on disk."""


def checked(address: str, index: str = "auto", memory: float = 8.0) -> dict[str, Any]:
    """A choice as a library remembers it; one that cannot be meant is refused."""
    ENGINES.expect(address)
    if index not in KINDS:
        raise UsageWrong(f"There is no kind of index called {index!r}. Choose one of: {', '.join(KINDS)}.")
    if not memory > 0:
        raise UsageWrong(f"An index cannot take {memory:g} GiB. Give a number above 0.")
    if "@" in address:
        raise UsageWrong("An address holds no name and no password.", "engine-token")
    return {"address": address, "index": index, "memory": memory}


def serving(library: "Library", address: str | None) -> "ServingEngine | None":
    """The engine that serves, not reached yet; None where none does."""
    chosen: Mapping[str, Any] = library.store.engine
    if address is not None:
        chosen = chosen if chosen.get("address") == address else checked(address) if address != NONE else {}
    if not chosen:
        return None
    from vsearch.retrieval.engines.serving import ServingEngine

    place, index, memory = str(chosen["address"]), str(chosen.get("index", "auto")), float(chosen.get("memory", 8.0))

    def made() -> Any:
        options = EngineOptions(_key(library), library.store.width, library.frames_kept, index, memory)
        return ENGINES.make(place, options=options)

    return ServingEngine(place, made)


def _key(library: "Library") -> str:
    """What tells this library from others that an engine holds, wherever it lies."""
    told = f"{library.store.created} {library.store.encoder}"
    return blake2b(told.encode(), digest_size=8).hexdigest()
