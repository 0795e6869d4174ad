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
from vsearch.library import Library, files

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


def names(library: Library) -> list[str]:
    """The whole towers of a library, sorted."""
    if not library.towers.is_dir():
        return []
    return sorted(item.parent.name for item in library.towers.glob("*/config.json") if ".part" not in item.parent.name)


def read(library: Library, name: str) -> Trained:
    """The tower of that name; one that a newer version made is refused."""
    folder = library.towers / name
    if name not in names(library):
        known = ", ".join(names(library)) or "none yet; make one with `vsearch train`"
        raise UsageWrong(f"{library.path} has no tower called {name!r}. Its towers: {known}.")
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


def free(library: Library, name: str) -> None:
    """Refuse a name that no tower can have, or that one has already."""
    _check(name)
    if name in names(library):
        raise UsageWrong(f"{library.path} has a tower called {name!r} already. Choose another --name.")


def _check(name: str) -> None:
    if not re.fullmatch(r"[\w.-]*\w", name) or name in _TAKEN:
        raise UsageWrong(
            f"A tower cannot be called {name!r}: use letters, digits, dots and dashes, but not {', '.join(_TAKEN)}."
        )


@contextmanager
def draft(library: Library, name: str) -> Iterator[Path]:
    """A folder to write a tower into; it becomes the tower when the block ends well."""
    _check(name)
    place = library.towers / name
    part = place.with_name(f"{name}.part")
    files.mend(place)
    shutil.rmtree(part, ignore_errors=True)
    os.makedirs(part)
    try:
        yield part
        files.swap(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def run_folder(library: Library, name: str) -> Path:
    """Where the training of a tower keeps its checkpoints while it lasts."""
    folder = library.towers / "runs" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def current(library: Library) -> str | None:
    """The name of the tower that serves; None while the zero-shot prior does."""
    served = _pointer(library)
    return served[-1] if served else None


def history(library: Library) -> list[str | None]:
    """What served, oldest first; None is the zero-shot prior."""
    return _pointer(library)


def promote(library: Library, name: str | None) -> None:
    """Let a tower serve from now on, or the zero-shot prior."""
    if name is not None:
        read(library, name)
    _point(library, [*_pointer(library), name])


def rollback(library: Library) -> str | None:
    """Let what served before serve again; its name, None for the zero-shot prior."""
    served = _pointer(library)
    if not served:
        raise UsageWrong(f"{library.path} has no tower in service, so there is nothing to go back from.")
    _point(library, served[:-1])
    return current(library)


def _pointer(library: Library) -> list[str | None]:
    path = library.towers / "current"
    try:
        served = json.loads(path.read_text("utf-8"))["served"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise LibraryDamaged(f"{path} is damaged. Delete it, and promote a tower with `vsearch towers`.") from error
    return list(served)


def _point(library: Library, served: list[str | None]) -> None:
    files.write(library.towers / "current", json.dumps({"served": served}) + "\n")
