"""An encoder on a node for all jobs there, which keeps what they say; imports little, for each node starts one."""

import asyncio
import math
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from vsearch.encoders import ENCODERS, Encoder
from vsearch.encoders.devices import cuda_count
from vsearch.errors import VSearchError
from vsearch.nouns import Pixels, Vectors

MOST = 256
"""Pictures of several videos that are embedded at once, by each GPU."""


class NodeEncoder:
    """An encoder on a node: pictures of whichever jobs wait go through it together, over all GPUs that it was given.

    It also keeps what these jobs say of themselves until whoever waits for them asks, so that both are silent together.
    """

    def __init__(self, encoder: str, device: str, gpus: float = 0, threads: int = 0) -> None:
        if threads:  # Ray says 1 where nothing is said, and what counts them is loaded later
            os.environ["OMP_NUM_THREADS"] = str(threads)
        self._encoder: Callable[[], Encoder] = lambda: ENCODERS.make(encoder, device=given(device, gpus))
        self._most = MOST * max(1, int(gpus))
        self._made: Encoder | None = None
        self._lock = asyncio.Lock()
        self._waiting: list[tuple[Pixels, asyncio.Future[Vectors]]] = []
        self._told: dict[int, bytes] = {}

    async def ready(self) -> int | VSearchError:
        """Load it: this process, or why that cannot be."""
        try:
            self._made = self._made or await asyncio.to_thread(self._encoder)
        except VSearchError as error:
            return error
        return os.getpid()

    async def ask(self, question: Callable[[], Any]) -> Any:
        """What a question is answered with on this node."""
        return question()

    async def tell(self, job: int, word: bytes) -> None:
        """Take a job's word, pickled: what it is made of need not be imported here."""
        self._told[job] = word

    async def news(self) -> tuple[int, list[bytes]]:
        """This process, and the last word of each job that said something since it was asked before."""
        told, self._told = self._told, {}
        return os.getpid(), [*told.values()]

    async def embed(self, pixels: Pixels) -> Vectors | VSearchError:
        """A unit row per picture."""
        if isinstance(ready := await self.ready(), VSearchError):
            return ready
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
