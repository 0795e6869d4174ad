"""Workers that are tasks of a Ray: jobs run on whichever node has room, and are tried again where their worker died."""

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from vsearch.cluster.work.ends import LOSSES, task_end
from vsearch.cluster.work.node_encoder import NodeEncoder
from vsearch.cluster.work.on_node import JobProgress
from vsearch.cluster.work.one_thread import one_thread
from vsearch.cluster.work.ray_cluster import RayCluster
from vsearch.errors import ClusterUnavailable, VideoError, VideoStuck, VideoUnreadable, VSearchError
from vsearch.executors import TRIES
from vsearch.indexer.run.pool import Message
from vsearch.indexer.run.work import Going

_ENCODER = 180.0
"""Seconds in which the first node must have loaded its encoder."""
_TURN = 1.0
"""Seconds between two looks at what running jobs say."""
_SILENCE = 60.0
"""Seconds after which an encoder that answers nothing is ended, and begins anew."""
_CALLS = 10_000
"""Calls of an encoder at once: no word of a job may wait behind pictures."""
_DIED = {
    "memory": VideoError("There was not enough memory for it.", "fewer-jobs"),
    "crash": VideoUnreadable(f"Its decoder crashed {TRIES} times.", "other-reader"),
}


@dataclass(slots=True)
class _Job:
    """A job, the attempt at it that runs, and for how long that has said nothing."""

    number: int
    patience: float
    work: Callable[..., Iterator[Any]]
    arguments: tuple[Any, ...]
    tries: int = 0
    losses: int = 0
    done: int = -1
    quiet: float = 0.0
    word: JobProgress | None = None
    teller: str = ""
    """The node whose encoder tells of it."""

    @property
    def attempt(self) -> int:
        return self.tries + self.losses


@dataclass(slots=True)
class _NodeEncoder:
    """An encoder on a node: its process, what it was asked for last, and for how long it has not answered that."""

    actor: Any
    process: int = 0
    news: Any = None
    silent: float = 0.0


class RayWorkers:
    """Runs `work(*arguments)` generators as tasks of one processor each, and hands over what they yielded."""

    def __init__(self, cluster: RayCluster, encoder: str, device: str, jobs: int, gpus: float | None = None) -> None:
        """`gpus` is how many GPUs of a node its encoder takes, a share of one below 1; all, where that is not said."""
        self._gpus = gpus
        self._cluster, self._ray = cluster, cluster.ray
        self._encoder, self._device, self._asked = encoder, "cpu" if device == "cpu" or gpus == 0 else "auto", jobs
        self._task = one_thread(self._ray, "vsearch.cluster.work.on_node", "carry_out")
        self._running: dict[Any, _Job] = {}
        self._messages: deque[Message] = deque()
        self._encoders: dict[str, _NodeEncoder] = {}
        self._loading: dict[Any, str] = {}
        self._listened = time.monotonic()

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
        for one in self._encoders.values():
            self._ray.kill(one.actor)
        self._running.clear()
        self._encoders.clear()
        self._cluster.residents.clear()

    def _launch(self, job: _Job) -> None:
        encoders = self._serving()
        job.quiet, job.word, job.teller = 0.0, None, ""
        content = self._ray.cloudpickle.dumps((job.work, job.arguments))
        self._running[self._task.remote(content, job.number, job.attempt, encoders)] = job

    def _serving(self) -> dict[str, Any]:
        """The encoders that are loaded, by node; one begins to load on each node that came lately."""
        nodes = {node["NodeID"]: node["Resources"] for node in self._cluster.wait_for_nodes()}
        for gone in self._encoders.keys() - nodes.keys():
            del self._encoders[gone]
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
        return {node: one.actor for node, one in self._ready.items()}

    @property
    def _ready(self) -> dict[str, _NodeEncoder]:
        """The encoders that are loaded, by node."""
        return {node: one for node, one in self._encoders.items() if one.process}

    def _load(self, node: str, resources: dict[str, float]) -> None:
        share = share_of(resources.get("GPU", 0.0), self._gpus) if self._device != "cpu" else 0.0
        options = self._cluster.on(node, num_gpus=share, max_restarts=-1, max_task_retries=-1, max_concurrency=_CALLS)
        new = self._ray.remote(NodeEncoder).options(**options)
        actor = new.remote(self._encoder, self._device, share, int(resources["CPU"]))
        self._encoders[node] = _NodeEncoder(actor)
        self._loading[actor.ready.remote()] = node

    def _loaded(self, answer: Any, node: str) -> None:
        try:
            process = self._ray.get(answer)
        except self._ray.exceptions.RayError:  # its node went while it loaded
            self._encoders.pop(node, None)
            return
        if isinstance(process, VSearchError):
            raise process
        if node in self._encoders:
            self._encoders[node].process = process
            self._cluster.residents[node] = self._encoders[node].actor

    def _turn(self) -> None:
        """Wait a little for jobs that end, and for what the others say."""
        done, _ = self._ray.wait([*self._running], num_returns=1, timeout=_TURN)
        for answer in done:
            self._end(answer, self._running.pop(answer))
        since = time.monotonic() - self._listened
        if since >= _TURN:
            self._listened += since
            for node in self._ready:
                self._listen(node, min(since, 2 * _TURN))  # more is time in which this process stood still
        self._cluster.wait_for_nodes()

    def _listen(self, node: str, since: float) -> None:
        """Take what the jobs of an encoder said; one that answers nothing for long is paused or hangs, and is ended."""
        if not (one := self._encoders.get(node)):
            return
        if one.news and not self._ray.wait([one.news], timeout=0)[0]:
            one.silent += since
            if one.silent > _SILENCE:
                self._cluster.stop(node, one.process)  # it begins anew by itself, and what it was asked is asked again
                one.silent = 0.0
            return
        with suppress(self._ray.exceptions.RayError):  # its node went
            if one.news:
                one.process, words = self._ray.get(one.news)
                self._hear(node, {word.job: word for word in map(pickle.loads, words)}, since)
        one.news, one.silent = one.actor.news.remote(), 0.0

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
        self._messages.append(Message(job.number, error=error, last=True))

    def _hear(self, node: str, words: Mapping[int, JobProgress], since: float) -> None:
        """How far the jobs are of which an encoder tells; one whose decoder does nothing is stopped."""
        for answer, job in [*self._running.items()]:
            word = words.get(job.number)
            if word and word.attempt == job.attempt:
                job.quiet, job.word, job.teller = 0.0, word, node
                if word.opened and word.done != job.done:
                    job.done = word.done
                    self._messages += [Message(job.number, word.opened), Message(job.number, Going(word.done))]
            elif job.word and job.teller == node:
                job.quiet += since
                if job.quiet > job.patience:
                    del self._running[answer]
                    self._stop(answer, job, job.word)

    def _stop(self, answer: Any, job: _Job, word: JobProgress) -> None:
        """End a job that says nothing; it is tried again where somebody had paused it."""
        paused = self._cluster.stop(word.node, word.process)
        self._ray.cancel(answer, force=True)
        if paused:  # such a process cannot end itself
            self._again(job, None, "it was paused")
            return
        what = f"Its decoder did nothing for {job.patience:.0f} seconds and was stopped. Re-encode it."
        self._close(job, VideoStuck(what))


def share_of(has: float, asked: float | None) -> float:
    """How many of a node's GPUs its encoder takes: a share of one, or whole ones."""
    share = has if asked is None else min(asked, has)
    return share if share < 1 else float(int(share))
