"""The trained towers of a library on disk: one whole folder each, which of them serves, and which served before."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryDamaged, LibraryTooNew, UsageWrong
from vsearch.library import Store, files

LAYOUT = 1
"""The version of a tower's folder and of its graph's inputs."""
_TAKEN = ("current", "runs", "tuning")
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
    found = store.local("towers").glob("*/config.json")
    return sorted(item.parent.name for item in found if ".part" not in item.parent.name)


def read(store: Store, name: str) -> Trained:
    """The tower of that name; one that a newer version made is refused."""
    folder = store.local("towers", name)
    if name not in names(store):
        known = ", ".join(names(store)) or "none yet"
        raise UsageWrong(f"{store.location} has no tower called {name!r}. Its towers: {known}.", "train")
    try:
        parts = [json.loads((folder / f"{part}.json").read_text("utf-8")) for part in ("config", "metrics", "data")]
        layout = int(parts[0]["layout"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryDamaged(f"The tower {name!r} is damaged: {folder}.", "other-tower") from error
    if layout > LAYOUT:
        raise LibraryTooNew(f"The tower {name!r} was made by a newer version (layout {layout}).", "upgrade")
    return Trained(name, folder, *parts)


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
    place = store.local("towers", name)
    part = files.unfinished(place)
    files.mend(place)
    os.makedirs(part)
    try:
        yield part
        files.swap(part, place)
    finally:
        files.delete(part)


def keep(store: Store, name: str, file: str, content: str) -> Path:
    """Put a file beside those of a tower, and where it lies."""
    path = store.local("towers", name, file)
    files.write(path, content)
    store.changed()
    return path


def weights(store: Store) -> Mapping[str, float]:
    """The re-ranker's weights that were learned with the tower that serves; nothing while there are none."""
    name = current(store)
    path = store.local("towers", name or "", "weights.json")
    try:
        return dict(json.loads(path.read_text("utf-8"))["weights"]) if name else {}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryDamaged(f"{path} is damaged.", "other-tower") from error


def run_folder(store: Store, name: str) -> Path:
    """Where the training of a tower keeps its checkpoints while it lasts."""
    folder = store.local("towers", "runs", name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def current(store: Store) -> str | None:
    """The name of the tower that serves; None while the zero-shot prior does."""
    served = _pointer(store)
    return served[-1] if served else None


def history(store: Store) -> list[str | None]:
    """What served, oldest first; None is the zero-shot prior."""
    return _pointer(store)


def promote(store: Store, name: str | None) -> None:
    """Let a tower serve from now on, or the zero-shot prior."""
    if name is not None:
        read(store, name)
    _point(store, [*_pointer(store), name])


def rollback(store: Store) -> str | None:
    """Let what served before serve again; its name, None for the zero-shot prior."""
    served = _pointer(store)
    if not served:
        raise UsageWrong(f"{store.location} has no tower in service, so there is nothing to go back from.")
    _point(store, served[:-1])
    return current(store)


def _pointer(store: Store) -> list[str | None]:
    path = store.local("towers", "current")
    try:
        served = json.loads(path.read_text("utf-8"))["served"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise LibraryDamaged(f"{path} is damaged.", "mend") from error
    return list(served)


def _point(store: Store, served: list[str | None]) -> None:
    files.write(store.local("towers", "current"), json.dumps({"served": served}) + "\n")
    store.changed()
