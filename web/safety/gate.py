"""The gate: what every request passes before a route sees it, and what every answer carries."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vsearch.errors import VSearchError
from vsearch.web.http import problems
from vsearch.web.safety.bodies import received
from vsearch.web.safety.origins import check_host, check_origin, names
from vsearch.web.safety.rates import Turns
from vsearch.web.safety.roles import known
from vsearch.web.settings import ServeSettings

API = "/api/"
LONG = ("/events", "/file", "/result")
"""Ends of addresses whose answers last for as long as somebody listens or watches; HLS segments are short."""
LONG_MOST = 256
UPLOADS, UPLOADS_MOST = ("/pictures",), 4
ANYBODY = ("/session", "/openapi.json")
"""What may be asked by whom nobody knows."""

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
    """Checks hosts, origins, tokens, sizes and how many come at once; adds headers of safety to all that is sent."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self._app = app
        self._limits = settings.limits
        self._names = names(settings)
        self._working = Turns(settings.limits.threads + settings.limits.waiting)
        self._following, self._uploading, self._receiving = Turns(LONG_MOST), Turns(UPLOADS_MOST), Turns(LONG_MOST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        api = scope["path"].startswith(API)
        answer = _guarded(send, DATA if api else PAGE)
        try:
            check_host(Headers(scope=scope), self._names)
            if api:
                await self._asked(scope, receive, answer)
                return
        except VSearchError as error:
            await problems.told(Request(scope), error)(scope, receive, answer)
            return
        await self._app(scope, receive, answer)

    async def _asked(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a question to the API on, once all of it is here: who sends slowly keeps nobody else waiting."""
        headers, path = Headers(scope=scope), scope["path"]
        check_origin(scope["method"], headers)
        if not path.endswith(ANYBODY):
            known(scope["app"].state.context.tokens, Request(scope))  # before any of what they bring is read
        upload = path.endswith(UPLOADS)
        with self._uploading if upload else self._receiving:
            most = self._limits.picture + 65_536 if upload else self._limits.body
            receive = await received(receive, headers, most)
        with self._following if path.endswith(LONG) else self._working:
            await self._app(scope, receive, send)


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
