"""A run of the indexer: hands videos to workers, embeds what they find, and stores each video when it is whole."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from vsearch.encoders import Encoder
from vsearch.errors import (
    ClusterUnavailable,
    DeviceFull,
    LibraryBusy,
    ModelMissing,
    VideoStuck,
    VSearchError,
    WorkerMissing,
)
from vsearch.indexer.motion.watch import SeenMotion
from vsearch.indexer.run.adding import read_screen, see_motion
from vsearch.indexer.run.handing import Rooms, worth_while
from vsearch.indexer.run.outcome import Outcome, RunReport, VideoProgress, Watch
from vsearch.indexer.run.places import leave, settled
from vsearch.indexer.run.plan import RunPlan, Task
from vsearch.indexer.run.pool import Hire, Pool, Workers, at_once
from vsearch.indexer.run.video_job import VideoJob
from vsearch.indexer.run.work import Going, SaidWords, SeenPictures, hear, see
from vsearch.indexer.screen.reading import ReadScreen
from vsearch.indexer.sources.discover import FoundFile, RefusedFile
from vsearch.indexer.words.vectors import Texts
from vsearch.library import Store
from vsearch.readers import pictures_like
from vsearch.settings import IndexSettings

_SOONEST, _LATEST = 0.05, 2.0
"""Seconds between two looks at whether another run has let go of a video: at first, and in the end."""

_FATAL = (ModelMissing, DeviceFull, WorkerMissing, ClusterUnavailable)
"""What would end every video in turn ends the run: no other has its models, its workers, or room for them, either."""


class IndexRun:
    """Works on a few videos at a time; what has begun is finished before more is begun."""

    def __init__(
        self,
        store: Store,
        settings: IndexSettings,
        plan: RunPlan,
        encoder: Callable[[], Encoder],
        device: str,
        jobs: int,
        patience: float,
        watch: Watch,
        hire: Hire | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._plan = plan
        self._encoder = encoder
        self._device = device
        self._watch = watch
        self._asked, self._hire = jobs, hire
        self._patience = patience
        self._texts = Texts(settings.texts, watch)
        self._films: Sequence[Path] = ()
        self._makings: dict[int, VideoJob] = {}
        self._report = RunReport(store, watch)
        self._waiting: deque[FoundFile] = deque()
        self._overtaken: set[Path] = set()
        self._jobs = 0
        self._rooms = Rooms()

    @cached_property
    def _seeing(self) -> IndexSettings:
        """The settings of those who look; how much film there is, is only asked when there is something to look at."""
        device = "cpu" if self._hire else self._device  # elsewhere GPUs are the encoders' alone
        return worth_while(self._settings, device, self._films, lambda: self._pool.hands)

    @cached_property
    def _pool(self) -> Workers:
        """Those who work; what there is to embed with is only asked when there is something to do."""
        if self._hire:
            return self._hire(self._store.encoder, self._device, self._asked)
        return Pool(self._asked or at_once(self._device), self._copied)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_pool" in vars(self):
            self._pool.close()
        self._store.leases.close()

    def work(self, found: Sequence[FoundFile | RefusedFile]) -> list[Outcome]:
        """Work on all files; those that must wait for another file, or for another run, come last."""
        self._films = [item.path for item in found if isinstance(item, FoundFile)]
        self._report.begin([item.path for item in found])
        for item in found:
            if isinstance(item, RefusedFile):
                self._end(Outcome.failed(item.path, item.reason))
            elif not self._begin(item):
                self._waiting.append(item)
            while (running := self._running()) and len(running) >= self._pool.hands:
                self._step()
        while self._running():
            self._step()
        while self._waiting:
            self._wait(self._waiting.popleft())
        return self._report.outcomes

    def _running(self) -> set[int]:
        return {id(making) for making in self._makings.values()}

    def _begin(self, found: FoundFile) -> bool:
        """Begin with a file; false when it must wait."""
        claimed: Task | None = None
        try:
            task = self._plan.task(found)
            if task.kind == "copy" and task.entry is None:
                return False
            if not self._store.leases.take(task.id):
                self._plan.forget(task)
                self._plan.renew(task.id)
                return False
            claimed = task
            if task.entry is None and self._plan.renew(task.id):
                task = self._plan.task(found)
            if task.parts:
                self._employ(task)
            else:
                self._end(settled(task, self._store, self._plan), task)
        except _FATAL:
            raise
        except (VSearchError, OSError) as error:
            if claimed:  # a copy of it must not wait for what will not come
                self._plan.forget(claimed)
            self._end(Outcome.failed(found.path, error), claimed)
        return True

    def _wait(self, found: FoundFile) -> None:
        """Begin with a file as soon as whoever has it lets go, and finish it."""
        pause = _SOONEST
        while not self._begin(found):
            time.sleep(pause)
            pause = min(2 * pause, _LATEST)
        while self._running():
            self._step()

    def _employ(self, task: Task) -> None:
        """Give a video's parts to the workers."""
        making = VideoJob(task, self._plan.wanted)
        self._watch(VideoProgress(making.path, 0.0, 0, 0))
        if "frames" in task.parts:
            spec, seeing = self._encoder().spec, self._seeing
            near = not self._hire and seeing.reader != pictures_like(seeing.reader)
            making.room = self._rooms.taken(spec) if near else None
            about = (spec.size, spec.fit, task.parts, self._device, making.room and making.room.key)
            self._submit(making, self._patience, see, making.path, seeing, *about)
        else:
            self._add(making, task)
        if task.parts & {"sound", "words"}:
            language = task.found.about.language
            self._submit(making, self._patience, hear, making.path, self._settings, task.parts, language, self._device)
            making.listening = self._jobs
        if not making.jobs:
            self._commit(making)

    def _add(self, making: VideoJob, task: Task) -> None:
        """Give the workers what can be added to a video whose frames stay as they are."""
        if "screen" in task.parts:
            self._submit(making, self._patience, read_screen, making.path, self._seeing)
        if "motion" in task.parts:
            shots = self._store.shelf(task.id).frames().shots()
            self._submit(making, self._patience, see_motion, making.path, self._seeing, shots, self._device)

    def _submit(
        self, making: VideoJob, patience: float, work: Callable[..., Iterator[Any]], *arguments: object
    ) -> None:
        self._jobs += 1
        making.jobs += 1
        self._makings[self._jobs] = making
        self._pool.submit(self._jobs, patience, work, *arguments)

    def _step(self) -> None:
        """Take one message of any worker."""
        message = self._pool.message()
        making = self._makings[message.job]
        if isinstance(message.error, _FATAL):
            raise message.error
        try:
            if message.value is not None and not making.error:
                making.take(message.value, self._encoder)
                self._tell(making, message.value)
        except _FATAL:
            raise
        except VSearchError as error:
            making.error = error
        if isinstance(message.error, VideoStuck) and message.job == making.listening:
            making.deafen(message.error)
        else:
            making.error = making.error or message.error
        if message.last:
            del self._makings[message.job]
            making.jobs -= 1
            if not making.jobs:
                self._rooms.back(making.room)
                self._commit(making)

    def _copied(self, job: int, value: SeenPictures) -> SeenPictures:
        """Pictures that lie in a job's room, copied away from there."""
        return replace(value, pixels=self._makings[job].room.taken(value.pixels))

    def _tell(self, making: VideoJob, value: object) -> None:
        if isinstance(value, SeenPictures | Going) and making.opened:
            opened = making.opened
            self._watch(VideoProgress(making.path, opened.facts.duration, value.done, opened.total))
        elif isinstance(value, SaidWords | ReadScreen | SeenMotion) and value.missing:
            self._report.missing(value.missing)

    def _commit(self, making: VideoJob) -> None:
        """Put a video on the shelf, or say why not."""
        task = making.task = self._plan.latest(making.task)
        try:
            if making.error:
                raise making.error
            entry, outcome = making.store(self._store, self._settings.quality, self._texts)
            leave(task, self._store, self._plan)
            self._plan.learn(entry)
        except _FATAL:
            raise
        except (VSearchError, OSError) as error:
            self._plan.forget(task)
            if isinstance(error, LibraryBusy) and task.found.path not in self._overtaken:
                self._overtaken.add(task.found.path)  # this run stood still: what another one makes of it counts
                self._store.leases.drop(task.id)
                self._waiting.append(task.found)
                return
            outcome = Outcome.failed(task.found.path, error)
        self._end(outcome, task)

    def _end(self, outcome: Outcome, task: Task | None = None) -> None:
        if task is not None:
            self._store.leases.drop(task.id)
        self._report.end(outcome)
