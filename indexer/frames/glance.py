"""A second look at stretches of a video between its samples, with one reader that is opened when first needed."""

from collections.abc import Callable, Iterator

from vsearch.nouns import Pixels
from vsearch.readers import Reader, Size


class Glances:
    """Calls like a `Peek`; the container is read through once, however many stretches are asked for."""

    def __init__(self, opened: Callable[[], Reader], size: Size) -> None:
        self._opened, self._size = opened, size
        self._reader: Reader | None = None

    def __call__(self, start: float, end: float) -> Iterator[tuple[float, Pixels]]:
        """All frames strictly between two times, small."""
        self._reader = self._reader or self._opened()
        times = self._reader.times()
        inner = times[(times > start) & (times < end)]
        for frame in self._reader.frames(inner, (self._size,)):
            yield frame.time, frame.pixels[0]

    def close(self) -> None:
        """Let go of the file, if it was opened."""
        if self._reader:
            self._reader.close()
            self._reader = None
