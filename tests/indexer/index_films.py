"""Runs of the indexer as processes of their own: one as asked by arguments, or one for each line of the input."""

import importlib.util
import os
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path

from vsearch.children import ALONE, Child

os.environ |= ALONE  # before anything is loaded that starts threads: what is forked here are workers too

from vsearch.encoders import ENCODERS
from vsearch.indexer.run import pool
from vsearch.indexer.run.index import index

spec = importlib.util.spec_from_file_location("fakes", Path(__file__).with_name("conftest.py"))
assert spec
assert spec.loader
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)


def run(store: str, films: str) -> None:
    """Index films and say how each ended."""
    made = index([films], store=Path(store), encoder="colours", settings=fakes.PLAIN, jobs=2)
    sys.stdout.write(" ".join(outcome.status for outcome in made) + "\n")
    sys.stdout.flush()


class Forked(Child):
    """A worker that the nursery forks, where others are processes that load everything for themselves."""

    def __init__(self, nursery: socket.socket) -> None:
        self.line, theirs = Pipe()
        told, tell = os.pipe()
        with theirs:
            socket.send_fds(nursery, [b"worker"], [theirs.fileno(), tell])
        os.close(tell)
        self._number = int(os.read(told, 20))
        os.close(told)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGKILL)


def nursery() -> socket.socket:
    """Begin a process that forks workers, each with the end of its line that it is sent, while this socket is open."""
    ours, asked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork():
        asked.close()
        return ours
    ours.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, lines, *_ = socket.recv_fds(asked, 100, 2)
        if not order:
            os._exit(0)
        line, tell = lines
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asked.close()
            os.close(tell)
            pool.serve(line)
            os._exit(0)
        with suppress(BrokenPipeError):  # who asked was killed meanwhile
            os.write(tell, str(child).encode())
        os.close(tell)
        os.close(line)


def serve() -> None:
    """For each line `LIBRARY FILMS` run in a fork, which saves loading everything again, and say its process id."""
    forks = nursery()
    pool.Child = lambda _: Forked(forks)  # type: ignore[misc,assignment]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(*line.split())
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("over\n")
        sys.stdout.flush()


if __name__ == "__main__":
    ENCODERS.add("colours", lambda **options: fakes.Colours())
    run(*sys.argv[1:]) if sys.argv[1:] else serve()
