"""The records of jobs, in a folder of the library that all workers of all servers share: one whole JSON file each."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from typing import Any

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.about import now
from vsearch.library.storage import files, schema
from vsearch.web.safety.rates import TooMuch

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
ENDED = (DONE, FAILED, CANCELLED)

KEPT = 100
"""Jobs that are remembered after they ended, with what they made."""
STOPPED = "It was stopped by a restart of the server."

_ID = re.compile(r"[0-9a-f]{16}")
_RECORD = "job.json"


class JobUnknown(UsageWrong):
    """No job goes by that id."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job: what was asked, by whom, how far it is, and how it ended."""

    id: str
    kind: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    state: str = WAITING
    progress: float | None = None
    now: str = ""
    error: str = ""
    cure: str = ""
    notes: tuple[str, ...] = ()
    file: str = ""
    created: str = ""
    started: str = ""
    ended: str = ""

    @property
    def lease(self) -> str:
        """The name under which somebody works on it."""
        return f"job {self.id}"


class Records:
    """All jobs. Only who holds a job's lease writes its record; a lease of a process that died is free again."""

    def __init__(self, store: Store) -> None:
        self._folder = store.local("jobs")
        self.leases = store.leases
        self._read: dict[str, tuple[str, Job]] = {}

    @property
    def state(self) -> str:
        """What is another when a job came or went."""
        return files.identity(self._folder)

    def all(self) -> list[Job]:
        """Every job, the oldest first; those whose process died are told as stopped."""
        ids = [path.name for path in self._folder.glob("*") if _ID.fullmatch(path.name)]
        found = [job for id in ids if (job := self._found(id)) is not None]
        return sorted((self._settled(job) for job in found), key=lambda job: (job.created, job.id))

    def read(self, id: str) -> Job:
        """The job of an id."""
        job = self._found(id) if _ID.fullmatch(id) else None
        if job is None:
            raise JobUnknown(f"There is no job {id[:40]!r}.", "see-jobs")
        return self._settled(job)

    def place(self, job: Job) -> Path:
        """The folder of what a job makes."""
        return self._folder / job.id

    def add(self, kind: str, asked: Mapping[str, Any], by: str, key: str, most: int) -> Job:
        """A new job; asked again under the same key of the same person it is the one that is there already."""
        id = blake2b(f"{by}\n{key}".encode(), digest_size=8).hexdigest() if key else token_hex(8)
        job = Job(id, kind, asked, by, created=now())
        with self.leases.held("add a job"):
            there = self._found(id)
            if there is not None:
                if (there.kind, dict(there.asked)) != (kind, json.loads(json.dumps(dict(asked)))):
                    raise UsageWrong(f"The key {key[:40]!r} was used for another job.", "other-key")
                return there
            jobs = self.all()
            if sum(one.state == WAITING for one in jobs) >= most:
                raise TooMuch(f"{most} jobs are waiting, and no more can.", "wait")
            self._tidy(jobs)
            self.write(job)
        return job

    def write(self, job: Job, *, lasting: bool = True) -> None:
        """Write the record of a job anew."""
        told = json.dumps({"layout": 1, **asdict(job)}, ensure_ascii=False)
        files.write(self.place(job) / _RECORD, told, lasting=lasting)

    def cancel(self, id: str) -> Job:
        """Have a job ended: at once if it waits, else by whoever works on it."""
        job = self.read(id)
        if job.state in ENDED:
            return job
        if self.leases.take(job.lease):
            try:
                job = self.read(id)
                if job.state == WAITING:
                    job = replace(job, state=CANCELLED, ended=now())
                    self.write(job)
            finally:
                self.leases.drop(job.lease)
        else:
            files.write(self._mark(job), "", lasting=False)
        return job

    def unwanted(self, job: Job) -> bool:
        """Whether somebody wants a running job ended."""
        return self._mark(job).exists()

    def clear(self, job: Job) -> None:
        """Delete all that a job made, but its record."""
        for path in self.place(job).glob("*"):
            if path.name != _RECORD:
                files.delete(path)

    def _mark(self, job: Job) -> Path:
        return self.place(job) / "cancel"

    def _found(self, id: str) -> Job | None:
        path = self._folder / id / _RECORD
        state = files.identity(path)
        known = self._read.get(id)
        if known is not None and known[0] == state:
            return known[1]
        try:
            told = schema.parsed("job.json", path.read_bytes())
        except (OSError, ValueError):  # none yet, or damaged: as if it had never been asked for
            self._read.pop(id, None)
            return None
        names = Job.__dataclass_fields__.keys() & told.keys()
        job = Job(**{name: told[name] for name in names} | {"notes": tuple(told.get("notes", ()))})
        self._read[id] = state, job
        return job

    def _settled(self, job: Job) -> Job:
        """The job as it is: one that runs nowhere was stopped with its server, and half a file goes."""
        if job.state != RUNNING or self.leases.taken(job.lease) or not self.leases.take(job.lease):
            return job
        try:
            job = self._found(job.id) or job
            if job.state == RUNNING:
                self.clear(job)
                job = replace(job, state=FAILED, error=STOPPED, cure="Start it again.", ended=now(), file="")
                self.write(job)
        finally:
            self.leases.drop(job.lease)
        return job

    def _tidy(self, jobs: list[Job]) -> None:
        """Forget what ended longest ago."""
        ended = [job for job in jobs if job.state in ENDED]
        for job in ended[: max(0, len(ended) - KEPT + 1)]:
            files.delete(self.place(job))
            self._read.pop(job.id, None)
