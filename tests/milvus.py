"""Run a Milvus for tests: say its port, and end it when whoever started this is gone, or when it takes too much memory.

    python tests/milvus.py PYTHON FOLDER

PYTHON has the package `milvus`. Its server listens on every address of the machine, and cannot be told otherwise; tests
ask 127.0.0.1 alone.
"""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 3 << 30
"""Bytes that the server may hold."""

START = """
import sys, time
from milvus import MilvusServer
server = MilvusServer(wait_for_started=False)
server.set_base_dir(sys.argv[1])
server.config.set('queryNode.enableDisk', 'true')
try:
    server.start()
    server.wait_started(timeout=90_000)
    print(server.listen_port, server.server_proc.pid, flush=True)
    sys.stdin.read()
finally:
    server.stop()
"""


def main(python: str, folder: str) -> None:
    environment = {**os.environ, "GOMEMLIMIT": str(LIMIT // 2), "GOMAXPROCS": "2"}
    command = [python, "-c", START, folder]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with subprocess.Popen(command, env=environment, stdin=-1, stdout=-1, stderr=-2, text=True) as server:
        assert server.stdin
        assert server.stdout
        told = server.stdout.readline().split()
        try:
            sys.stdout.write(f"{told[0] if len(told) == 2 else ' '.join(told) or 'it ended'}\n")
            sys.stdout.flush()
            while len(told) == 2 and server.poll() is None and _held(told[1]) < LIMIT:
                if select.select([sys.stdin], [], [], 1)[0] and not sys.stdin.read(1):
                    break
        finally:
            server.stdin.close()


def _held(process: str) -> int:
    """Bytes of memory that a process holds; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        time.sleep(0.1)
        return 0


if __name__ == "__main__":
    main(*sys.argv[1:])
