"""Object storage for tests: a real S3 server on this machine, with a bucket of its own for each test."""

import base64
import contextlib
import hmac
import http.client
import http.server
import itertools
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from bench.setting.rays import free_port

_SERVE = """
import logging, sys
logging.getLogger("werkzeug").setLevel(logging.ERROR)
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""
_numbers = itertools.count()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server that lives as long as the tests."""
    pytest.importorskip("obstore")
    pytest.importorskip("moto")
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdout
        port = int(server.stdout.readline())
        yield f"http://127.0.0.1:{port}"
        server.kill()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The URL of an empty bucket, for which this environment has credentials."""
    place = made_bucket(s3_server)
    for variable, value in {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "a-secret-that-is-told-nowhere",
        "AWS_REGION": "us-east-1",
        "VSEARCH_CACHE": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(variable, value)
    return place


def made_bucket(server: str) -> str:
    """The URL of a new bucket on a server."""
    name = f"bucket-{os.getpid()}-{next(_numbers)}"
    urllib.request.urlopen(urllib.request.Request(f"{server}/{name}", method="PUT")).close()
    return f"s3://{name}"


AZURITE = Path(os.environ.get("VSEARCH_TEST_AZURITE", "build/azurite/node_modules/azurite/dist/src/blob/main.js"))
"""Azure's own emulator, which `make cluster-test` fetches; what needs it is skipped where it is not."""
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The account that every emulator has, and its key, which is no secret."""


@pytest.fixture(scope="session")
def azure_server() -> Iterator[str]:
    """The address of an Azure emulator that lives as long as the tests."""
    pytest.importorskip("obstore")
    if not AZURITE.is_file() or shutil.which("node") is None:
        pytest.skip(f"there is no {AZURITE}")
    port = free_port("127.0.0.1")
    command = ["node", str(AZURITE), "--inMemoryPersistence", "--blobHost", "127.0.0.1", "--blobPort", str(port)]
    command += ["--silent", "--skipApiVersionCheck", "--disableTelemetry"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + 180
            while server.poll() is None and time.monotonic() < end:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            else:
                raise AssertionError("Azure's emulator is here and does not start.")
            yield f"http://127.0.0.1:{port}/{_ACCOUNT}"
        finally:
            server.kill()


@pytest.fixture
def azure(azure_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The URL of an empty container of the emulator."""
    name = f"container-{os.getpid()}-{next(_numbers)}"
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    headers = {"x-ms-date": date, "x-ms-version": "2021-08-06"}
    told = "\n".join(["PUT", *[""] * 11, *(f"{key}:{value}" for key, value in headers.items())])
    signed = f"{told}\n/{_ACCOUNT}/{_ACCOUNT}/{name}\nrestype:container"
    proof = base64.b64encode(hmac.new(base64.b64decode(_KEY), signed.encode(), sha256).digest()).decode()
    headers |= {"Authorization": f"SharedKey {_ACCOUNT}:{proof}", "Content-Length": "0"}
    asked = urllib.request.Request(f"{azure_server}/{name}?restype=container", method="PUT", headers=headers)
    urllib.request.urlopen(asked).close()
    monkeypatch.setenv("AZURE_STORAGE_USE_EMULATOR", "true")
    monkeypatch.setenv("AZURITE_BLOB_STORAGE_URL", azure_server.removesuffix(f"/{_ACCOUNT}"))
    monkeypatch.setenv("VSEARCH_CACHE", str(tmp_path / "cache"))
    return f"az://{name}"


@pytest.fixture
def another_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Makes this process see what lies elsewhere through the empty cache of another machine."""
    return lambda name: monkeypatch.setenv("VSEARCH_CACHE", str(tmp_path / name))


class Faults(http.server.ThreadingHTTPServer):
    """A bad road to a storage: answers are refused, lost after the work was done, cut off or slow, every so often."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, storage: str, every: int) -> None:
        super().__init__(("127.0.0.1", 0), _Road)
        self.storage, self.every = storage.removeprefix("http://"), every
        self.kinds: tuple[str, ...] = ("500", "503", "lost", "cut", "slow")
        self.refusal = 403, "AccessDenied"
        """What is said where requests are "refused"."""
        self.requests = 0
        self.faults: list[str] = []
        self.sent = 0
        """Bytes of bodies that were sent to the client."""
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fault(self) -> str:
        """What goes wrong with the next request."""
        with self._lock:
            self.requests += 1
            if not self.every or self.requests % self.every:
                return ""
            self.faults.append(self.kinds[len(self.faults) % len(self.kinds)])
            return self.faults[-1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no trouble here."""


class _Road(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Faults

    def _pass(self) -> None:
        body, fault = self.rfile.read(int(self.headers.get("Content-Length") or 0)), self.server.fault()
        if fault.isdecimal():
            self._answer(int(fault), {}, b"<Error><Code>SlowDown</Code></Error>")
            return
        if fault == "refused":
            status, code = self.server.refusal
            self._answer(status, {}, f"<Error><Code>{code}</Code></Error>".encode())
            return
        storage = http.client.HTTPConnection(self.server.storage)
        storage.request(self.command, self.path, body, dict(self.headers))
        answer = storage.getresponse()
        content = answer.read()
        storage.close()
        if fault == "lost":
            self._answer(500, {}, b"<Error><Code>InternalError</Code></Error>")
            return
        headers = {name: value for name, value in answer.headers.items() if name.lower() not in _OURS}
        length = int(answer.headers.get("Content-Length") or 0) if self.command == "HEAD" else len(content)
        self._answer(answer.status, headers, content, fault, length)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass

    def _answer(self, status: int, headers: dict[str, str], body: bytes, fault: str = "", length: int = -1) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body) if length < 0 else length)}.items():
            self.send_header(name, value)
        self.end_headers()
        if fault == "cut" and len(body) > 1:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        if fault == "slow":
            time.sleep(0.3)
        if self.command != "HEAD":
            self.wfile.write(body)
            self.server.sent += len(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


_OURS = ("content-length", "transfer-encoding", "connection", "server", "date")


@contextlib.contextmanager
def bad_road_to(storage: str) -> Iterator[Faults]:
    """A road on which every tenth request goes wrong."""
    server = Faults(storage, every=10)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def bad_road(s3_server: str, s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """The storage of `s3` behind a bad road."""
    with bad_road_to(s3_server) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server
