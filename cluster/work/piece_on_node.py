"""What a node does with one piece of work: it makes what all pieces need once, and keeps it for the next."""

import pickle
from collections.abc import Callable
from typing import Any

from vsearch.errors import VSearchError, first_line
from vsearch.executors import tried

_HELD: dict[str, tuple[Callable[[Any, Any], Any], Any]] = {}
"""What the pieces of the latest order are done by: open libraries are dear."""


def do_piece(piece: Any, order: list[Any]) -> tuple[Any, VSearchError | str | None]:
    """Do a piece of an order that lies in the cluster: what came of it, and its error; a word if not its own."""
    import ray

    [place] = order  # in a list, for else it would be brought and made anew for each piece
    key = place.hex()
    try:
        if key not in _HELD:
            content = ray.get(place)
            _HELD.clear()
            _HELD[key] = pickle.loads(content)
    except ray.exceptions.RayError as error:
        return None, f"what it needs went away ({type(error).__name__}: {first_line(error)})"
    except VSearchError as error:
        return None, error
    return tried(*_HELD[key], piece)
