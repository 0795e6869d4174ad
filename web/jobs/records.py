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
from vsearch.library.storage import schema
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
        self.store, self._shared = store, store.shared("jobs")
        self.leases = store.leases
        self._read: dict[str, tuple[str, Job]] = {}

    @property
    def state(self) -> str:
        """What is another when a job came or went."""
        return self._shared.state

    def all(self) -> list[Job]:
        """Every job, the oldest first; those whose process died are told as stopped."""
        ids = filter(_ID.fullmatch, self._shared.names())
        found = [job for id in ids if (job := self._found(id)) is not None]
        return sorted((self._settled(job) for job in found), key=lambda job: (job.created, job.id))

    def read(self, id: str, *, fresh: bool = False) -> Job:
        """The job of an id; `fresh` asks for its record as it is this moment."""
        job = self._found(id, fresh=fresh) if _ID.fullmatch(id) else None
        if job is None:
            raise JobUnknown(f"There is no job {id[:40]!r}.", "see-jobs")
        return self._settled(job)

    def place(self, job: Job) -> Path:
        """The folder of what a job makes, on the machine that works on it."""
        return self._shared.place(job.id)

    def result(self, job: Job) -> Path | None:
        """The file that a job made, brought here from where it was made; None where there is none."""
        return self._shared.bring(f"{job.id}/{job.file}") if job.file else None

    def publish(self, job: Job) -> None:
        """Let other servers have the file that a job made."""
        if job.file:
            self._shared.publish(f"{job.id}/{job.file}")

    def add(self, kind: str, asked: Mapping[str, Any], by: str, key: str, most: int) -> Job:
        """A new job; asked again under the same key of the same person it is the one that is there already."""
        id = blake2b(f"{by}\n{key}".encode(), digest_size=8).hexdigest() if key else token_hex(8)
        job = Job(id, kind, asked, by, created=now())
        with self.leases.held("add a job"):
            there = self._found(id, fresh=True)
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
        self._shared.write(f"{job.id}/{_RECORD}", told, lasting=lasting)

    def cancel(self, id: str) -> Job:
        """Have a job ended: at once if it waits, else by whoever works on it."""
        job = self.read(id)
        if job.state in ENDED:
            return job
        if self.leases.take(job.lease):
            try:
                job = self.read(id, fresh=True)
                if job.state == WAITING:
                    job = replace(job, state=CANCELLED, ended=now())
                    self.write(job)
            finally:
                self.leases.drop(job.lease)
        else:
            self._shared.write(self._mark(job), "")
        return job

    def unwanted(self, job: Job) -> bool:
        """Whether somebody wants a running job ended."""
        return bool(self._shared.revision(self._mark(job)))

    def clear(self, job: Job) -> None:
        """Delete all that a job made, but its record."""
        for key in self._shared.below(job.id):
            if key != f"{job.id}/{_RECORD}":
                self._shared.delete(key)

    @staticmethod
    def _mark(job: Job) -> str:
        return f"{job.id}/cancel"

    def _found(self, id: str, *, fresh: bool = False) -> Job | None:
        key = f"{id}/{_RECORD}"
        state = self._shared.revision(key)
        known = self._read.get(id)
        if known is not None and known[0] == state and not fresh:
            return known[1]
        try:
            told = schema.parsed("job.json", self._shared.read(key))
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
            job = self._found(job.id, fresh=True) or job
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
            self._shared.delete(job.id)
            self._read.pop(job.id, None)
