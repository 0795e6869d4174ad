"""Where a list goes on: the place and the name of the last thing shown, so that what came or went does no harm."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeVar

from vsearch.errors import UsageWrong

T = TypeVar("T")


def part(
    listed: Sequence[T], names: Sequence[str], cursor: str | None, most: int, start: int = 0
) -> tuple[list[T], str | None]:
    """The things behind a cursor, or from a place on, and the cursor of those behind them; `names` tells them apart.

    Beyond the end there are none.
    """
    if cursor and start:
        raise UsageWrong("A cursor says where the part begins. Leave out `from`, or the cursor.")
    begin = start or _begin(names, cursor)
    end = begin + most
    return list(listed[begin:end]), _cursor(end, names[end - 1]) if end < len(listed) else None


def _begin(names: Sequence[str], cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        place, _, name = urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        number = int(place)
    except ValueError:
        raise UsageWrong(f"{cursor[:40]!r} is no cursor of a list. Begin without one.") from None
    if 0 < number <= len(names) and names[number - 1] == name:
        return number
    return names.index(name) + 1 if name in names else max(0, min(number, len(names)))


def _cursor(end: int, name: str) -> str:
    return urlsafe_b64encode(f"{end} {name}".encode()).decode()
