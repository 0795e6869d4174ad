"""What an open library remembers: a thing that is made once, and many things of which the longest unused go."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """A thing that is dear to make: the first thread that asks makes it while the others wait.

    It is made anew when it is asked for with another state than before.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._held: tuple[object, T] | None = None

    def __call__(self, state: object = None) -> T:
        """The thing as it is in this state."""
        held = self._held
        if held is None or held[0] != state:
            with self._lock:
                held = self._held
                if held is None or held[0] != state:
                    held = self._held = state, self._make()
        return held[1]

    def forget(self) -> None:
        """Let go of it; whoever asks next makes it anew."""
        self._held = None


class Cache:
    """Values by key, each with the state of what it was made from; beyond the bounds the longest unused go."""

    def __init__(self, most: int = 65_536, size: int = 256 << 20) -> None:
        self._most, self._size = most, size
        self._lock = Lock()
        self._held: OrderedDict[Hashable, tuple[object, Any, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, state: object, make: Callable[[], T]) -> T:
        """The value of a key, made where there is none or one of another state; two threads may make the same."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and held[0] == state:
                self._held.move_to_end(key)
                found: T = held[1]
                return found
        made = make()
        self._put(key, state, made)
        return made

    def __len__(self) -> int:
        return len(self._held)

    @property
    def bytes(self) -> int:
        """About how large all of it is."""
        return self._bytes

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()
            self._bytes = 0

    def _put(self, key: Hashable, state: object, value: object) -> None:
        size = weight(value)
        with self._lock:
            if key in self._held:
                self._bytes -= self._held.pop(key)[2]
            self._held[key] = state, value, size
            self._bytes += size
            while len(self._held) > 1 and (len(self._held) > self._most or self._bytes > self._size):
                self._bytes -= self._held.popitem(last=False)[1][2]


def weight(value: object) -> int:
    """About how many bytes a value takes: its arrays and texts, and a little for every object."""
    if hasattr(value, "nbytes"):  # arrays, and what is made of them
        return 128 + int(value.nbytes)
    if isinstance(value, (str, bytes)):
        return sys.getsizeof(value)
    if isinstance(value, Mapping):
        return 128 + sum(weight(key) + weight(item) for key, item in value.items())
    if isinstance(value, (tuple, list, set, frozenset)):
        return 64 + sum(map(weight, value))
    if is_dataclass(value) and not isinstance(value, type):
        return 64 + sum(weight(getattr(value, item.name)) for item in fields(value))
    return 32
