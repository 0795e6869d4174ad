"""Leases in a bucket: taken by writes on conditions, kept by a pulse, taken over when the pulse stands still.

No clock is written down or compared: whoever waits for a lease counts by its own clock how long the pulse of its owner
stood still. Of two who take over at once the storage lets one; the other, and the old owner, find another name there.
"""

import json
import os
import threading
from contextlib import suppress
from pathlib import Path

from vsearch.errors import LibraryError, StorageRefused
from vsearch.library.storage.leases import LASTS, PULSE, Leases, Owner, lease_key
from vsearch.objects.bucket import Bucket, Stored

_ROOM = "leases/"


class RemoteLeases(Leases):
    """The leases that one store of one process holds in a bucket."""

    def __init__(self, bucket: Bucket, lasts: float = LASTS) -> None:
        super().__init__(Path(_ROOM), lasts)
        self._bucket = bucket

    def take(self, name: str) -> bool:
        """Whether the lease is now ours; false while another owner, or another part of this one, holds it."""
        with self._lock:
            self._live()
            if name in self._held:
                return False
            there = self._read(name)
            if there and self._owner(there) != self._name and not self._dead(self._owner(there)):
                return False
            told = json.dumps({"name": name, "owner": self._name, "taken": os.urandom(8).hex()}).encode()
            if self._bucket.put_if(self._place(name), told, there.listed if there else None) is None:
                return False
            self._held.add(name)
            return True

    def holds(self, name: str) -> bool:
        """Whether a lease is still ours: who stood still for too long may have lost it."""
        with self._lock:
            there = self._read(name) if name in self._held and self._process == os.getpid() else None
            return there is not None and self._owner(there) == self._name

    def taken(self, name: str) -> bool:
        """Whether anybody holds a lease."""
        with self._lock:
            there = self._read(name)
            return name in self._held or bool(there and not self._dead(self._owner(there)))

    def drop(self, name: str) -> None:
        """Give a lease back."""
        with self._lock, suppress(StorageRefused):  # what cannot be given back lapses
            if self.holds(name):
                self._bucket.delete([self._place(name)])
            self._held.discard(name)

    def close(self) -> None:
        """Give all leases back, and leave no trace."""
        with self._lock:
            for name in list(self._held):
                self.drop(name)
            self._stop.set()
            if self._name and self._process == os.getpid():
                with suppress(StorageRefused):
                    self._bucket.delete([self._beats(self._name)])
            self._name = ""

    def tidy(self) -> None:
        """Delete the pulses of owners that are dead, and the leases that they held."""
        with suppress(StorageRefused):
            for one in self._bucket.list(_ROOM):
                owner = one.key.removeprefix(_ROOM).removesuffix(PULSE)
                if one.key.endswith(PULSE) and owner != self._name and self._dead(owner):
                    self._bucket.delete([one.key])

    def names(self) -> list[str]:
        """The names of the leases that somebody who lives holds."""
        found = []
        for one in self._bucket.list(_ROOM):
            if not one.key.endswith(PULSE):
                with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
                    told = json.loads(self._bucket.read(one.key).content)
                    found += [] if self._dead(told["owner"]) else [str(told["name"])]
        return sorted(found)

    def _live(self) -> None:
        """Be an owner with a pulse; a process that was forked is another owner than the one it came from."""
        if self._name and self._process == os.getpid():
            return
        self._stop.set()
        self._name, self._process, self._held = os.urandom(16).hex(), os.getpid(), set()
        self._stop = threading.Event()
        self._beat(0)
        arguments = (self._stop, self._lasts / 4)
        threading.Thread(target=self._beating, args=arguments, daemon=True, name="vsearch-leases").start()

    def _beating(self, stop: threading.Event, every: float) -> None:
        """Change the pulse until the owner is done; storage that refuses for a while costs leases, not the process."""
        count = 0
        while not stop.wait(every):
            count += 1
            with suppress(StorageRefused, LibraryError):
                self._beat(count)

    def _beat(self, count: int) -> None:
        own = Owner.here()
        told = {"machine": own.machine, "process": own.process, "born": own.born, "beat": count}
        self._bucket.put(self._beats(self._name), json.dumps(told).encode())

    def _pulse_of(self, owner: str) -> bytes:
        return self._bucket.read(self._beats(owner)).content

    def _read(self, name: str) -> Stored | None:
        try:
            return self._bucket.read(self._place(name))
        except FileNotFoundError:
            return None

    @staticmethod
    def _owner(there: Stored) -> str:
        with suppress(ValueError, KeyError, TypeError):
            return str(json.loads(there.content)["owner"])
        return "nobody"  # what is damaged is nobody's

    @staticmethod
    def _beats(owner: str) -> str:
        return f"{_ROOM}{owner}{PULSE}"

    @staticmethod
    def _place(name: str) -> str:
        return f"{_ROOM}{lease_key(name)}"
