"""The files of a tower, each proven by a digest; graphs that an earlier version left unproven are tried instead."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from vsearch.errors import LibraryDamaged
from vsearch.library.storage import files, schema
from vsearch.library.storage import proof as parts
from vsearch.models.sessions import session

_PROOFS = "parts.json"
_TYPES = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(bool)": np.bool_}


def proven(path: Path) -> Path:
    """A file of a tower, after a look at whether it is what was trained; earlier versions proved none."""
    try:
        told = asdict(parts.part(path.name, path.read_bytes()))
        proofs = schema.parsed(_PROOFS, (path.parent / _PROOFS).read_bytes()) if _proved(path.parent) else {}
    except (OSError, ValueError) as error:
        raise LibraryDamaged(f"{path} cannot be read: {error}.", "mend") from error
    if proofs.get(path.name, told) != told:
        raise LibraryDamaged(f"{path} is damaged.", "mend")
    return path


def check(folder: Path, *, trying: bool) -> None:
    """Refuse a tower of which a file is not what was trained; with `trying`, also one whose unproven graph fails."""
    for file in folder.iterdir():
        if file.name != _PROOFS:
            proven(file)
    for graph in () if _proved(folder) or not trying else folder.glob("*.onnx"):
        _try(graph)


def prove(folder: Path) -> None:
    """Write down what proves each file of a tower."""
    proofs = {f.name: asdict(parts.part(f.name, f.read_bytes())) for f in folder.iterdir() if f.name != _PROOFS}
    files.write(folder / _PROOFS, json.dumps(proofs, indent=1) + "\n")


def catch_up(folder: Path) -> None:
    """Prove the tower of an earlier version, if it runs."""
    if not _proved(folder):
        check(folder, trying=True)
        prove(folder)


def _proved(folder: Path) -> bool:
    return (folder / _PROOFS).exists()


def _try(graph: Path) -> None:
    """Refuse a graph that cannot be loaded, does not run, or answers with what is no number."""
    try:
        made = session(graph, 1)
        said = made.run(None, {item.name: _ones(item) for item in made.get_inputs()})
        if not all(np.isfinite(part).all() for part in said):
            raise ValueError("It answers with what is no number.")
    except Exception as error:  # ONNX Runtime has a dozen of its own
        raise LibraryDamaged(f"{graph} is damaged: it does not run.", "mend") from error


def _ones(item: Any) -> np.ndarray[Any, Any]:
    """An input of a graph that is as good as any; lengths that may differ are one."""
    return np.ones([size if isinstance(size, int) else 1 for size in item.shape], _TYPES[item.type])
