"""The server as a process: refused where something is not right, and seeing what other processes do."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from vsearch import tokens
from vsearch.errors import LibraryMissing, OutputRefused, PackageMissing, TokensRefused, UsageWrong, VSearchError
from vsearch.retrieval.library import Library
from vsearch.web.serving import serve
from vsearch.web.settings import ServeSettings

API = "/api/v1"
SERVE = "from vsearch.cli.app import main; main()"


@contextmanager
def running(library: Path, *options: str) -> Iterator[str]:
    """A server in a process of its own, and its address; ended by its number."""
    command = [sys.executable, "-c", SERVE, "serve", "--library", str(library), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("Serving at http"), process.communicate(timeout=10)
            yield line.split()[2]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def asked(address: str) -> tuple[int, Any]:
    try:
        with urlopen(address, timeout=60) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def until(look: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return seen


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def test_a_port_in_use_is_named_with_how_to_choose_another(library: Path, taken: int) -> None:
    with pytest.raises(OutputRefused, match=f"Port {taken} of 127.0.0.1 cannot be used: Address already in use"):
        serve(ServeSettings(library=library, port=taken))


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        pytest.param({"host": "0.0.0.0"}, UsageWrong, "without tokens", id="others without tokens"),
        pytest.param({"library": Path("/nowhere")}, LibraryMissing, "no library at /nowhere", id="no library"),
        pytest.param({"media": (Path("/nowhere"),)}, UsageWrong, "/nowhere is no folder", id="no media"),
        pytest.param({"tokens": Path("/nowhere")}, TokensRefused, "/nowhere cannot be read", id="no tokens"),
    ],
)
def test_nothing_is_served_where_something_is_not_right(
    library: Path, changes: dict[str, Any], kind: type[VSearchError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        serve(ServeSettings(**{"library": library, **changes}))


def test_tokens_that_others_may_read_are_refused(library: Path, tmp_path: Path) -> None:
    tokens.add(tmp_path / "tokens", "mara", "viewer")
    (tmp_path / "tokens").chmod(0o644)
    with pytest.raises(TokensRefused, match="mode 644"):
        serve(ServeSettings(library=library, tokens=tmp_path / "tokens"))


def test_without_the_extra_it_is_said_which_one(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(PackageMissing, match=r"needs the package uvicorn. .*vsearch\[web\]"):
        serve(ServeSettings(library=library))


@pytest.mark.slow
def test_a_server_sees_what_another_process_decides_and_that_its_library_vanished(
    own: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    with running(own, "--log", "json") as address:
        assert asked(f"{address}{API}/videos")[1]["total"] == 3
        with Library.open(own) as other:
            other.label(ids["cat"], "elsewhere")
        assert until(lambda: asked(f"{address}{API}/videos?tag=elsewhere")[1]["total"] == 1)
        with Library.open(own) as other:
            other.remove(ids["slow"])
        assert until(lambda: asked(f"{address}{API}/videos")[1]["total"] == 2)
        with Library.open(own) as other:
            other.rebuild()
        assert asked(f"{address}{API}/search?words=coffee")[1]["items"]
        os.rename(own, tmp_path / "away")
        status, told = asked(f"{address}{API}/videos")
        assert (status, told["detail"]) == (503, f"There is no library at {own}.")
        assert asked(f"{address}{API}/search?words=coffee")[0] == 503
        os.rename(tmp_path / "away", own)
        assert until(lambda: asked(f"{address}{API}/videos")[0] == 200)


def test_who_sends_slowly_keeps_nobody_else_waiting(library: Path) -> None:
    with running(library) as address, ExitStack() as stack:
        place = urlsplit(address)
        begin = f"POST {API}/search HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        for begun in (b"GET /", f"{begin}Content-Length: 900\r\n\r\n{{".encode()) * 100:
            slow = stack.enter_context(socket.create_connection((place.hostname or "", place.port or 0), 5))
            slow.sendall(begun)
        assert asked(f"{address}{API}/session")[0] == 200  # the slow ones have not sent the rest yet, and never will


@pytest.mark.slow
def test_several_workers_answer_alike_and_share_what_was_brought(own: Path, ids: dict[str, str]) -> None:
    with running(own, "--workers", "2") as address:
        assert until(lambda: asked(f"{address}{API}/session")[0] == 200)
        answers = {json.dumps(asked(f"{address}{API}/videos")[1], sort_keys=True) for _ in range(12)}
        assert len(answers) == 1
        with Library.open(own) as other:
            other.label(ids["cat"], "elsewhere")
        seen = [asked(f"{address}{API}/videos?tag=elsewhere")[1]["total"] for _ in range(8)]
        assert seen == [1] * 8
