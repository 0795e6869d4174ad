"""A real Ray on this machine: a head and nodes of one processor each, apart from each other, which can be killed."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

MEMORY = "80000000"
"""Bytes of each node's own object store."""


class RayNodes:
    """Nodes on addresses of this machine's loopback; who asks must know a token."""

    def __init__(self, logs: Path, nodes: int = 2, before: Sequence[str] = ()) -> None:
        """`before` is a command that starts the head, and each node where none other is named, such as `taskset`."""
        self.port, self.client_port = free_port(), free_port()
        self.head, self.client = f"127.0.0.2:{self.port}", f"ray://127.0.0.2:{self.client_port}"
        self._own = tempfile.mkdtemp(
            prefix="ray-"
        )  # short, for sockets lie in it; what the user's Ray left stays as it is
        self.environment = {
            "RAY_TMPDIR": self._own,
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        }
        self._logs, self._place, self._before = logs, 2, tuple(before)
        self._commands: dict[str, list[str]] = {}
        self.nodes: dict[str, subprocess.Popen[bytes]] = {}
        head = (f"--port={self.port}", f"--ray-client-server-port={self.client_port}", "--include-dashboard=false")
        try:
            self.wait_for(self._start("--head", "--num-cpus=0", *head))
            for _ in range(nodes):
                self.add()
            _wait(lambda: _listens(self.client_port))  # it comes last
        except BaseException:
            self.close()
            raise

    def add(self, before: Sequence[str] | None = None, *, gpus: int = 0) -> str:
        """One more node of one processor, which says that it has so many GPUs; its address."""
        return self._start(f"--address={self.head}", "--num-cpus=1", f"--num-gpus={gpus}", before=before)

    def wait_for(self, place: str) -> None:
        """Wait until a node says that it is there; one that gave up, as it does where its head is busy, starts anew."""

        def there() -> bool:
            if self.nodes[place].poll() is not None:
                self._launch(place)
            return "Ray runtime started" in (self._logs / f"{place}.txt").read_text("utf-8", "replace")

        _wait(there)

    def kill(self, place: str) -> None:
        """End a node and all that runs on it, as a machine ends whose plug is pulled."""
        block = self.nodes.pop(place)
        if block.poll() is None:
            for process in [*psutil.Process(block.pid).children(recursive=True), psutil.Process(block.pid)]:
                process.kill()
            block.wait()

    def jobs(self, name: str) -> list[psutil.Process]:
        """The processes on all nodes that Ray calls by a task's or an actor's name while they work."""
        living = [node.pid for node in self.nodes.values() if node.poll() is None]
        children = (psutil.Process(node).children(recursive=True) for node in living)
        return [one for family in children for one in family if one.is_running() and f"ray::{name}" in _called(one)]

    def close(self) -> None:
        """End all of it."""
        for place in reversed([*self.nodes]):
            self.kill(place)
        shutil.rmtree(self._own, ignore_errors=True)

    def _start(self, *options: str, before: Sequence[str] | None = None) -> str:
        place = f"127.0.0.{self._place}"
        self._place += 1
        program = str(Path(sys.executable).with_name("ray"))
        command = [*(self._before if before is None else before), program, "start", "--block", "--disable-usage-stats"]
        # Nobody asks for what workers print, and to watch it costs more than most work.
        command += ["--include-log-monitor=false"]
        self._commands[place] = [*command, f"--node-ip-address={place}", f"--object-store-memory={MEMORY}", *options]
        self._launch(place)
        return place

    def _launch(self, place: str) -> None:
        with (self._logs / f"{place}.txt").open("wb") as log:
            self.nodes[place] = subprocess.Popen(
                self._commands[place],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
            )


def _called(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def free_port(host: str = "127.0.0.2") -> int:
    """A port of a host that nobody has taken."""
    with socket.socket() as taken:
        taken.bind((host, 0))
        return int(taken.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.2", port)) == 0


def _wait(ready: Callable[[], bool], patience: float = 600.0) -> None:
    end = time.monotonic() + patience
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.1)
