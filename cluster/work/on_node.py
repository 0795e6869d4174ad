"""A job of a video as a task on a node: it has its pictures embedded there, and says how far it is."""

import os
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import wait
from dataclasses import dataclass, replace
from typing import Any

from vsearch.errors import VSearchError
from vsearch.indexer.run.pool import outcome
from vsearch.indexer.run.work import Alive, Going, Opened, SeenPictures, SeenVectors

BEAT = 1.0
"""Seconds between two words of a job that it goes on."""
AHEAD = 2
"""Batches that a job has embedded while it looks for the next."""


class Lost(BaseException):
    """What a job needed on the cluster went away: the video is not to blame, and no answer of the job's own."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """What a job said last: which attempt at it, and how far it is."""

    job: int
    attempt: int
    opened: Opened | None = None
    done: int = 0
    node: str = ""
    process: int = 0


class _Telling:
    """A job's word to the encoder that it uses, once a second at most."""

    def __init__(self, encoder: Any, word: JobProgress) -> None:
        self._encoder, self._word = encoder, word
        self._told = float("-inf")

    def __call__(self, value: object = None) -> None:
        opened = value if isinstance(value, Opened) else self._word.opened
        done = value.done if isinstance(value, Going | SeenPictures) else self._word.done
        self._word = replace(self._word, opened=opened, done=done)
        if time.monotonic() - self._told > BEAT or value is opened:
            self._encoder.tell.remote(self._word.job, pickle.dumps(self._word))
            self._told = time.monotonic()


class _Embedding:
    """The pictures of one job on their way through an encoder, a few batches at a time."""

    def __init__(self, encoder: Any, tell: Callable[[], None]) -> None:
        self._encoder, self._tell = encoder, tell
        self._flying: deque[tuple[SeenPictures, Any]] = deque()
        self._landed: list[SeenVectors] = []

    def add(self, pictures: SeenPictures) -> None:
        while len(self._flying) >= AHEAD:
            self._land()
        self._flying.append((pictures, self._encoder.embed.remote(pictures.pixels).future()))

    def vectors(self) -> list[SeenVectors]:
        while self._flying:
            self._land()
        return self._landed

    def _land(self) -> None:
        import ray

        pictures, answer = self._flying.popleft()
        try:
            # Ray would lend the processor of who waits by `ray.get`, and start a worker for each while.
            while not wait([answer], timeout=BEAT).done:
                self._tell()  # who waits for an encoder is alive
            vectors = answer.result()
        except ray.exceptions.RayError as error:
            raise Lost(f"the encoder of its node went away ({type(error).__name__})") from error
        if isinstance(vectors, VSearchError):
            raise vectors
        self._landed.append(SeenVectors(pictures.rows, vectors, pictures.done))


def carry_out(
    work: Callable[..., Iterator[Any]], arguments: tuple[Any, ...], job: int, attempt: int, encoders: Mapping[str, Any]
) -> tuple[list[Any], VSearchError | str | None]:
    """Run a job to its end: what it yielded, with vectors for pictures, and what ended it; a word if others did."""
    import ray

    here = ray.get_runtime_context().get_node_id()
    node = here if here in encoders else next(iter(encoders))
    tell = _Telling(encoders[node], JobProgress(job, attempt, node=here, process=os.getpid()))
    tell()
    embedding = _Embedding(encoders[node], tell)
    values: list[Any] = []

    def take(value: Any) -> None:
        tell(value)
        if isinstance(value, SeenPictures):
            embedding.add(value)
        elif not isinstance(value, Going | Alive):
            values.append(value)

    def whole() -> Iterator[Any]:
        yield from work(*arguments)
        yield from embedding.vectors()

    try:
        return values, outcome(take, whole, ())
    except Lost as lost:
        return [], str(lost)
