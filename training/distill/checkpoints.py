"""Checkpoints in pieces small enough to be carried anywhere; one that a stop cut short is never taken for whole."""

import io
import json
from pathlib import Path
from typing import Any

import torch

from vsearch.library.storage.files import flush, write

PIECE = 15 * 2**20
"""Bytes of a piece at most."""


def save(state: dict[str, Any], path: Path) -> None:
    """Write `state` as pieces beside `path`, which then names them; the pieces of an earlier one go."""
    packed = io.BytesIO()
    torch.save(state, packed)
    held, older = packed.getbuffer(), _pieces(path)
    turn = 1 + max((int(name.rsplit(".", 2)[1]) for name in older), default=0)
    names = [f"{path.name}.{turn}.{n}" for n in range(0, len(held), PIECE)]
    for name in names:
        start = int(name.rsplit(".", 1)[1])
        (path.parent / name).write_bytes(held[start : start + PIECE])
        flush(path.parent / name)
    write(path, json.dumps(names))
    for name in older:
        (path.parent / name).unlink(missing_ok=True)


def load(path: Path, device: torch.device) -> dict[str, Any] | None:
    """What was saved, or nothing if nothing was."""
    names = _pieces(path)
    if not names:
        return None
    packed = io.BytesIO(b"".join((path.parent / name).read_bytes() for name in names))
    state: dict[str, Any] = torch.load(packed, map_location=device, weights_only=True)
    return state


def _pieces(path: Path) -> list[str]:
    return list(json.loads(path.read_text())) if path.exists() else []
