"""A stand-in for Google Cloud Storage: what its documentation says of the few XML requests that vsearch makes.

No emulator in PyPI or npm speaks them all. It stands for the documented interface, not for Google's service.
"""

import http.server
import itertools
import os
import re
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import md5
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.stored import Faults, bad_road_to

_numbers = itertools.count()
_SAID = {404: "NoSuchKey", 412: "PreconditionFailed", 416: "InvalidRange"}


@dataclass(frozen=True)
class _Object:
    content: bytes
    generation: int
    changed: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=461_000))
    """Listings tell it to the millisecond, headers to the second."""

    @property
    def etag(self) -> str:
        return f'"{md5(self.content, usedforsecurity=False).hexdigest()}"'


class Generations(http.server.ThreadingHTTPServer):
    """Buckets whose objects have generations; each page of a listing is short, so that most have several."""

    daemon_threads = True
    block_on_close = False
    page = 5

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.buckets: dict[str, dict[str, _Object]] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.generations = itertools.count(1_700_000_000_000_000)
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no trouble here."""


class _Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Generations

    def _work(self) -> None:
        place, _, query = self.path.partition("?")
        name, _, key = urllib.parse.unquote(place).removeprefix("/").partition("/")
        asked = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.lock:
            if (objects := self.server.buckets.get(name)) is None:
                self._answer(404, said="NoSuchBucket")
            elif not key:
                self._list(objects, asked)
            elif self.command == "PUT" and "uploadId" not in asked:
                self._put(objects, key, body)
            elif self.command in ("GET", "HEAD"):
                self._get(objects.get(key))
            elif self.command == "DELETE" and not asked:
                self._answer(204 if objects.pop(key, None) else 404)
            else:
                self._upload(objects, key, asked, body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _work

    def _put(self, objects: dict[str, _Object], key: str, body: bytes) -> None:
        told, there = self.headers.get("x-goog-if-generation-match"), objects.get(key)
        if told is not None and int(told) != (there.generation if there else 0):
            return self._answer(412)
        objects[key] = made = _Object(body, next(self.server.generations))
        return self._answer(200, made)

    def _get(self, found: _Object | None) -> None:
        if found is None:
            return self._answer(404)
        if self.headers.get("If-Match", found.etag) != found.etag:
            return self._answer(412)
        if not (ranged := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))):
            return self._answer(200, found, found.content)
        start, end = int(ranged[1]), min(int(ranged[2]) + 1, len(found.content))
        if start >= end:
            return self._answer(416)
        told = {"Content-Range": f"bytes {start}-{end - 1}/{len(found.content)}"}
        return self._answer(206, found, found.content[start:end], told)

    def _list(self, objects: dict[str, _Object], asked: dict[str, str]) -> None:
        assert asked["list-type"] == "2", asked
        prefix, after = asked.get("prefix", ""), asked.get("continuation-token") or asked.get("start-after", "")
        found: dict[str, str] = {}
        for key in sorted(objects):
            inside, stop, _ = key.removeprefix(prefix).partition(asked.get("delimiter") or "\0")
            shown = prefix + inside + stop
            if key.startswith(prefix) and shown > after:
                one = objects[key]
                found[shown] = (
                    f"<CommonPrefixes><Prefix>{escape(shown)}</Prefix></CommonPrefixes>" if stop else
                    f"<Contents><Key>{escape(key)}</Key><ETag>{one.etag}</ETag>"
                    f"<LastModified>{one.changed:%Y-%m-%dT%H:%M:%S.%fZ}</LastModified><Size>{len(one.content)}</Size></Contents>"
                )  # fmt: skip
        page = [*found][: self.server.page]
        rest = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if len(found) > len(page) else ""
        told = f"<IsTruncated>{'true' if rest else 'false'}</IsTruncated>{rest}{''.join(found[one] for one in page)}"
        self._answer(200, body=f"<ListBucketResult>{told}</ListBucketResult>")

    def _upload(self, objects: dict[str, _Object], key: str, asked: dict[str, str], body: bytes) -> None:
        """What is large comes in parts, and is an object once they are put together."""
        if "uploads" in asked:
            self.server.uploads[upload := f"upload-{next(self.server.generations)}"] = {}
            told = f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
            return self._answer(200, body=told)
        parts = self.server.uploads[asked["uploadId"]]
        if self.command == "PUT":
            parts[int(asked["partNumber"])] = body
            return self._answer(200, _Object(body, 0))
        objects[key] = made = _Object(b"".join(parts[n] for n in sorted(parts)), next(self.server.generations))
        told = f"<CompleteMultipartUploadResult><ETag>{made.etag}</ETag></CompleteMultipartUploadResult>"
        return self._answer(200, made, told)

    def _answer(
        self,
        status: int,
        about: _Object | None = None,
        body: bytes | str = b"",
        told: dict[str, str] | None = None,
        said: str = "",
    ) -> None:
        self.send_response_only(status)
        if status >= 400:
            body = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{said or _SAID[status]}</Code></Error>"
        content = body.encode() if isinstance(body, str) else body
        known = about and {
            "ETag": about.etag,
            "x-goog-generation": str(about.generation),
            "Last-Modified": format_datetime(about.changed, usegmt=True),
        }
        for name, value in {**(known or {}), **(told or {}), "Content-Length": str(len(content))}.items():
            if status != 204:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def google_server() -> Iterator[Generations]:
    """A stand-in that lives as long as the tests."""
    pytest.importorskip("obstore")
    server = Generations()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def google(google_server: Generations, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The URL of an empty bucket of the stand-in."""
    name = f"bucket-{os.getpid()}-{next(_numbers)}"
    google_server.buckets[name] = {}
    monkeypatch.setenv("GOOGLE_BASE_URL", google_server.url)
    monkeypatch.setenv("GOOGLE_BEARER_TOKEN", "a-secret-that-is-told-nowhere")
    monkeypatch.setenv("VSEARCH_CACHE", str(tmp_path / "cache"))
    return f"gs://{name}"


@pytest.fixture(params=["s3", pytest.param("google", marks=pytest.mark.slow)])
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Faults, str]]:
    """A bad road to each of both storages, and the URL of an empty bucket behind it."""
    if request.param == "s3":
        yield request.getfixturevalue("bad_road"), request.getfixturevalue("s3")
        return
    place, storage = request.getfixturevalue("google"), request.getfixturevalue("google_server")
    with bad_road_to(storage.url) as faults:
        monkeypatch.setenv("GOOGLE_BASE_URL", faults.url)
        yield faults, place
