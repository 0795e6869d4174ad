"""Workers that cannot start are said, and none outlives the run that it works for."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from vsearch import children
from vsearch.errors import WorkerMissing
from vsearch.indexer.run.pool import Pool

SCRIPT = """
import resource, sys
from operator import methodcaller
from vsearch.indexer.run.pool import Pool
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]),) * 2)
workers = Pool(1)
workers.submit(1, 60.0, methodcaller("splitlines"), "one\\ntwo")
while not (message := workers.message()).last:
    print(message.value)
print(type(message.error).__name__, message.error or "")
workers.close()
"""

HELD = """
import sys
from vsearch.indexer.run.pool import Pool
sys.path.insert(0, sys.argv[1])
from sleeper import sleep
workers = Pool(1)
workers.submit(1, 600.0, sleep)
print(workers.message().value, flush=True)
workers.message()
"""

SLEEPER = """
import os, time
def sleep():
    yield os.getpid()
    time.sleep(6000)
"""


def limited(files: int) -> subprocess.CompletedProcess[str]:
    """A run of a pool in a process that may have so many files open once Python has started."""
    command = [sys.executable, "-c", SCRIPT, str(files)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("files", [4, 5, 6, 7, 8, 9, 64])
def test_a_worker_that_cannot_start_is_said_within_seconds(files: int) -> None:
    said = limited(files).stdout
    works = said.split() == ["one", "two", "NoneType"]
    assert works or "WorkerMissing A worker process could not be started (Too many open files)" in said
    assert works or files < 10
    assert not works or files > 5


def test_a_worker_that_ends_at_once_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_RUN", "raise SystemExit(3)")
    workers = Pool(1)
    workers.submit(7, 60.0, sorted, "ba")
    message = workers.message()
    workers.close()
    assert (message.job, message.last) == (7, True)
    assert isinstance(message.error, WorkerMissing)


def test_a_worker_that_says_nothing_at_its_start_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_RUN", "import time; time.sleep(6000)")
    monkeypatch.setattr(children, "_START", 0.2)
    workers = Pool(1)
    workers.submit(7, 60.0, sorted, "ba")
    message = workers.message()
    assert "said nothing" in str(message.error)
    assert not workers._children
    workers.close()


def test_a_busy_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", HELD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        assert alive(worker)
        parent.send_signal(signal.SIGKILL)
    end = time.monotonic() + 60
    while alive(worker) and time.monotonic() < end:
        time.sleep(0.02)
    assert not alive(worker)


def alive(process: int) -> bool:
    """Whether a process runs, and is no zombie that nobody has collected yet."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
