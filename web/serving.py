"""Start the server: check what it was told, say where it is, and serve until it is stopped."""

import os
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

from vsearch import tokens
from vsearch.errors import OutputRefused, PackageMissing, UsageWrong
from vsearch.web.http import logs
from vsearch.web.settings import ServeSettings

VARIABLE = "VSEARCH_SERVE"
"""The environment variable that tells the processes of several workers what to serve."""


_OPTIONS: dict[str, Any] = {
    "lifespan": "on",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 5,  # who listens to events would keep the server for ever
}


def serve(settings: ServeSettings, told: Callable[[str], None] | None = None) -> None:
    """Serve a library until the process is told to end; `told` is called with the address once it is ours.

    Nothing is served where something is not right.
    """
    try:
        import uvicorn

        from vsearch.web.app import create_app
    except ImportError as error:
        raise PackageMissing(f"The server needs the package {error.name}.", "install-web") from error
    from vsearch.retrieval.library import Library

    if not settings.local and settings.tokens is None:
        raise UsageWrong(f"{settings.host} can be reached by others, so nobody is served without tokens.", "add-token")
    if settings.tokens is not None:
        tokens.read(tokens.place(settings.tokens))
    if missing := [str(folder) for folder in settings.media if not folder.is_dir()]:
        raise UsageWrong(f"{missing[0]} is no folder whose videos could be indexed.")
    if settings.webhook and not settings.webhook.startswith(("http://", "https://")):
        raise UsageWrong(f"The webhook {settings.webhook!r} is no address that begins with http:// or https://.")
    Library.open(settings.library).close()  # what is no library is said now, not to the first who asks
    logs.configure(settings.log)
    listening = listen(settings)
    at = address(settings, listening)
    if told:
        told(at)
    if settings.open:
        Timer(1.0, webbrowser.open, [at]).start()
    with suppress(KeyboardInterrupt), TemporaryDirectory(prefix="vsearch-") as shared:
        settings = replace(settings, scratch=Path(shared))
        if settings.workers == 1:
            uvicorn.Server(uvicorn.Config(create_app(settings), **_OPTIONS)).run(sockets=[listening])
        else:
            from uvicorn.supervisors import Multiprocess

            os.environ[VARIABLE] = settings.to_json()
            config = uvicorn.Config("vsearch.web.serving:worker", factory=True, workers=settings.workers, **_OPTIONS)
            Multiprocess(config, sockets=[listening]).run()


def worker() -> object:
    """The app of one of several workers."""
    from vsearch.web.app import create_app

    settings = ServeSettings.from_json(os.environ[VARIABLE])
    logs.configure(settings.log)
    return create_app(settings)


def address(settings: ServeSettings, listening: socket.socket) -> str:
    """What a person types into a browser on this machine."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"


def listen(settings: ServeSettings) -> socket.socket:
    """A socket at the host and port that were asked for."""
    kind = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(kind)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or str(error)
        raise OutputRefused(f"Port {settings.port} of {settings.host} cannot be used: {why}.", "other-port") from error
    listening.listen(2048)  # from now on those who come wait until the app has started
    listening.set_inheritable(True)
    return listening
