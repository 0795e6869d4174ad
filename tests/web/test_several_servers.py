"""Two servers on two machines over one library in a bucket: it does not matter which of them answers."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from vsearch import tokens
from vsearch.library import Store
from vsearch.library.sync import sync
from vsearch.retrieval.library import Library

API = "/api/v1"
SECONDS = 60.0
"""In which what one server did is seen through the other."""


@dataclass(frozen=True)
class Server:
    """A server as its clients see it."""

    client: httpx.Client
    process: "subprocess.Popen[str]"

    def ask(self, method: str, place: str, status: int = 200, **told: Any) -> Any:
        answer = self.client.request(method, f"{API}{place}", **told)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else answer

    def sees(self, look: Callable[["Server"], bool]) -> bool:
        end = time.monotonic() + SECONDS
        while not (seen := look(self)) and time.monotonic() < end:
            time.sleep(0.1)
        return seen


@contextmanager
def server(library: str, cache: Path, *options: str, secret: str = "") -> Iterator[Server]:
    """A server in a process of its own, with the cache of another machine; ended by its number."""
    command = [sys.executable, "-c", "from vsearch.cli.app import main; main()", "serve", "--library", library]
    command += ["--port", "0", *options]
    environment = {**os.environ, "VSEARCH_CACHE": str(cache)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.STDOUT, text=True, env=environment) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("Serving at http"), line
            with httpx.Client(base_url=line.split()[2], timeout=30, headers={"Vsearch": "1"}) as client:
                if secret:
                    client.headers["Authorization"] = f"Bearer {secret}"
                yield Server(client, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


@pytest.fixture
def two(library: Path, s3: str, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    place, who = f"{s3}/library", f"{s3}/tokens.jsonl"
    sync(Store.open(library), Path(place))
    secret = tokens.add(tokens.place(Path(who)), "Ann", "admin")
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(server(place, tmp_path / name, "--tokens", who, secret=secret)) for name in ("a", "b")
        )
        yield first, second


@pytest.mark.slow
def test_it_does_not_matter_which_of_two_servers_answers(
    two: tuple[Server, Server], ids: dict[str, str], s3: str
) -> None:
    """One test, for two servers take seconds to start."""
    first, second = two
    _decisions(first, second, ids["cat"])
    _documents(first, second, ids["cat"])
    _pictures(first, second)
    _jobs(first, second, ids["cat"])
    _played(first, second, ids["cat"])
    tokens.revoke(tokens.place(Path(f"{s3}/tokens.jsonl")), "Ann")
    for one in two:
        assert one.sees(lambda one: one.client.get(f"{API}/videos").status_code == 401)


def _decisions(first: Server, second: Server, video: str) -> None:
    first.ask("POST", f"/videos/{video}/labels", json={"add": ["elsewhere"]})
    assert second.sees(lambda one: one.ask("GET", "/videos?tag=elsewhere")["total"] == 1)
    (made,) = [one for one in second.ask("GET", "/decisions")["items"] if one["tag"] == "elsewhere"]
    assert made["by"] == "Ann"
    second.ask("POST", f"/decisions/{made['key']}/undo")
    assert first.sees(lambda one: one.ask("GET", "/videos?tag=elsewhere")["total"] == 0)


def _documents(first: Server, second: Server, video: str) -> None:
    first.ask("PUT", "/searches/cats", json={"words": "a cat"}, headers={"If-None-Match": "*"})
    assert second.sees(lambda one: [kept["name"] for kept in one.ask("GET", "/searches")["items"]] == ["cats"])
    parts = [{"video": video, "start": 0.0, "end": 1.0}]
    second.ask("PUT", "/reels/mine", json={"items": parts}, headers={"If-None-Match": "*"})
    assert first.sees(lambda one: [kept["name"] for kept in one.ask("GET", "/reels")["items"]] == ["mine"])


def _pictures(first: Server, second: Server) -> None:
    file = BytesIO()
    Image.new("RGB", (64, 64), (200, 30, 30)).save(file, "PNG")
    picture = first.ask("POST", "/pictures", 201, files={"file": ("red.png", file.getvalue(), "image/png")})["id"]

    def found(one: Server) -> bool:
        return one.client.post(f"{API}/search", json={"picture": picture}).status_code == 200

    assert second.sees(found)


def _jobs(first: Server, second: Server, video: str) -> None:
    asked = {"kind": "clip", "video": video, "start": 0.0, "end": 1.0}
    job = first.ask("POST", "/jobs", 202, json=asked, headers={"Idempotency-Key": "k"})
    again = second.ask("POST", "/jobs", 202, json=asked, headers={"Idempotency-Key": "k"})
    assert again["id"] == job["id"]
    end = time.monotonic() + 200
    while (state := second.ask("GET", f"/jobs/{job['id']}"))["state"] not in ("done", "failed"):
        assert time.monotonic() < end
        time.sleep(0.2)
    assert state["state"] == "done", state
    for one in (first, second):
        assert one.sees(lambda one: one.ask("GET", f"/jobs/{job['id']}")["state"] == "done")
        assert one.ask("GET", f"/jobs/{job['id']}/result").content[4:8] == b"ftyp"


def _played(first: Server, second: Server, video: str) -> None:
    """A film that began to play through one server plays on through the other."""
    listed = first.ask("GET", f"/videos/{video}/hls/index.m3u8").text
    assert second.ask("GET", f"/videos/{video}/hls/index.m3u8").text == listed
    head, piece = (second.ask("GET", f"/videos/{video}/hls/{name}").content for name in ("init.mp4", "0.m4s"))
    assert head[4:8] == b"ftyp"
    assert first.ask("GET", f"/videos/{video}/hls/0.m4s").content == piece


@pytest.mark.cluster
def test_two_servers_search_through_one_milvus(library: Path, s3: str, milvus: str, tmp_path: Path) -> None:
    place = f"{s3}/library"
    sync(Store.open(library), Path(place))
    with Library.open(place) as opened:
        opened.choose_engine(milvus)
        opened.sync_engine()
        expected = [one.video for one in opened.search("a cat", inside=["frames"], top=5).moments]
    try:
        with server(place, tmp_path / "a") as first, server(place, tmp_path / "b") as second:
            for one in (first, second):
                answer = one.ask("GET", "/search?words=a cat&top=5")
                assert not [note for note in answer["notes"] if "milvus" in note]
                assert expected[0] in [item["video"]["id"] for item in answer["items"]]
            with Library.open(place) as opened:
                opened.remove(expected[0])
                opened.sync_engine()
            for one in (first, second):
                assert one.sees(lambda one: expected[0] not in json.dumps(one.ask("GET", "/search?words=a cat")))
    finally:
        with Library.open(place) as opened:
            opened.drop_engine()
