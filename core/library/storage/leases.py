"""Leases: of all threads, processes and machines at a library one works on a video, and a dead one's lease is free.

Whoever wants a lease writes a file of its own and then looks for others': two that come at once see each other, and
both let go. A holder's file names its owner, who changes another file, the pulse, while it lives. An owner is dead when
its process on this machine has ended, or when its pulse stood still for `LASTS` seconds of the observer's own clock, so
no two clocks are ever compared. A lease that was lost in this way is missed by its holder before anything is committed.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from vsearch.errors import LibraryBusy, LibraryError, OutputRefused
from vsearch.library.storage import files

LASTS = float(os.environ.get("VSEARCH_LEASE_SECONDS", "30"))
"""Seconds without a change of its pulse after which an owner counts as dead."""
PULSE = ".pulse"


@dataclass(frozen=True, slots=True)
class Owner:
    """The process behind a pulse: the machine it runs on, its number there, and when that number was given to it."""

    machine: str
    process: int
    born: str

    @classmethod
    def here(cls) -> "Owner":
        """This process."""
        return cls(_machine(), os.getpid(), _born(os.getpid()))

    @property
    def ended(self) -> bool:
        """Whether it ran on this machine and does so no more."""
        return self.machine == _machine() and not (_runs(self.process) and _born(self.process) == self.born)


class Leases:
    """The leases that one store of one process holds; another store, in the same process too, is another owner."""

    def __init__(self, folder: Path, lasts: float = LASTS) -> None:
        self._folder = folder
        self._lasts = lasts
        self._lock = threading.RLock()
        self._held: set[str] = set()
        self._stop = threading.Event()
        self._seen: dict[str, tuple[bytes | None, float]] = {}
        self._name, self._process = "", 0

    def take(self, name: str) -> bool:
        """Whether the lease is now ours; false while another owner, or another part of this one, holds it."""
        with self._lock, _sentences(self._folder):
            self._live()
            if name in self._held:
                return False
            own = self._file(name)
            own.touch()
            if self._others(name):
                own.unlink(missing_ok=True)
                return False
            self._held.add(name)
            return True

    def holds(self, name: str) -> bool:
        """Whether a lease is still ours: who stood still for too long has lost it."""
        with self._lock:
            return name in self._held and self._alive() and self._file(name).exists()

    def taken(self, name: str) -> bool:
        """Whether anybody holds a lease, as far as can be told without writing."""
        with self._lock, suppress(FileNotFoundError):
            return name in self._held or self._others(name)
        return False

    def drop(self, name: str) -> None:
        """Give a lease back."""
        with self._lock:
            if name in self._held and self._process == os.getpid():
                files.delete(self._file(name))
            self._held.discard(name)

    @contextmanager
    def held(self, name: str, patience: float = 10.0) -> Iterator[None]:
        """Hold a lease for the length of a block, waiting for it; LibraryBusy after `patience` seconds."""
        end = time.monotonic() + patience
        while not self.take(name):
            if time.monotonic() > end:
                raise LibraryBusy(f"Another process works on {name} of this library.", "wait")
            time.sleep(0.005 + os.urandom(1)[0] / 5000)
        try:
            yield
        finally:
            self.drop(name)

    def close(self) -> None:
        """Give all leases back, and leave no trace."""
        with self._lock:
            for name in list(self._held):
                self.drop(name)
            self._stop.set()
            if self._alive():
                files.delete(self._pulse)
            self._name = ""

    def tidy(self) -> None:
        """Delete the pulses of owners that are dead."""
        with suppress(OSError):
            for file in self._folder.glob(f"*{PULSE}"):
                if self._dead(file.stem):
                    files.delete(file)

    def _live(self) -> None:
        """Be an owner with a pulse; a process that was forked is another owner than the one it came from."""
        if self._alive():
            return
        self._stop.set()
        self._name, self._process, self._held = os.urandom(16).hex(), os.getpid(), set()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._stop = threading.Event()
        try:
            _beat(self._pulse, 0)
        except OutputRefused:  # on a full disk a pulse that stands still serves for as long as it takes to make room
            self._pulse.touch()
        arguments = (self._pulse, self._lasts / 4, self._stop)
        threading.Thread(target=_beating, args=arguments, daemon=True, name="vsearch-leases").start()

    def _alive(self) -> bool:
        """Whether we are an owner still: not a fork of one, and not taken for dead by another."""
        return bool(self._name) and self._process == os.getpid() and self._pulse.exists()

    @property
    def _pulse(self) -> Path:
        return self._folder / f"{self._name}{PULSE}"

    def _others(self, name: str) -> bool:
        """Whether anybody else who lives wants or holds a lease; what the dead left is deleted."""
        key, found = lease_key(name), False
        for file in os.scandir(self._folder):
            lease, _, owner = file.name.partition(".")
            if lease == key and owner != self._name:
                if self._dead(owner):
                    files.delete(Path(file.path))
                    files.delete(self._folder / f"{owner}{PULSE}")
                else:
                    found = True
        return found

    def _dead(self, owner: str) -> bool:
        try:
            content = self._pulse_of(owner)
        except FileNotFoundError:
            return True
        with suppress(ValueError, TypeError, KeyError):
            data = json.loads(content)
            if Owner(data["machine"], int(data["process"]), data["born"]).ended:
                return True
        before, since = self._seen.get(owner, (None, 0.0))
        if content != before:
            self._seen[owner] = content, time.monotonic()
            return False
        return time.monotonic() - since > self._lasts

    def _pulse_of(self, owner: str) -> bytes:
        return (self._folder / f"{owner}{PULSE}").read_bytes()

    def _file(self, name: str) -> Path:
        return self._folder / f"{lease_key(name)}.{self._name}"


def _beating(pulse: Path, every: float, stop: threading.Event) -> None:
    """Change the pulse until its owner is done; a disk that refuses for a while costs the leases, not the process."""
    count = 0
    while not stop.wait(every):
        count += 1
        with suppress(OSError, OutputRefused):
            if not pulse.exists():  # taken for dead: what was held is lost
                return
            _beat(pulse, count)


def _beat(pulse: Path, count: int) -> None:
    own = Owner.here()
    told = {"machine": own.machine, "process": own.process, "born": own.born, "beat": count}
    files.write(pulse, json.dumps(told), lasting=False)


@contextmanager
def _sentences(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(f"{folder} cannot be written: {error.strerror}.", files.remedy(error)) from error


def lease_key(name: str) -> str:
    """A lease's name as a file's."""
    return blake2b(name.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def _machine() -> str:
    """This machine since it started, and the space in which its process numbers mean something."""
    import platform

    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)


def _born(process: int) -> str:
    """When a process began, where the system tells: its number may be given to another later."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
