"""A room of trained models: one whole folder each, and which of them served, oldest first."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vsearch.errors import LibraryDamaged
from vsearch.library import Store
from vsearch.library.storage import files, schema
from vsearch.library.towers.contents import prove

CURRENT = "current"
"""The file that says what served."""
_SET_ASIDE = ".damaged"


class ModelRoom:
    """The models of one kind of a library; `taken` are names of what else lies beside them."""

    def __init__(self, store: Store, name: str, kind: str, taken: tuple[str, ...] = (CURRENT,)) -> None:
        self._store, self._name, self._kind, self._taken = store, name, kind, taken

    def place(self, name: str = "") -> Path:
        """Where a model lies, or all of them."""
        return self._store.local(*filter(None, (self._name, name)))

    def names(self) -> list[str]:
        """The whole models, sorted."""
        folders = (item.name for item in self.place().glob("*") if item.is_dir())
        return sorted(name for name in folders if name not in self._taken and not name.endswith((".part", _SET_ASIDE)))

    @contextmanager
    def draft(self, name: str) -> Iterator[Path]:
        """A folder to write a model into; it becomes the model when the block ends well."""
        place = self.place(name)
        part = files.unfinished(place)
        files.mend(place)
        os.makedirs(part)
        try:
            yield part
            prove(part)
            files.swap(part, place)
            self._store.publish(self._name, name)
        finally:
            files.delete(part)

    def served(self) -> list[str | None]:
        """What served, oldest first; None stands for no model."""
        path = self.place(CURRENT)
        try:
            return list(schema.parsed(CURRENT, path.read_bytes())["served"])
        except FileNotFoundError:
            return []
        except (OSError, schema.Unfit) as error:
            raise LibraryDamaged(f"{path} is damaged: {error}.", "mend") from error

    def point(self, served: list[str | None]) -> None:
        """Say what served; the last one serves."""
        files.write(self.place(CURRENT), json.dumps({"served": served}) + "\n")
        self._store.publish(self._name, CURRENT)
        self._store.changed()

    def lost(self) -> Iterator[LibraryDamaged]:
        """What is wrong with what says which of them serves."""
        try:
            lost = [name for name in self.served() if name is not None and name not in self.names()]
        except LibraryDamaged as error:
            yield error
            return
        if lost:
            yield LibraryDamaged(f"The {self._kind} {lost[-1]!r} is to serve, and is not there.", "mend")

    def set_aside(self, name: str) -> None:
        """Take a damaged model away from the others, under a name that says so."""
        place = self.place(name)
        files.delete(place.with_name(name + _SET_ASIDE))
        os.rename(place, place.with_name(name + _SET_ASIDE))
        for one in (name + _SET_ASIDE, name):
            self._store.publish(self._name, one)

    def repoint(self) -> None:
        """Let the latest whole one of those that served serve."""
        try:
            served = self.served()
        except LibraryDamaged:
            served = []
        if self.place(CURRENT).exists():
            self.point([name for name in served if name is None or name in self.names()])
