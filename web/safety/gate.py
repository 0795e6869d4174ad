"""The gate: what every request passes before a route sees it, and what every answer carries."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vsearch.errors import VSearchError
from vsearch.web import problems
from vsearch.web.safety.origins import check_host, check_origin, names
from vsearch.web.safety.rates import TooLarge, TooMuch
from vsearch.web.settings import ServeSettings

API = "/api/"
LONG = ("/events", "/file", "/result")
"""Ends of addresses whose answers last for as long as somebody listens or watches; HLS segments are short."""
LONG_MOST = 256
UPLOADS = ("/pictures",)

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self' blob:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What the page may do: run our own files, and show and play what we send."""

DATA = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""What an answer of the API may do if somebody opens it as a page: nothing."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

Answered = Callable[[Message], Awaitable[None]]


class Gate:
    """Checks hosts, origins, sizes and how many come at once; adds the headers of safety to all that is sent."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self._app = app
        self._limits = settings.limits
        self._names = names(settings)
        self._short = self._long = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"]
        answer = _guarded(send, DATA if path.startswith(API) else PAGE)
        try:
            check_host(headers, self._names)
            if path.startswith(API):
                check_origin(scope["method"], headers)
                await self._counted(scope, _bounded(receive, headers, self._most(path)), answer)
                return
        except VSearchError as error:
            await problems.told(Request(scope), error)(scope, receive, answer)
            return
        await self._app(scope, receive, answer)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless as many are here as are taken."""
        long = scope["path"].endswith(LONG)
        most = LONG_MOST if long else self._limits.threads + self._limits.waiting
        if (self._long if long else self._short) >= most:
            raise TooMuch(f"{most} requests are worked on at once, and no more.", "wait")
        self._long, self._short = self._long + long, self._short + (not long)
        try:
            await self._app(scope, receive, send)
        finally:
            self._long, self._short = self._long - long, self._short - (not long)

    def _most(self, path: str) -> int:
        return self._limits.picture + 65_536 if path.endswith(UPLOADS) else self._limits.body


def _bounded(receive: Receive, headers: Headers, most: int) -> Receive:
    """Take no more bytes than `most`, whatever a request says of itself."""
    told = headers.get("content-length", "0")
    if not told.isdigit() or int(told) > most:
        raise TooLarge(f"A request may bring {most} bytes, and no more.", "allow-larger")
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge(f"A request may bring {most} bytes, and no more.", "allow-larger")
        return message

    return bounded


def _guarded(send: Send, policy: str) -> Answered:
    """Send with the headers of safety."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["Content-Security-Policy"] = policy
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return guarded
