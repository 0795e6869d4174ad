"""A server of the page and the API, in a thread of a test, and the browser that looks at it."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from vsearch.web.app import create_app
from vsearch.web.serving import address, listen
from vsearch.web.settings import ServeSettings

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@contextmanager
def serving(settings: ServeSettings) -> Iterator[str]:
    """The address of a server that runs during the block."""
    listening = listen(settings)
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), log_level="error", lifespan="on", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 60
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        assert server.started
        yield address(settings, listening)
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
