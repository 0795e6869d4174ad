"""Events of trials in a bucket: an object a trial, replaced on the condition that it is the one that was read."""

from collections.abc import Callable

from vsearch.library.decisions.events import TrialEvents
from vsearch.library.remote.listing import Listing
from vsearch.objects.bucket import Bucket

ROOM = "trials/"


class RemoteTrialEvents(TrialEvents):
    """The events of all trials, below one prefix."""

    def __init__(self, bucket: Bucket, changed: Callable[[], None]) -> None:
        self._bucket, self._changed = bucket, changed
        self._listing = Listing(bucket, ROOM, "stamps/trials")

    def identity(self, trial: str) -> str:
        """What is another when the events of a trial changed; "" while there are none."""
        found = self._listing.objects().get(_key(trial))
        return found.etag if found else ""

    def _content(self, trial: str) -> bytes:
        try:
            return self._bucket.read(_key(trial)).content
        except FileNotFoundError:
            return b""

    def _change(self, trial: str, change: Callable[[bytes], bytes]) -> None:
        while True:
            try:
                there = self._bucket.read(_key(trial))
            except FileNotFoundError:
                there = None
            before = there.content if there else b""
            after = change(before)
            if after == before:
                return
            if self._bucket.put_if(_key(trial), after, there.listed if there else None):
                break
        self._listing.changed()
        self._changed()


def _key(trial: str) -> str:
    return f"{ROOM}{trial}.jsonl"
