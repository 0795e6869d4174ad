"""The trained models of seconds of a library on disk: one whole folder each, and which of them served, in order."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from vsearch.errors import EncoderMismatch, LibraryDamaged, LibraryError, LibraryTooNew, UsageWrong, VSearchError
from vsearch.library import Store
from vsearch.library.storage import schema
from vsearch.library.towers.contents import check
from vsearch.library.towers.room import CURRENT, ModelRoom

LAYOUT = 1
"""The version of a model's folder, of its graph's inputs and of what they mean."""

ROOM = "segment-models"


@dataclass(frozen=True, slots=True)
class SegmentModel:
    """A model's folder and what stands in it."""

    name: str
    folder: Path
    config: dict[str, Any]
    metrics: dict[str, Any]
    data: dict[str, Any]

    @property
    def graph(self) -> Path:
        """The ONNX graph."""
        return self.folder / "model.onnx"

    @property
    def revision(self) -> str:
        """What is another when a model of the same name was trained anew."""
        return f"{self.name} {self.data.get('fingerprint', '')}"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The model of a folder; one that a newer version made is refused."""
        try:
            if (layout := schema.layout((folder / "config.json").read_bytes())) > LAYOUT:
                raise LibraryTooNew(
                    f"The segments model {folder.name!r} was made by a newer version (layout {layout}).", "upgrade"
                )
            kinds = {"config": "segment-model.json", "metrics": "metrics.json", "data": "data.json"}
            told = {part: schema.parsed(kind, (folder / f"{part}.json").read_bytes()) for part, kind in kinds.items()}
            made = cls(folder.name, folder, **told)
            if not made.graph.is_file():
                raise schema.Unfit("it has no graph")
            return made
        except (OSError, ValueError) as error:
            raise LibraryDamaged(f"The segments model {folder.name!r} is damaged: {error}.", "mend") from error


class SegmentModels:
    """The models of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._room = ModelRoom(store, ROOM, "segments model")

    def names(self) -> list[str]:
        """All whole models, sorted."""
        return self._room.names()

    def place(self, name: str) -> Path:
        """The folder of a model on this machine."""
        return self._room.place(name)

    def free_name(self) -> str:
        """The next free name of the form sN."""
        taken = {int(name[1:]) for name in self.names() if re.fullmatch(r"s\d+", name)}
        return f"s{max(taken, default=0) + 1}"

    def check_available(self, name: str) -> None:
        """Refuse a name that no model can have, or that one has already."""
        if not re.fullmatch(r"[\w.-]*\w", name) or name == CURRENT:
            raise UsageWrong(f"A segments model cannot be called {name!r}: use letters, digits, dots and dashes.")
        if name in self.names():
            raise UsageWrong(f"{self._store.location} has a segments model called {name!r} already.", "other-name")

    def read(self, name: str) -> SegmentModel:
        """The model of that name."""
        if name not in self.names():
            known = ", ".join(self.names()) or "none yet"
            raise UsageWrong(f"{self._store.location} has no segments model called {name!r}. Its models: {known}.")
        return SegmentModel.read(self._room.place(name))

    @contextmanager
    def draft(self, name: str) -> Iterator[Path]:
        """A folder to write a model into; it becomes the model when the block ends well."""
        self.check_available(name)
        with self._room.draft(name) as part:
            yield part
        self._store.changed()

    def served(self) -> list[str | None]:
        """What served, oldest first; None stands for no model."""
        return self._room.served()

    def current(self) -> str | None:
        """The name of the model that serves, if one does."""
        return served[-1] if (served := self.served()) else None

    def serving(self) -> SegmentModel | None:
        """The model that serves, whole and proven; None where none does."""
        name = self.current()
        if name is None:
            return None
        model = self.read(name)
        check(model.folder, trying=False)
        if model.config["encoder"] != self._store.encoder:
            told = f"The segments model {name!r} was trained on vectors of {model.config['encoder']}"
            raise EncoderMismatch(f"{told}, and {self._store.location} was indexed with {self._store.encoder}.")
        return model

    def promote(self, name: str | None) -> None:
        """Let a model serve from now on, or none."""
        if name is not None:
            check(self.read(name).folder, trying=False)
        self._room.point([*self.served(), name])

    def rollback(self) -> str | None:
        """Let what served before serve again; its name."""
        if not (served := self.served()):
            raise UsageWrong(f"{self._store.location} has no segments model in service to go back from.")
        self._room.point(served[:-1])
        return self.current()

    def flaws(self) -> Iterator[VSearchError]:
        """What is wrong with each model, and with what says which of them serves."""
        for name in self.names():
            try:
                check(self.read(name).folder, trying=False)
            except LibraryError as error:
                yield error
        yield from self._room.lost()

    def mend(self) -> None:
        """Set damaged models aside; the latest whole one of those that served serves."""
        for name in self.names():
            try:
                check(self.read(name).folder, trying=False)
            except LibraryDamaged:
                self._room.set_aside(name)
            except LibraryError:
                continue
        self._room.repoint()
