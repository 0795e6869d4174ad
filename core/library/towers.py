"""The trained towers of a library on disk: one whole folder each, which of them serves, and which served before."""

import json
import os
import re
import shutil
from collections.abc import Iterator
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


def names(store: Store) -> list[str]:
    """The whole towers of a library, sorted."""
    if not store.towers.is_dir():
        return []
    return sorted(item.parent.name for item in store.towers.glob("*/config.json") if ".part" not in item.parent.name)


def read(store: Store, name: str) -> Trained:
    """The tower of that name; one that a newer version made is refused."""
    folder = store.towers / name
    if name not in names(store):
        known = ", ".join(names(store)) or "none yet; make one with `vsearch train`"
        raise UsageWrong(f"{store.path} has no tower called {name!r}. Its towers: {known}.")
    try:
        parts = [json.loads((folder / f"{part}.json").read_text("utf-8")) for part in ("config", "metrics", "data")]
        layout = int(parts[0]["layout"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryDamaged(
            f"{folder} is damaged. Promote another tower with `vsearch towers`, or train anew."
        ) from error
    if layout > LAYOUT:
        raise LibraryTooNew(
            f"The tower {name!r} was made by a newer version (layout {layout}). Upgrade with `pip install -U vsearch`."
        )
    return Trained(name, folder, *parts)


def check_available(store: Store, name: str) -> None:
    """Refuse a name that no tower can have, or that one has already."""
    _check(name)
    if name in names(store):
        raise UsageWrong(f"{store.path} has a tower called {name!r} already. Choose another --name.")


def _check(name: str) -> None:
    if not re.fullmatch(r"[\w.-]*\w", name) or name in _TAKEN:
        raise UsageWrong(
            f"A tower cannot be called {name!r}: use letters, digits, dots and dashes, but not {', '.join(_TAKEN)}."
        )


@contextmanager
def draft(store: Store, name: str) -> Iterator[Path]:
    """A folder to write a tower into; it becomes the tower when the block ends well."""
    _check(name)
    place = store.towers / name
    part = place.with_name(f"{name}.part")
    files.mend(place)
    shutil.rmtree(part, ignore_errors=True)
    os.makedirs(part)
    try:
        yield part
        files.swap(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def run_folder(store: Store, name: str) -> Path:
    """Where the training of a tower keeps its checkpoints while it lasts."""
    folder = store.towers / "runs" / name
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
        raise UsageWrong(f"{store.path} has no tower in service, so there is nothing to go back from.")
    _point(store, served[:-1])
    return current(store)


def _pointer(store: Store) -> list[str | None]:
    path = store.towers / "current"
    try:
        served = json.loads(path.read_text("utf-8"))["served"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise LibraryDamaged(f"{path} is damaged. Delete it, and promote a tower with `vsearch towers`.") from error
    return list(served)


def _point(store: Store, served: list[str | None]) -> None:
    files.write(store.towers / "current", json.dumps({"served": served}) + "\n")
