"""Damage of every kind to the files of a library, the same for the same seed."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LONG = "n" * 300
ODD = (
    None,
    "soon",
    "",
    -1,
    0,
    7,
    1e308,
    float("nan"),
    float("inf"),
    10**30,
    True,
    [],
    {},
    [None],
    {"a": 1},
    "\u202e\0",
    LONG,
)


def damaged(path: Path, dice: random.Random) -> bytes | None:
    """What becomes of a file; None for nothing at all."""
    content = path.read_bytes()
    kinds = [flipped, flipped, cut, grown, swapped, emptied, lost]
    if path.suffix in (".json", ".jsonl") or path.name == "current":
        kinds += [typed] * 10
    return dice.choice(kinds)(path, content, dice)


def flipped(path: Path, content: bytes, dice: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(dice.choice((1, 1, 3, 40)) if made else 0):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def cut(path: Path, content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def grown(path: Path, content: bytes, dice: random.Random) -> bytes:
    return content + dice.randbytes(dice.choice((1, 100)))


def swapped(path: Path, content: bytes, dice: random.Random) -> bytes:
    """The content of another file: of its kind in another folder, or of any in this one."""
    others = [one for one in sorted(path.parent.parent.glob(f"*/{path.name}")) if one != path]
    others = others or [one for one in sorted(path.parent.iterdir()) if one.is_file() and one != path]
    return dice.choice(others).read_bytes() if others else b""


def emptied(path: Path, content: bytes, dice: random.Random) -> bytes:
    return b""


def lost(path: Path, content: bytes, dice: random.Random) -> None:
    return None


def typed(path: Path, content: bytes, dice: random.Random) -> bytes:
    """JSON in which one value is of another type, or is missing."""
    lines = content.decode().split("\n") if path.suffix == ".jsonl" else [content.decode()]
    number = dice.randrange(max(1, len(lines) - 1))
    try:
        data = json.loads(lines[number])
    except ValueError:
        return b"{"
    places = list(_places(data))
    if not places:
        return b"[]"
    inside, key = dice.choice(places)
    if dice.random() < 0.2:
        del inside[key]
    else:
        inside[key] = dice.choice(ODD)
    lines[number] = json.dumps(data)
    return "\n".join(lines).encode()


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield data, key
        yield from _places(value)


Damage = Callable[[Path, random.Random], bytes | None]
