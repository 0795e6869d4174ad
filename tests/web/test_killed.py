"""A server that is killed in the middle of everything loses nothing acknowledged; its workers share all jobs."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from vsearch.library import saved
from vsearch.library.health import findings
from vsearch.retrieval.library import Library

COMMAND = [sys.executable, "-c", "from vsearch.cli.app import main; main()", "serve", "--port", "0"]


class Running:
    """A server in processes of its own."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.process, self.address = process, address

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """What it answers on a new connection; an OSError where it does not."""
        content = None if body is None else json.dumps(body).encode()
        told = {"Content-Type": "application/json", "Vsearch": "1", **headers}
        with urlopen(Request(f"{self.address}/api/v1{path}", content, told, method=method), timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def kill(self) -> None:
        """End it as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def served(library: Path, *options: str) -> Iterator[Running]:
    """A server on a library, at a free port of this machine."""
    process = subprocess.Popen(
        [*COMMAND, "--library", str(library), *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        running = Running(process, line.split()[2])
        within(60, lambda: running.ask("GET", "/session")["name"] is not None)
        yield running
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.stdout:
            process.stdout.close()


def within(seconds: float, true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("it did not come true")


def repeated(once: Callable[[int], object]) -> tuple[Thread, list[int]]:
    """Something done again and again until the server is gone, and the numbers that were acknowledged."""
    done: list[int] = []

    def work() -> None:
        for number in range(10_000):
            try:
                once(number)
            except (URLError, OSError, ValueError):
                return
            done.append(number)

    thread = Thread(target=work)
    thread.start()
    return thread, done


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_nothing_acknowledged_is_lost_and_jobs_are_shared(own: Path, ids: dict[str, str]) -> None:
    long: dict[str, Any] = {
        "kind": "vertical",
        "name": "long",
        "moments": [{"video": ids["cat"], "start": 0, "end": 14}] * 60,
    }
    short = {
        "kind": "export",
        "format": "csv",
        "name": "short",
        "moments": [{"video": ids["cat"], "start": 0, "end": 1}],
    }
    picture = BytesIO()
    Image.new("RGB", (32, 18), "red").save(picture, "PNG")

    with served(own, "--workers", "2") as server:
        first = server.ask("POST", "/jobs", long, **{"Idempotency-Key": "a"})["id"]
        for _ in range(4):  # each connection may be another worker's
            assert server.ask("POST", "/jobs", long, **{"Idempotency-Key": "a"})["id"] == first
        within(60, lambda: server.ask("GET", f"/jobs/{first}")["state"] == "running")
        server.ask("DELETE", f"/jobs/{first}")
        within(60, lambda: server.ask("GET", f"/jobs/{first}")["state"] == "cancelled")

        second = [server.ask("POST", "/jobs", {**long, "name": f"{n}"})["id"] for n in range(2)]  # one a worker
        within(60, lambda: all(server.ask("GET", f"/jobs/{id}")["state"] == "running" for id in second))
        waits = server.ask("POST", "/jobs", short)["id"]
        reel = {"items": [{"video": ids["slow"], "start": 0, "end": 1}]}
        works = {
            "labels": repeated(lambda n: server.ask("POST", f"/videos/{ids['cat']}/labels", {"add": [f"tag {n}"]})),
            "reels": repeated(lambda n: server.ask("PUT", f"/reels/r{n}", reel, **{"If-None-Match": "*"})),
            "pictures": repeated(lambda _: brought(server, picture.getvalue())),
        }
        within(60, lambda: all(len(done) > 2 for _, done in works.values()))
        server.kill()
        for thread, _ in works.values():
            thread.join()

    with Library.open(own) as library:
        assert library.store.log.flaws(lambda _: "") == []
        tags = {made.tag for made in library.decisions() if made.video == ids["cat"]}
        assert tags >= {f"tag {number}" for number in works["labels"][1]}
        assert {reel.name for reel in library.reels()} >= {f"r{number}" for number in works["reels"][1]}
        assert list(saved.flaws(library.store)) == []
        assert [wrong.what for wrong in findings(library.store) if ".part was left" not in wrong.what] == []

    with served(own) as later:
        stopped = "failed", "It was stopped by a restart of the server."

        def told() -> list[tuple[str, str]]:
            known = {job["id"]: job for job in later.ask("GET", "/jobs")["items"]}
            return [(known[id]["state"], known[id]["error"]) for id in second]

        within(60, lambda: told() == [stopped] * 2)
        within(60, lambda: later.ask("GET", f"/jobs/{waits}")["state"] == "done")
        for id in second:
            assert [path.name for path in (own / "jobs" / id).iterdir()] == ["job.json"]


def brought(server: Running, content: bytes) -> None:
    """Bring a picture."""
    edge = "----edge"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    )
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Vsearch": "1"}
    with urlopen(Request(f"{server.address}/api/v1/pictures", body, headers, method="POST"), timeout=60) as answer:
        assert json.loads(answer.read())["width"] == 32
