"""The queue: two threads of each worker take waiting jobs, one those that index, one all others."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from logging import getLogger
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from vsearch.errors import LibraryError
from vsearch.library import Store
from vsearch.library.about import now
from vsearch.library.storage import files
from vsearch.web.jobs.records import CANCELLED, DONE, FAILED, RUNNING, STOPPED, WAITING, Job, Records

LOOK = 0.4
"""Seconds between two looks at what others added, and at what is to be ended."""
RESCAN = 5.0
LANES: Mapping[str, Callable[[str], bool]] = {
    "index": lambda kind: kind == "index",
    "films": lambda kind: kind != "index",
}
"""Who waits for whom: a long index holds up no film."""

_log = getLogger("vsearch.web.jobs")


class Jobs:
    """The jobs of a library, as one worker sees and works on them."""

    def __init__(self, store: Store, most: int) -> None:
        self.records = Records(store)
        self._library = store.location
        self._most = most
        self._stop = Event()
        self._wake = {lane: Event() for lane in LANES}
        self._threads = [Thread(target=self._take, args=(lane,), name=f"vsearch-jobs-{lane}") for lane in LANES]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop working; what runs is ended, and says that the server stopped it."""
        self._stop.set()
        for event in self._wake.values():
            event.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def add(self, kind: str, asked: Mapping[str, Any], by: str, key: str = "") -> Job:
        """Ask for a job; TooMuch where too many wait."""
        job = self.records.add(kind, asked, by, key, self._most)
        for event in self._wake.values():
            event.set()
        return job

    def result(self, job: Job) -> Path | None:
        """The file that a job made, if it is there."""
        return self.records.result(job)

    def _take(self, lane: str) -> None:
        """Work on one job after the other, until the server stops."""
        seen, since = "", 0.0
        while not self._stop.is_set():
            state = self.records.state
            job = None
            if state != seen or monotonic() - since > RESCAN or self._wake[lane].is_set():
                self._wake[lane].clear()
                seen, since = state, monotonic()
                job = self._next(lane)
            if job is None:
                self._wake[lane].wait(LOOK)
                continue
            seen = ""
            try:
                self._run(job)
            except Exception as error:  # the thread must live on, and the job must end
                _log.exception("A job failed")
                with suppress(Exception):
                    self.records.write(replace(job, state=FAILED, error=f"It failed: {error}.", ended=now()))
            finally:
                self.records.leases.drop(job.lease)

    def _next(self, lane: str) -> Job | None:
        """The job that waits longest, now ours; None where there is none."""
        with suppress(LibraryError, OSError):  # a library that vanishes, or is full, takes no jobs for a while
            return self._waiting(lane)
        return None

    def _waiting(self, lane: str) -> Job | None:
        for job in self.records.all():
            if job.state == WAITING and LANES[lane](job.kind) and _here(job) and self.records.leases.take(job.lease):
                with suppress(Exception):
                    if self.records.read(job.id, fresh=True).state == WAITING:
                        return job
                self.records.leases.drop(job.lease)
        return None

    def _run(self, job: Job) -> None:
        """Have a process work on a job, and write down what it tells."""
        job = replace(job, state=RUNNING, started=now(), progress=0.0)
        self.records.write(job)
        folder = self.records.place(job)
        command = [sys.executable, "-m", "vsearch.web.jobs.work", self._library, str(folder)]
        with (folder / "log.txt").open("wb") as log:
            pipe = subprocess.PIPE
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=log, start_new_session=True)
        ended = Event()
        watcher = Thread(target=self._watch, args=(job, process, ended), daemon=True)
        watcher.start()
        assert process.stdout is not None
        end: Mapping[str, Any] = {}
        for line in process.stdout:
            told = json.loads(line)
            end = told if told.keys() & {"done", "error"} else end
            if not end:
                job = self._noted(job, told)
        status = process.wait()
        ended.set()
        watcher.join()
        self._finish(job, end, status)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _noted(self, job: Job, told: Mapping[str, Any]) -> Job:
        job = replace(job, progress=told.get("progress", job.progress), now=told.get("now", job.now))
        with suppress(Exception):  # a full disk costs the progress, not the job
            self.records.write(job, lasting=False)
        return job

    def _watch(self, job: Job, process: "subprocess.Popen[bytes]", ended: Event) -> None:
        """End the process when nobody wants the job any more, or the server stops."""
        while not ended.wait(LOOK / 2):
            if self._stop.is_set() or self.records.unwanted(job):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                return

    def _finish(self, job: Job, end: Mapping[str, Any], status: int) -> None:
        """Write down how a job ended; of one that did not end well, all that it made goes."""
        job = replace(job, ended=now(), now="")
        if "done" in end:
            made = end["done"]
            job = replace(job, state=DONE, progress=1.0, file=made["file"], notes=tuple(made["notes"]))
        elif "error" in end:
            job = replace(job, state=FAILED, error=end["error"]["what"], cure=end["error"]["cure"])
        elif self.records.unwanted(job):
            job = replace(job, state=CANCELLED)
        elif self._stop.is_set():
            job = replace(job, state=FAILED, error=STOPPED, cure="Start it again.")
        else:
            _log.error("The process of job %s ended with %s: %s", job.id, status, self._last_words(job))
            job = replace(job, state=FAILED, error="Its process ended before it was done.", cure="Start it again.")
        if job.state != DONE:
            self.records.clear(job)
        else:
            files.delete(self.records.place(job) / "log.txt")
            self.records.publish(job)
        self.records.write(job)

    def _last_words(self, job: Job) -> str:
        with suppress(OSError):
            return (self.records.place(job) / "log.txt").read_text("utf-8", "replace")[-2000:]
        return ""


def _here(job: Job) -> bool:
    """Whether a job can be worked on by this machine: a media folder may be another's alone."""
    return "root" not in job.asked or Path(job.asked["root"]).is_dir()
