"""Other processes that hold a lease, for tests of who may have it meanwhile."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Holder:
    """Another process that holds the lease "abcd"."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.took = self._line()

    def holds(self) -> bool:
        assert self.process.stdin
        self.process.stdin.write("?\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> bool:
        assert self.process.stdout
        return self.process.stdout.readline() == "True\n"


@contextmanager
def holder(code: str, *given: object, before: tuple[str, ...] = ()) -> Iterator[Holder]:
    """A process that runs `code`: it says whether it took the lease, and for each line whether it holds it still."""
    command = [*before, sys.executable, "-c", code, *map(str, given)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Holder(process)
        finally:
            process.kill()


def within(seconds: float, done: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
