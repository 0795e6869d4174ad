"""Workers that are tasks of a Ray: jobs run on whichever node has room, and are tried again where their worker died."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from vsearch.children import ALONE
from vsearch.cluster.work.ends import LOSSES, task_end
from vsearch.cluster.work.on_node import Board, JobProgress, NodeEncoder, carry_out
from vsearch.cluster.work.ray_cluster import RayCluster
from vsearch.errors import ClusterUnavailable, VideoError, VideoStuck, VideoUnreadable, VSearchError
from vsearch.executors import TRIES
from vsearch.indexer.run.pool import Message
from vsearch.indexer.run.work import Going

_ENCODER = 180.0
"""Seconds in which the first node must have loaded its encoder."""
_TURN = 0.5
"""Seconds between two looks at what running jobs say."""
_DIED = {
    "memory": VideoError("There was not enough memory for it.", "fewer-jobs"),
    "crash": VideoUnreadable(f"Its decoder crashed {TRIES} times.", "other-reader"),
}


@dataclass(slots=True)
class _Job:
    """A job, the attempt at it that runs, and when that was heard of last."""

    number: int
    patience: float
    work: Callable[..., Iterator[Any]]
    arguments: tuple[Any, ...]
    tries: int = 0
    losses: int = 0
    beats: int = 0
    heard: float = field(default_factory=time.monotonic)
    done: int = -1

    @property
    def attempt(self) -> int:
        return self.tries + self.losses


class RayWorkers:
    """Runs `work(*arguments)` generators as tasks of one processor each, and hands over what they yielded."""

    def __init__(self, cluster: RayCluster, encoder: str, device: str, jobs: int, gpus: float | None = None) -> None:
        """`gpus` is how many GPUs of a node its encoder takes, a share of one below 1; all, where that is not said."""
        self._gpus = gpus
        self._cluster, self._ray = cluster, cluster.ray
        self._encoder, self._device, self._asked = encoder, "cpu" if device == "cpu" or gpus == 0 else "auto", jobs
        self._task = self._ray.remote(carry_out).options(
            num_cpus=1, max_retries=0, runtime_env={"env_vars": dict(ALONE)}
        )
        self._running: dict[Any, _Job] = {}
        self._messages: deque[Message] = deque()
        self._encoders: dict[str, Any] = {}
        self._ready: set[str] = set()
        self._loading: dict[Any, str] = {}
        self._words: Any = None
        self._ended: list[int] = []

    @property
    def hands(self) -> int:
        """Videos to work on at once: as many as there are processors now, and one more to keep them busy."""
        return self._asked or self._cluster.cores + 1

    def submit(self, job: int, patience: float, work: Callable[..., Iterator[Any]], *arguments: Any) -> None:
        """Start a job as soon as a node has room for it; it must say something every `patience` seconds."""
        self._cluster.check_seen(arguments[0])
        self._launch(_Job(job, patience, work, arguments))

    def message(self) -> Message:
        """The next message of any job; waits for it."""
        while not self._messages:
            self._turn()
        return self._messages.popleft()

    def close(self) -> None:
        """Stop at once, whatever is running."""
        for answer in self._running:
            self._ray.cancel(answer, force=True)
        for actor in (*self._encoders.values(), *([self._board] if "_board" in vars(self) else [])):
            self._ray.kill(actor)
        self._running.clear()
        self._encoders.clear()
        self._cluster.residents.clear()

    @cached_property
    def _board(self) -> Any:
        head = [node for node in self._ray.nodes() if "node:__internal_head__" in node["Resources"]]
        place = self._cluster.on(head[0]["NodeID"]) if head else {"num_cpus": 0}
        return self._ray.remote(Board).options(max_restarts=-1, max_task_retries=-1, **place).remote()

    def _launch(self, job: _Job) -> None:
        encoders = self._serving()
        job.beats, job.heard = 0, time.monotonic()
        answer = self._task.remote(job.number, job.attempt, job.work, job.arguments, encoders, self._board)
        self._running[answer] = job

    def _serving(self) -> dict[str, Any]:
        """The encoders that are loaded, by node; one begins to load on each node that came lately."""
        nodes = {node["NodeID"]: node["Resources"] for node in self._cluster.wait_for_nodes()}
        for gone in self._encoders.keys() - nodes.keys():
            del self._encoders[gone]
            self._ready.discard(gone)
            self._cluster.residents.pop(gone, None)
        for node in nodes.keys() - self._encoders.keys():
            self._load(node, nodes[node])
        deadline = time.monotonic() + _ENCODER
        while self._loading:
            first = not self._ready
            done, _ = self._ray.wait(list(self._loading), num_returns=1, timeout=_TURN if first else 0)
            for answer in done:
                self._loaded(answer, self._loading.pop(answer))
            if not done and (self._ready or time.monotonic() > deadline):
                break
        if not self._ready:
            raise ClusterUnavailable("No node of the cluster has room for the encoder.", "start-cluster")
        return {node: self._encoders[node] for node in self._ready}

    def _load(self, node: str, resources: dict[str, float]) -> None:
        share = share_of(resources.get("GPU", 0.0), self._gpus) if self._device != "cpu" else 0.0
        threads = {"OMP_NUM_THREADS": str(int(resources["CPU"]))}
        options = self._cluster.on(
            node,
            num_gpus=share,
            max_restarts=-1,
            max_task_retries=-1,
            max_concurrency=64,
            runtime_env={"env_vars": threads},
        )
        self._encoders[node] = actor = (
            self._ray.remote(NodeEncoder).options(**options).remote(self._encoder, self._device, share)
        )
        self._loading[actor.ready.remote()] = node

    def _loaded(self, answer: Any, node: str) -> None:
        try:
            error = self._ray.get(answer)
        except self._ray.exceptions.RayError:  # its node went while it loaded
            self._encoders.pop(node, None)
            return
        if error:
            raise error
        if node in self._encoders:
            self._ready.add(node)
            self._cluster.residents[node] = self._encoders[node]

    def _turn(self) -> None:
        """Wait a little for jobs that end, and for what the others say."""
        self._words = self._words or self._board.words.remote(self._ended)
        self._ended = []
        done, _ = self._ray.wait([*self._running], num_returns=1, timeout=_TURN)
        for answer in done:
            self._end(answer, self._running.pop(answer))
        if self._ray.wait([self._words], timeout=0)[0]:
            with suppress(self._ray.exceptions.RayError):  # it starts again by itself, knowing nothing
                self._hear(self._ray.get(self._words))
            self._words = None
        self._cluster.wait_for_nodes()

    def _end(self, answer: Any, job: _Job) -> None:
        """Take a job's result, or try it again where something else than the job ended it."""
        end = task_end(self._ray, answer)
        if end.died or end.lost:
            self._again(job, _DIED.get(end.died), end.lost)
        else:
            self._messages += [Message(job.number, value) for value in end.value or ()]
            self._close(job, end.error)

    def _again(self, job: _Job, died: VSearchError | None, lost: str) -> None:
        job.tries, job.losses = job.tries + bool(died), job.losses + bool(lost)
        if died and job.tries >= TRIES:
            self._close(job, died)
        elif job.losses >= LOSSES:
            self._close(job, VideoError(f"Its node was lost {LOSSES} times ({lost}).", "index-again"))
        else:
            self._launch(job)

    def _close(self, job: _Job, error: VSearchError | None) -> None:
        self._ended.append(job.number)
        self._messages.append(Message(job.number, error=error, last=True))

    def _hear(self, words: list[JobProgress]) -> None:
        """How far jobs are; one whose decoder does nothing is stopped."""
        now, running = time.monotonic(), {job.number: (answer, job) for answer, job in self._running.items()}
        known = {word.job: word for word in words}
        for number, (answer, job) in running.items():
            word = known.get(number)
            if word is None or word.attempt != job.attempt or word.beats != job.beats:
                job.heard, job.beats = now, word.beats if word and word.attempt == job.attempt else 0
            if word and word.opened and word.done != job.done:
                job.done = word.done
                self._messages += [Message(number, word.opened), Message(number, Going(word.done))]
            if now - job.heard > job.patience:
                del self._running[answer]
                paused = word is not None and self._cluster.stop(word.node, word.process)
                self._ray.cancel(answer, force=True)
                if paused:  # such a process cannot end itself
                    self._again(job, None, "it was paused")
                    continue
                what = f"Its decoder did nothing for {job.patience:.0f} seconds and was stopped. Re-encode it."
                self._close(job, VideoStuck(what))


def share_of(has: float, asked: float | None) -> float:
    """How many of a node's GPUs its encoder takes: a share of one, or whole ones."""
    share = has if asked is None else min(asked, has)
    return share if share < 1 else float(int(share))
