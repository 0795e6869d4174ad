"""Child processes that may hang or crash without harm: each takes orders through a pipe, and ends with its parent."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from vsearch.errors import WorkerMissing

ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}
"""A child is one thread: idle ones of linear algebra would spin on the cores that other children use."""

_RUN = "import sys; from {} import serve; serve(int(sys.argv[1]))"
_START = 30.0
"""Seconds that a child may take to say that it is there."""


class Child:
    """One child that runs the function `serve(descriptor)` of a module; OSError where there can be none."""

    def __init__(self, module: str) -> None:
        self.line, theirs = Pipe()
        with theirs:
            # Without -P a child would take modules from the folder that its parent was started in.
            command = [sys.executable, "-P", "-c", _RUN.format(module), str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env={**os.environ, **ALONE}
            )

    def ready(self) -> None:
        """Wait until it has said that it is there; OSError or EOFError if it does not."""
        if not self.line.poll(_START):
            raise TimeoutError(f"it said nothing for {_START:.0f} seconds")
        self.line.recv()

    def kill(self) -> None:
        """End its process at once, whatever it does; who waits on its line is told."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it, and let go of its line."""
        self.line.close()
        self.kill()


def serving(descriptor: int) -> Connection:
    """The child's end of the pipe, once it has said that it is there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    threading.Thread(target=_end_with_parent, args=(descriptor,), daemon=True).start()
    line = Connection(descriptor)
    with contextlib.suppress(EOFError, OSError):
        line.send("ready")
    return line


def missing(error: Exception) -> WorkerMissing:
    """What to say where no child can be started, or cannot load what it was sent."""
    why = (isinstance(error, OSError) and error.strerror) or str(error) or "it ended at once"
    return WorkerMissing(f"A worker process could not be started ({why}).", "free-resources")


def _end_with_parent(descriptor: int) -> None:
    """A child that decodes, or writes speech down, for hours must not outlive whoever waits for it."""
    hung_up = select.poll()
    hung_up.register(descriptor, 0)
    hung_up.poll()
    os._exit(1)
