"""What runs on a node: a job of a video as a task, an encoder for all jobs there, a board for what they say."""

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import wait
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vsearch.encoders import ENCODERS, Encoder
from vsearch.encoders.devices import cuda_count
from vsearch.errors import VSearchError
from vsearch.indexer.run.pool import outcome
from vsearch.indexer.run.work import Alive, Going, Opened, SeenPictures, SeenVectors
from vsearch.nouns import Pixels, Vectors

BEAT = 0.5
"""Seconds between two words of a job that it goes on."""
AHEAD = 2
"""Batches that a job has embedded while it looks for the next."""
MOST = 256
"""Pictures of several videos that are embedded at once, by each GPU."""


class Lost(BaseException):
    """What a job needed on the cluster went away: the video is not to blame, and no answer of the job's own."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """What a job said last: which attempt at it, how often anything, and how far it is."""

    job: int
    attempt: int
    beats: int = 0
    opened: Opened | None = None
    done: int = 0
    node: str = ""
    process: int = 0


class Board:
    """Holds what running jobs said last, for whoever waits for them."""

    def __init__(self) -> None:
        self._words: dict[int, JobProgress] = {}

    def tell(self, word: JobProgress) -> None:
        """Take a job's word."""
        self._words[word.job] = word

    def words(self, ended: Sequence[int]) -> list[JobProgress]:
        """The last words of all jobs but those that have ended."""
        for job in ended:
            self._words.pop(job, None)
        return list(self._words.values())


class NodeEncoder:
    """An encoder on a node: pictures of whichever jobs wait go through it together, over all GPUs that it was given."""

    def __init__(self, encoder: str, device: str, gpus: float = 0) -> None:
        self._encoder: Callable[[], Encoder] = lambda: ENCODERS.make(encoder, device=given(device, gpus))
        self._most = MOST * max(1, int(gpus))
        self._made: Encoder | None = None
        self._lock = asyncio.Lock()
        self._waiting: list[tuple[Pixels, asyncio.Future[Vectors]]] = []

    async def ready(self) -> VSearchError | None:
        """Load it; why that cannot be."""
        try:
            self._made = self._made or await asyncio.to_thread(self._encoder)
        except VSearchError as error:
            return error
        return None

    async def ask(self, question: Callable[[], Any]) -> Any:
        """What a question is answered with on this node."""
        return question()

    async def embed(self, pixels: Pixels) -> Vectors | VSearchError:
        """A unit row per picture."""
        if error := await self.ready():
            return error
        mine: asyncio.Future[Vectors] = asyncio.get_running_loop().create_future()
        self._waiting.append((pixels, mine))
        async with self._lock:
            while not mine.done():
                await self._together()
        try:
            return mine.result()
        except VSearchError as error:
            return error

    async def _together(self) -> None:
        batch = [self._waiting.pop(0)]
        while self._waiting and sum(len(pixels) for pixels, _ in (*batch, self._waiting[0])) <= self._most:
            batch.append(self._waiting.pop(0))
        assert self._made
        try:
            rows = await asyncio.to_thread(self._made.encode_images, np.concatenate([pixels for pixels, _ in batch]))
        except Exception as error:
            for _, waiting in batch:
                waiting.set_exception(error)
            return
        ends = np.cumsum([len(pixels) for pixels, _ in batch])[:-1]
        for (_, waiting), part in zip(batch, np.split(rows, ends), strict=True):
            waiting.set_result(part)


def given(device: str, gpus: float) -> str:
    """The devices of an encoder to which a node gave so many GPUs, or a share of one; it sees no others."""
    count = min(math.ceil(gpus), cuda_count()) if device == "auto" and gpus else 0
    return ",".join(f"cuda:{n}" for n in range(count)) or device


class _Telling:
    """A job's word to the board, a few times a second at most."""

    def __init__(self, board: Any, word: JobProgress) -> None:
        self._board, self._word = board, word
        self._told = float("-inf")

    def __call__(self, value: object = None) -> None:
        opened = value if isinstance(value, Opened) else self._word.opened
        done = value.done if isinstance(value, Going | SeenPictures) else self._word.done
        self._word = replace(self._word, beats=self._word.beats + 1, opened=opened, done=done)
        if time.monotonic() - self._told > BEAT or value is opened:
            self._board.tell.remote(self._word)
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
    job: int,
    attempt: int,
    work: Callable[..., Iterator[Any]],
    arguments: Sequence[Any],
    encoders: Mapping[str, Any],
    board: Any,
) -> tuple[list[Any], VSearchError | str | None]:
    """Run a job to its end: what it yielded, with vectors for pictures, and what ended it; a word if others did."""
    import ray

    here = ray.get_runtime_context().get_node_id()
    tell = _Telling(board, JobProgress(job, attempt, node=here, process=os.getpid()))
    tell()
    embedding = _Embedding(encoders.get(here) or next(iter(encoders.values())), tell)
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
