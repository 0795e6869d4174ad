"""The trained towers of a library on disk: one whole folder each, which of them serves, and which served before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryDamaged, LibraryError, LibraryTooNew, UsageWrong, VSearchError
from vsearch.library import Store
from vsearch.library.storage import files, schema
from vsearch.library.towers.contents import catch_up, check, prove, proven
from vsearch.library.towers.room import CURRENT, ModelRoom

LAYOUT = 1
"""The version of a tower's folder and of its graph's inputs."""
_TAKEN = (CURRENT, "runs", "tuning")
"""Names of what else lies beside towers or their runs."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A tower's folder and what stands in it; `data` says what it learned from and which videos were held out."""

    name: str
    folder: Path
    config: dict[str, Any]
    metrics: dict[str, Any]
    data: dict[str, Any]

    @property
    def graph(self) -> Path:
        """The ONNX graph."""
        return self.folder / "tower.onnx"

    @property
    def revision(self) -> str:
        """What is another when a tower of the same name was trained anew."""
        return files.identity(self.graph)


def names(store: Store) -> list[str]:
    """The whole towers of a library, sorted."""
    return _room(store).names()


def read(store: Store, name: str) -> Trained:
    """The tower of that name; one that a newer version made is refused."""
    folder = store.local("towers", name)
    if name not in names(store):
        known = ", ".join(names(store)) or "none yet"
        raise UsageWrong(f"{store.location} has no tower called {name!r}. Its towers: {known}.", "train")
    try:
        if (layout := schema.layout((folder / "config.json").read_bytes())) > LAYOUT:
            raise LibraryTooNew(f"The tower {name!r} was made by a newer version (layout {layout}).", "upgrade")
        made = Trained(name, folder, *(_read(folder, f"{part}.json") for part in ("config", "metrics", "data")))
        if not made.graph.is_file():
            raise schema.Unfit("it has no graph")
        return made
    except (OSError, ValueError) as error:
        raise LibraryDamaged(f"The tower {name!r} in {folder} is damaged: {error}.", "mend") from error


def _read(folder: Path, name: str) -> Any:
    return schema.parsed(name, (folder / name).read_bytes())


def check_available(store: Store, name: str) -> None:
    """Refuse a name that no tower can have, or that one has already."""
    _check(name)
    if name in names(store):
        raise UsageWrong(f"{store.location} has a tower called {name!r} already.", "other-name")


def _check(name: str) -> None:
    if not re.fullmatch(r"[\w.-]*\w", name) or name in _TAKEN:
        raise UsageWrong(
            f"A tower cannot be called {name!r}: use letters, digits, dots and dashes, but not {', '.join(_TAKEN)}."
        )


@contextmanager
def draft(store: Store, name: str) -> Iterator[Path]:
    """A folder to write a tower into; it becomes the tower when the block ends well."""
    _check(name)
    with _room(store).draft(name) as part:
        yield part


def keep(store: Store, name: str, file: str, content: str) -> Path:
    """Put a file beside those of a tower, and where it lies."""
    path = store.local("towers", name, file)
    catch_up(path.parent)
    files.write(path, content)
    prove(path.parent)
    store.publish("towers", name)
    store.changed()
    return path


def weights(trained: Trained | None) -> Mapping[str, float]:
    """The re-ranker's weights that were learned with a tower; nothing while there are none."""
    if trained is None or not (trained.folder / "weights.json").exists():
        return {}
    path = proven(trained.folder / "weights.json")
    try:
        return dict(_read(path.parent, path.name)["weights"])
    except schema.Unfit as error:
        raise LibraryDamaged(f"{path} is damaged: {error}.", "mend") from error


def run_folder(store: Store, name: str) -> Path:
    """Where the training of a tower keeps its checkpoints while it lasts."""
    folder = store.local("towers", "runs", name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def current(store: Store) -> str | None:
    """The name of the tower that serves; None while the zero-shot prior does."""
    served = history(store)
    return served[-1] if served else None


def serving(store: Store) -> tuple[Trained | None, str]:
    """The latest whole tower of those that served, None for the zero-shot prior; and what it stands in for."""
    wrong: list[VSearchError] = []
    try:
        for name in reversed(history(store)):
            found = [] if name is None else list(_wrong(store, name))
            if not found:
                return (read(store, name) if name else None), _instead(wrong, name)
            wrong += found
    except LibraryDamaged as error:
        wrong.append(error)
    return None, _instead(wrong, None)


def _instead(wrong: Sequence[VSearchError], name: str | None) -> str:
    """A note on what serves in place of what is damaged; the latest of it is named."""
    serves = f"The tower {name!r}, which served before," if name else "The zero-shot prior"
    return f"{wrong[0].what} {serves} serves instead." if wrong else ""


def history(store: Store) -> list[str | None]:
    """What served, oldest first; None is the zero-shot prior."""
    return _room(store).served()


def promote(store: Store, name: str | None) -> None:
    """Let a tower serve from now on, or the zero-shot prior."""
    if name is not None:
        catch_up(read(store, name).folder)
    _room(store).point([*history(store), name])


def rollback(store: Store) -> str | None:
    """Let what served before serve again; its name, None for the zero-shot prior."""
    served = history(store)
    if not served:
        raise UsageWrong(f"{store.location} has no tower in service, so there is nothing to go back from.")
    _room(store).point(served[:-1])
    return current(store)


def flaws(store: Store) -> Iterator[VSearchError]:
    """What is wrong with each tower that is damaged, and with what says which of them serves."""
    for name in names(store):
        yield from _wrong(store, name, trying=True)
    yield from _room(store).lost()


def mend(store: Store) -> None:
    """Set damaged towers aside, and let the latest whole one of those that served serve."""
    for name in names(store):
        if any(isinstance(error, LibraryDamaged) for error in _wrong(store, name, trying=True)):
            _room(store).set_aside(name)
    _room(store).repoint()


def _wrong(store: Store, name: str, *, trying: bool = False) -> Iterator[VSearchError]:
    try:
        trained = read(store, name)
        check(trained.folder, trying=trying)
        weights = trained.folder / "weights.json"
        if weights.exists():
            _read(weights.parent, weights.name)
    except schema.Unfit as error:
        yield LibraryDamaged(f"{weights} is damaged: {error}.", "mend")
    except (LibraryError, UsageWrong) as error:
        yield error


def _room(store: Store) -> ModelRoom:
    return ModelRoom(store, "towers", "tower", _TAKEN)
