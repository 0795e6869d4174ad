"""What is logged of requests: a line each, for people or as JSON for programs; never what somebody looked for."""

import json
import logging
import sys
from time import perf_counter
from typing import Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ACCESS = "vsearch.web.access"

_log = logging.getLogger(ACCESS)


class AccessLog:
    """Notes every request that is over: who asked, what for, how it ended, how long it took."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note it afterwards."""
        if scope["type"] != "http" or not _log.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        status, started = 0, perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            person = scope.get("state", {}).get("person")
            told = {
                "method": scope["method"], "path": scope["path"], "status": status,
                "seconds": round(perf_counter() - started, 4), "person": getattr(person, "name", ""),
            }  # fmt: skip
            _log.info("%(method)s %(path)s %(status)s %(seconds)s s %(person)s", told, extra={"told": told})


class AsJson(logging.Formatter):
    """A record as one object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {"at": self.formatTime(record), "level": record.levelname.lower(), "logger": record.name}
        told |= getattr(record, "told", None) or {"message": record.getMessage()}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=True)


def configure(form: Literal["text", "json"]) -> None:
    """Let what is served be logged to standard error; as text, requests only where they failed."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(AsJson() if form == "json" else text)
    for name, level in (("vsearch", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
    if form == "text":
        _log.setLevel(logging.WARNING)
