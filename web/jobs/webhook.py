"""A webhook: an address is told of every video that a job indexed; asked again for a while; it delays nothing."""

import hmac
import json
import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from logging import getLogger
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from vsearch.library.about import now

SECRET = "VSEARCH_WEBHOOK_SECRET"
"""The environment variable whose value signs what is sent."""
WAITS = (1.0, 4.0, 16.0, 60.0)
"""Seconds before each further try."""
MOST = 1000
"""Videos that wait to be told: more are passed over, and the log says so."""

_log = getLogger("vsearch.web.webhook")


class _Straight(HTTPRedirectHandler):
    """Goes where it was told, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


def post(address: str, content: bytes, headers: Mapping[str, str]) -> None:
    """Send one message; an OSError where it was not taken."""
    request = Request(address, content, dict(headers), method="POST")
    with build_opener(_Straight).open(request, timeout=10) as answer:
        answer.read(1024)


class Webhook:
    """Tells an address, in a thread of its own."""

    def __init__(
        self, address: str, library: str, *, send: Callable[[str, bytes, Mapping[str, str]], None] = post,
        waits: tuple[float, ...] = WAITS,
    ) -> None:  # fmt: skip
        self._address, self._library, self._send, self._waits = address, library, send, waits
        self._waiting: Queue[Mapping[str, Any]] = Queue(MOST)
        self._stop = Event()
        self._thread = Thread(target=self._work, name="vsearch-webhook", daemon=True)
        if address:
            self._thread.start()

    def __call__(self, video: Mapping[str, Any]) -> None:
        """Tell of a video, later; never waits."""
        if not self._address or video.get("status") in ("unchanged", "failed"):
            return
        try:
            self._waiting.put_nowait({"event": "video.indexed", "at": now(), "library": self._library, "video": video})
        except Full:
            _log.warning("The webhook is not told of %s: too many wait", video.get("id"))

    def close(self) -> None:
        """Stop telling."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=12)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                told = self._waiting.get(timeout=0.2)
            except Empty:
                continue
            self._tell(json.dumps(told).encode())

    def _tell(self, content: bytes) -> None:
        """Send until it is taken, or tried often enough."""
        headers = {"Content-Type": "application/json", "User-Agent": "vsearch"} | signed(content)
        for wait in (*self._waits, None):
            try:
                self._send(self._address, content, headers)
                return
            except (OSError, URLError, ValueError) as error:
                if wait is None or self._stop.wait(wait):
                    _log.warning("The webhook was not taken: %s", error)
                    return


def signed(content: bytes) -> dict[str, str]:
    """The header that proves who sends, where there is a secret: HMAC-SHA256 of the body, in hexadecimal."""
    secret = os.environ.get(SECRET, "")
    return {"Vsearch-Signature": f"sha256={hmac.new(secret.encode(), content, sha256).hexdigest()}"} if secret else {}
