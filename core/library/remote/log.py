"""The log of decisions in a bucket: an object for each batch of each writer, merged by time, compacted now and then.

A batch is written once, under a name that says when. Its time is never before that of a batch its writer has seen, so
that what takes a decision back comes after it whatever the clocks say. A compacted object holds many batches under
their names; a batch that is met twice counts once, so that nothing is lost or doubled while somebody compacts.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b

from vsearch.errors import OutputRefused, StorageRefused
from vsearch.library import decisions
from vsearch.library.decisions import Decision
from vsearch.library.decisions.history import History, Recorded
from vsearch.library.remote.listing import Listing
from vsearch.library.storage.derived import Derived
from vsearch.objects.bucket import Bucket

ROOM = "decisions/"
_MANY = ".many.json"
"""How the name of a compacted object ends."""


class RemoteLog:
    """What people decided, batch by batch; safe to share among threads."""

    def __init__(self, bucket: Bucket, copies: Derived) -> None:
        self._bucket, self._copies = bucket, copies
        self._listing = Listing(bucket, ROOM, "stamps/decisions")
        self._writer = os.urandom(6).hex()
        self._lock = threading.Lock()
        self._revision, self._last, self._count = "", 0, 0
        self._merged: tuple[str, ...] = ()
        self._history = History()

    @property
    def path(self) -> str:
        """Where it lies, for people."""
        return f"{self._bucket.url}/{ROOM}"

    def revision(self) -> str:
        """What is another when anybody decided something."""
        return self._listing.revision()

    def read(self) -> tuple[Recorded, ...]:
        """All that was ever decided, in order of time."""
        with self._lock:
            revision = self._listing.revision()
            if revision != self._revision:
                self._merge(self._batches()[1])
                self._revision = revision
            return self._history.items

    def append(self, made: list[Decision]) -> None:
        """Add decisions, all of them or none."""
        content = decisions.lines(made)
        with self._lock:
            self._count += 1
            self._last = max(self._last + 1, time.time_ns() // 1_000_000, _time(max(self._merged, default="")) + 1)
            name = f"{ROOM}{self._last:015d}-{self._writer}-{self._count}.jsonl"
        try:
            self._bucket.put(name, content)
        except StorageRefused as error:
            raise OutputRefused(f"{error.what} Nothing was decided.", error.code) from error
        with suppress(StorageRefused):  # it was written, and is seen within a minute without its stamp
            self._listing.changed()

    def flaws(self, odd: Callable[[Decision], str]) -> list[str]:
        """What is wrong with the lines of the log that are no decisions, or are `odd`."""
        found = []
        for name, content in sorted(self._batches()[1].items()):
            where = f"{self.path}{name}"
            found += [f"{where}, line {number}, is no decision: {why}" for number, why in decisions.wrong(content, odd)]
        return found

    def mend(self, odd: Callable[[Decision], str]) -> None:
        """Set aside the lines of the log that are no decisions, or are `odd`."""
        keys, batches = self._batches()
        bad = {name for name, content in batches.items() if decisions.wrong(content, odd)}
        if bad:
            kept = "".join(f"{json.dumps([name, batches[name].decode('utf-8', 'replace')])}\n" for name in sorted(bad))
            self._bucket.put(f"damaged/{_digest(kept.encode())}.decisions.jsonl", kept.encode())
            whole = {name: decisions.without(content, odd) for name, content in batches.items()}
            self._replace(keys, whole)

    def compact(self) -> None:
        """Put all batches into one object; those that come meanwhile stay as they are."""
        keys, batches = self._batches()
        if len(keys) > 1:
            self._replace(keys, batches)

    def _replace(self, keys: Iterable[str], batches: Mapping[str, bytes]) -> None:
        """Write these batches as one object, then delete those objects, and no others, that they were read from."""
        held = {name: content.decode("utf-8", "surrogateescape") for name, content in sorted(batches.items())}
        content = json.dumps(held).encode()
        name = f"{ROOM}{max(batches, default='0').partition('-')[0]}-{_digest(content)}{_MANY}"
        self._bucket.put(name, content)
        self._bucket.delete([key for key in keys if key != name])
        self._listing.changed()

    def _batches(self) -> tuple[list[str], dict[str, bytes]]:
        """The objects there are, and every batch in them; what was compacted while it was read is read again."""
        for left in reversed(range(5)):
            try:
                keys = sorted(self._listing.objects())
                return keys, self._read(keys)
            except FileNotFoundError:
                self._listing.expire()
                if not left:
                    raise
        raise AssertionError("The last try returns or raises.")

    def _read(self, keys: Iterable[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for key in sorted(keys, key=lambda key: not key.endswith(_MANY)):
            name = key.removeprefix(ROOM)
            if key.endswith(_MANY):
                told = json.loads(self._content(key))
                found |= {one: text.encode("utf-8", "surrogateescape") for one, text in told.items()}
            elif name not in found:
                found[name] = self._content(key)
        return found

    def _content(self, key: str) -> bytes:
        """An object, which never changes: from this machine's proven copy, or from the bucket."""
        content = self._copies.read(key)
        if content is None:
            content = self._bucket.read(key).content
            self._copies.write(key, content)
        return content

    def _merge(self, batches: Mapping[str, bytes]) -> None:
        """Add the batches that are new; one that lies before others has all of them ordered anew."""
        names = tuple(sorted(batches))
        if names[: len(self._merged)] != self._merged:
            self._history, self._merged = History(), ()
        for name in names[len(self._merged) :]:
            self._history.add(decisions.parsed(batches[name]))
        self._merged = names


def _time(name: str) -> int:
    """The milliseconds that the name of a batch says."""
    told = name.partition("-")[0]
    return int(told) if told.isdecimal() else 0


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
