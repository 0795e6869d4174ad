"""The listing of a part of a bucket, asked for again when a stamp beside it says that something changed."""

import os
import threading
import time
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from vsearch.objects.bucket import Bucket, Listed

FRESH = 1.0
"""Seconds for which a stamp is believed: as long may another machine's change go unseen."""
LATEST = 60.0
"""Seconds after which a listing is asked for anew whatever its stamp says: its writer may have died before stamping."""


MANY = 5_000
"""Objects from which on a prefix is listed by ranges at once: each page of a thousand takes as long as a request."""
BEGINS = "2468bdfhjlnprtvxz"
"""How the ranges of ids begin, which are even among digits and letters."""


class Listing:
    """The objects below a prefix by their keys, and what is another when any of them changed."""

    def __init__(self, bucket: Bucket, prefix: str, stamp: str) -> None:
        self._bucket, self._prefix, self._stamp = bucket, prefix, stamp
        self._lock = threading.RLock()
        self._objects: Mapping[str, Listed] = {}
        self._revision = self._etag = ""
        self._looked = self._listed = float("-inf")

    def objects(self) -> Mapping[str, Listed]:
        """All objects, as they were within the last second or since the last change of this process."""
        with self._lock:
            self._renew()
            return self._objects

    def revision(self) -> str:
        """What is another when an object came, went or changed."""
        with self._lock:
            self._renew()
            return self._revision

    def changed(self) -> None:
        """Stamp a change, so that others see it within a second, and this process at once."""
        self.expire()
        self._bucket.put(self._stamp, os.urandom(16).hex().encode())

    def expire(self) -> None:
        """Believe nothing any more that was asked before."""
        with self._lock:
            self._looked = self._listed = float("-inf")

    def _renew(self) -> None:
        now = time.monotonic()
        if now - self._looked < FRESH:
            return
        etag = self._about_stamp()
        if etag != self._etag or now - self._listed > LATEST:
            self._objects = {one.key: one for one in self._found()}
            said = "\n".join((etag, *(f"{key} {one.etag}" for key, one in sorted(self._objects.items()))))
            self._revision = blake2b(said.encode(), digest_size=12).hexdigest()
            self._etag, self._listed = etag, now
        self._looked = now

    def _found(self) -> Sequence[Listed]:
        if len(self._objects) < MANY:
            return self._bucket.list(self._prefix)
        return self._bucket.list_widely(self._prefix, BEGINS)

    def _about_stamp(self) -> str:
        try:
            return self._bucket.about(self._stamp).etag
        except FileNotFoundError:
            return ""
