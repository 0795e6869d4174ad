"""Start the server: check what it was told, say where it is, and serve until it is stopped."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from vsearch.errors import OutputRefused, PackageMissing, UsageWrong
from vsearch.web.settings import ServeSettings

VARIABLE = "VSEARCH_SERVE"
"""The environment variable that tells the processes of several workers what to serve."""


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
    Library.open(settings.library).close()  # what is no library is said now, not to the first who asks
    listening = listen(settings)
    if told:
        told(address(settings, listening))
    with suppress(KeyboardInterrupt):
        if settings.workers == 1:
            config = uvicorn.Config(create_app(settings), log_level="warning", lifespan="on", server_header=False)
            uvicorn.Server(config).run(sockets=[listening])
        else:
            shared = TemporaryDirectory(prefix="vsearch-")
            os.environ[VARIABLE] = replace(settings, scratch=Path(shared.name)).to_json()
            config = uvicorn.Config(
                "vsearch.web.serving:worker", factory=True, log_level="warning", workers=settings.workers,
                server_header=False, lifespan="on",
            )  # fmt: skip
            from uvicorn.supervisors import Multiprocess

            Multiprocess(config, sockets=[listening]).run()


def worker() -> object:
    """The app of one of several workers."""
    from vsearch.web.app import create_app

    return create_app(ServeSettings.from_json(os.environ[VARIABLE]))


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
    listening.set_inheritable(True)
    return listening
