"""How much at once: requests of one person a second, requests that are worked on, bytes of one request."""

from collections import OrderedDict
from threading import Lock
from time import monotonic

from vsearch.errors import VSearchError


class TooMuch(VSearchError):
    """More is asked at once than is taken."""


class TooLarge(VSearchError):
    """A request brings more bytes than are taken."""


class Turns:
    """So many at once, and no more: whoever comes then is refused."""

    def __init__(self, most: int) -> None:
        self._most, self._count = most, 0

    def __enter__(self) -> None:
        if self._count >= self._most:
            raise TooMuch(f"{self._most} requests are worked on at once, and no more.", "wait")
        self._count += 1

    def __exit__(self, *_: object) -> None:
        self._count -= 1


class Rates:
    """A bucket for every name, which fills at a rate: each request takes one out, and an empty bucket refuses."""

    def __init__(self, rate: float, burst: int, most: int = 10_000) -> None:
        self._rate, self._burst, self._most = rate, float(burst), most
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> None:
        """Take one out of the bucket of a name; TooMuch where it is empty."""
        with self._lock:
            now = monotonic()
            left, since = self._buckets.pop(name, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate)
            self._buckets[name] = (max(0.0, left - 1), now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        if left < 1:
            raise TooMuch(f"More than {self._rate:g} requests a second are too many.", "wait")
