"""Failures: which files could not be indexed when it was tried last, and why, until they are indexed or gone."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.cures import PYTHON, Note, cure
from vsearch.errors import DocumentUnknown, LibraryDamaged, LibraryError, OutputRefused, StorageRefused
from vsearch.escapes import legible
from vsearch.library.about import now
from vsearch.objects import UrlPath, located

if TYPE_CHECKING:
    from vsearch.library.store import Store

MOST = 1000
"""Failures that are kept; when a run leaves more, the oldest go."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed, why, when it was tried last, and by which code a front words a cure."""

    path: Path
    reason: str
    at: str
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def note(self) -> Note:
        """The reason and its cure, for a front to word."""
        return Note(self.reason, self.code, self.facts)


def record(store: "Store", path: Path, note: Note) -> None:
    """Remember that a file could not be indexed; nothing that lies in the library itself is worth it."""
    place = located(legible(str(path)))
    if located(store.location) in (place, *place.parents):
        return
    facts = {name: legible(str(value)) for name, value in note.facts.items()}
    content = {"path": str(place), "reason": legible(note.what), "code": note.code, "facts": facts, "at": now()}
    with suppress(OutputRefused, LibraryError):  # the run says it too, and goes on
        store.failed.write(_name(place), content, "*")


def settle(store: "Store", path: Path) -> None:
    """Forget the failure of a file, if there is one: it was indexed."""
    name = _name(path)
    if store.failed.has(name):
        with suppress(DocumentUnknown, LibraryError):
            store.failed.forget(name)


def failures(store: "Store") -> list[Failure]:
    """The files that could not be indexed and are still there, latest first; damaged records are left to `doctor`."""
    found = []
    for name in store.failed.names():
        with suppress(LibraryError, DocumentUnknown):
            found.append(read(store, name))
    there = [one for one in found if _lies(one.path)]
    return sorted(there, key=lambda one: (one.at, one.path), reverse=True)


def read(store: "Store", name: str) -> Failure:
    """One failure by the name of its record."""
    told = store.failed.read(name).content
    try:
        code, facts = told.get("code", ""), told.get("facts", {})
        cure(code if code in PYTHON else "", facts)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise LibraryDamaged(f"The failure {name!r} is damaged: its cure lacks {error}.", "mend") from error
    return Failure(located(told["path"]), told["reason"], told["at"], code if code in PYTHON else "", facts)


def tidy(store: "Store") -> None:
    """Forget the failures of files that are gone, and the oldest where there are too many."""
    kept = {_name(one.path) for one in failures(store)[:MOST]}
    for name in store.failed.names():
        if name not in kept:
            with suppress(LibraryError, DocumentUnknown):
                read(store, name)  # what is damaged, or of a newer version, stays for `doctor`
                store.failed.forget(name)


def flaws(store: "Store") -> Iterator[LibraryError]:
    """What is wrong with each record that cannot be read."""
    yield from store.failed.flaws(partial(read, store))


def mend(store: "Store") -> None:
    """Set aside those that are damaged."""
    store.failed.mend(partial(read, store))


def _lies(path: Path) -> bool:
    if not isinstance(path, UrlPath):
        return os.path.lexists(path)
    try:
        return path.exists() or path.is_dir()
    except StorageRefused:
        return True  # as far as is known


def _name(path: Path) -> str:
    return blake2b(str(path).encode("utf-8", "replace"), digest_size=10).hexdigest()
