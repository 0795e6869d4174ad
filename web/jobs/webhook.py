"""A webhook: an address is told of every video that was indexed, by whichever process, until it takes it."""

import hmac
import json
import os
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from logging import getLogger
from pathlib import PurePath
from threading import Event, Thread
from time import monotonic
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from vsearch.cures import cure
from vsearch.errors import VSearchError
from vsearch.library import Store
from vsearch.library.about import now
from vsearch.web.http.cures import WEB
from vsearch.web.jobs.told import Told
from vsearch.web.listing import Row

SECRET = "VSEARCH_WEBHOOK_SECRET"
"""The environment variable whose value signs what is sent."""
LOOK = 1.0
"""Seconds between two looks at what was indexed."""
WAITS = (1.0, 4.0, 16.0, 60.0, 300.0)
"""Seconds until a video is told again that was not taken, the first time, the second time, and so on."""

_log = getLogger("vsearch.web.webhook")

Send = Callable[[str, bytes, Mapping[str, str]], None]


class _Straight(HTTPRedirectHandler):
    """Goes where it was told, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def post(address: str, content: bytes, headers: Mapping[str, str]) -> None:
    """Send one message; an OSError where it was not taken."""
    request = Request(address, content, dict(headers), method="POST")
    with build_opener(_Straight).open(request, timeout=10) as answer:
        answer.read(1024)


class Webhook:
    """Tells an address, in a thread of its own; of several workers and servers one at a time does.

    What was told is kept in the library, so that nothing is left out over a restart. What was there when the address
    was named for the first time is not told.
    """

    def __init__(
        self, address: str, store: Callable[[], Store], films: Callable[[], Sequence[Row]], *, send: Send = post,
        look: float = LOOK, waits: Sequence[float] = WAITS,
    ) -> None:  # fmt: skip
        self._address, self._store, self._films, self._send = address, store, films, send
        self._look, self._waits = look, waits
        self._tries: dict[str, tuple[int, float]] = {}
        self._told: Told | None = None
        self._seen = ""
        self.trouble = ""
        """Why nothing is told now, in a sentence; nothing while it is."""
        self._stop = Event()
        self._thread = Thread(target=self._work, name="vsearch-webhook", daemon=True)

    def start(self) -> None:
        """Begin to look, where there is an address."""
        if self._address:
            self._thread.start()

    def close(self) -> None:
        """Stop telling."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=12)

    def _work(self) -> None:
        """Look and tell while the lease is ours; another worker looks on in our place once it is free."""
        while not self._stop.is_set():
            try:
                leases, lease = self._store().leases, f"webhook {Told.name(self._address)}"
                if leases.take(lease):
                    try:
                        self._watch()
                    finally:
                        self._told, self._seen = None, ""
                        leases.drop(lease)
                else:
                    self.trouble = ""
            except (VSearchError, OSError) as error:  # a library that vanishes, is full or read-only is looked at again
                self._cannot(error)
            self._stop.wait(self._look)

    def _cannot(self, error: VSearchError | OSError) -> None:
        """Say once why nothing is told: what was told must be noted, or everything would be told again and again."""
        if isinstance(error, VSearchError):
            why = f"{error.what} {cure(error.code, error.facts, WEB)}"
        else:
            why = f"{error.strerror or error}."
        said = f"The webhook is told of no video: {why.strip()}"
        if said != self.trouble:
            self.trouble = said
            _log.warning("%s", said)

    def _watch(self) -> None:
        while not self._stop.wait(self._look if self._told else 0.0):
            state = self._store().revision_of_videos()
            if state != self._seen or self._tries:
                self._tell_all(self._films())
                self._seen, self.trouble = state, ""

    def _tell_all(self, films: Sequence[Row]) -> None:
        """Tell what was not told yet, the oldest first; where nobody answers, the others wait too."""
        self._told = self._told or Told(self._store().shared("webhooks"), self._address, films)
        waiting = {row.id: row for row in sorted(films, key=lambda row: row.indexed) if not self._told.has(row)}
        self._tries = {id: tried for id, tried in self._tries.items() if id in waiting}
        for id, row in waiting.items():
            if self._stop.is_set():
                return
            if monotonic() < self._tries.get(id, (0, 0.0))[1]:
                continue
            try:
                self._send(self._address, *_message(self._store(), row))
            except (OSError, ValueError) as error:
                self._later(row, error)
                if not isinstance(error, HTTPError):
                    return
            else:
                self._told.add(row)
                self._tries.pop(id, None)

    def _later(self, row: Row, error: Exception) -> None:
        tried = self._tries.get(row.id, (0, 0.0))[0]
        wait = self._waits[min(tried, len(self._waits) - 1)]
        self._tries[row.id] = tried + 1, monotonic() + wait
        _log.warning("The webhook did not take %s, and is told again in %g seconds: %s", row.id, wait, error)


def _message(store: Store, row: Row) -> tuple[bytes, dict[str, str]]:
    """What is told of a video, and the headers."""
    status = "damaged" if row.status == "damaged" else "indexed"
    video = {"id": row.id, "title": row.title, "status": status, "file": PurePath(row.path).name}
    told = {"event": "video.indexed", "at": now(), "library": PurePath(store.location).name, "video": video}
    content = json.dumps(told).encode()
    return content, {"Content-Type": "application/json", "User-Agent": "vsearch"} | signed(content)


def signed(content: bytes) -> dict[str, str]:
    """The header that proves who sends, where there is a secret: HMAC-SHA256 of the body, in hexadecimal."""
    secret = os.environ.get(SECRET, "")
    return {"Vsearch-Signature": f"sha256={hmac.new(secret.encode(), content, sha256).hexdigest()}"} if secret else {}
