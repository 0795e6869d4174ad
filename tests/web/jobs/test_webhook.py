"""The webhook: told of every video that is indexed, by whoever, at least once, also over a restart."""

import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from threading import Event
from urllib.error import HTTPError

import pytest
from starlette.testclient import TestClient

from vsearch.data.samples import Samples
from vsearch.indexer.run.index import index
from vsearch.library import Store
from vsearch.settings import IndexOverrides
from vsearch.web.jobs.webhook import SECRET, Webhook, signed
from vsearch.web.listing import Row

ADDRESS = "http://127.0.0.1:1/hook"
Send = Callable[[str, bytes, Mapping[str, str]], None]


def row(id: str, indexed: str = "2026-01-01T00:00:00+00:00", status: str = "") -> Row:
    return Row(
        id, f"Film {id}", f"/films/{id}.mp4", "", (), "", "", "", indexed, 9.0, 64, 36, 25.0, status, 3, "", "", None,
        None,
    )  # fmt: skip


class Telling:
    """Films that come, and what is told of them."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.create(folder, "builtin", 4)
        self.films: tuple[Row, ...] = ()
        self.told: list[dict[str, object]] = []
        self.refuse: list[OSError] = []

    def add(self, *rows: Row) -> None:
        new = {row.id for row in rows}
        self.films = (*(row for row in self.films if row.id not in new), *rows)
        self.store.changed()

    def take(self, _: str, content: bytes, __: Mapping[str, str]) -> None:
        if self.refuse:
            raise self.refuse.pop(0)
        self.told.append(json.loads(content)["video"])

    def ids(self) -> list[object]:
        return [video["id"] for video in self.told]

    @contextmanager
    def hook(self, send: Send | None = None) -> Iterator[Webhook]:
        made = Webhook(
            ADDRESS, lambda: self.store, lambda: self.films, send=send or self.take, look=0.02, waits=(0.0, 0.05)
        )
        made.start()
        until(lambda: made._told is not None or made._seen)
        yield made
        made.close()


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    assert true()


@pytest.fixture
def films(tmp_path: Path) -> Telling:
    made = Telling(tmp_path / "library")
    made.add(row("old"))
    return made


def test_what_was_there_is_not_told_and_what_comes_is_in_its_order(films: Telling) -> None:
    with films.hook():
        films.add(row("b", "2026-02-02"), row("a", "2026-02-01"), row("c", "2026-02-03", status="damaged"))
        until(lambda: len(films.told) == 3)
    assert films.told[0] == {"id": "a", "title": "Film a", "status": "indexed", "file": "a.mp4"}
    assert [(video["id"], video["status"]) for video in films.told[1:]] == [("b", "indexed"), ("c", "damaged")]


def test_a_video_that_is_indexed_again_is_told_again(films: Telling) -> None:
    with films.hook():
        films.add(row("old", "2026-03-01"))
        until(lambda: films.ids() == ["old"])


def test_it_is_told_again_until_it_is_taken(films: Telling) -> None:
    films.refuse = [OSError("refused"), OSError("refused"), OSError("refused")]
    with films.hook():
        films.add(row("a"))
        until(lambda: films.ids() == ["a"])


def test_one_that_is_refused_holds_up_no_other(films: Telling) -> None:
    def send(address: str, content: bytes, headers: Mapping[str, str]) -> None:
        if b'"id": "a"' in content:
            raise HTTPError(address, 400, "no", None, None)  # type: ignore[arg-type]
        films.take(address, content, headers)

    with films.hook(send):
        films.add(row("a", "2026-02-01"), row("b", "2026-02-02"))
        until(lambda: films.ids() == ["b"])


def test_what_came_while_nobody_served_is_told_after_the_next_start_and_nothing_twice(films: Telling) -> None:
    with films.hook():
        films.add(row("a"))
        until(lambda: films.ids() == ["a"])
    films.add(row("b"))
    with films.hook():
        until(lambda: films.ids() == ["a", "b"])


def test_of_two_workers_one_tells_and_the_other_goes_on_after_it(films: Telling) -> None:
    other = Telling.__new__(Telling)
    other.store, other.told, other.refuse = Store.open(Path(films.store.location)), [], []
    second = Webhook(ADDRESS, lambda: other.store, lambda: films.films, send=other.take, look=0.02)
    with films.hook():
        second.start()
        films.add(row("a"))
        until(lambda: films.ids() == ["a"])
        time.sleep(0.1)
        assert other.told == []
    films.add(row("b"))
    until(lambda: other.ids() == ["b"])
    second.close()


def test_it_ends_while_nobody_answers(films: Telling) -> None:
    asked, never = Event(), Event()

    def silent(*_: object) -> None:
        asked.set()
        never.wait(0.3)
        raise TimeoutError("nobody answered")

    with films.hook(silent) as hook:
        films.add(row("a"))
        assert asked.wait(60)
    assert not hook._thread.is_alive()
    assert films.told == []


def test_a_library_that_cannot_be_written_is_said_once_and_what_comes_is_told_once_it_can(
    films: Telling, caplog: pytest.LogCaptureFixture
) -> None:
    shut = Path(films.store.location) / "leases"
    shut.write_text("")  # as where nothing may be written: no lease can be taken
    hook = Webhook(ADDRESS, lambda: films.store, lambda: films.films, send=films.take, look=0.02)
    hook.start()
    until(lambda: hook.trouble)
    time.sleep(0.1)
    said = [line.getMessage() for line in caplog.records if line.name == "vsearch.web.webhook"]
    assert said == [hook.trouble]
    assert said[0].startswith(f"The webhook is told of no video: {shut} cannot be written: ")
    shut.unlink()
    until(lambda: hook._seen)
    films.add(row("a"))
    until(lambda: films.ids() == ["a"])
    assert hook.trouble == ""
    hook.close()


def test_the_library_says_that_its_webhook_is_told_nothing(serve: Callable[..., TestClient], own: Path) -> None:
    rmtree(own / "leases")
    (own / "leases").write_text("")
    client = serve(webhook=ADDRESS)

    def notes() -> list[str]:
        return [note for note in client.get("/api/v1/library").json()["notes"] if "webhook" in note]

    until(notes)
    assert notes()[0].startswith("The webhook is told of no video: ")


def test_what_another_process_indexes_is_told_by_a_server(
    samples: Samples, serve: Callable[..., object], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr(
        "vsearch.web.jobs.webhook.build_opener", lambda *_: type("Opener", (), {"open": staticmethod(opened(told))})
    )
    serve(webhook=ADDRESS)
    until(lambda: list((own / "webhooks").glob("*.tsv")))
    settings = IndexOverrides(words=False, sound="none", screen=False, motion=False)
    index([samples.folder / "una-dalia.mp4"], store=own, encoder="builtin", settings=settings, jobs=1)
    until(lambda: told)
    assert (told[0]["event"], told[0]["library"]) == ("video.indexed", "films")


def opened(told: list[dict[str, object]]) -> Callable[..., object]:
    """What opens a request, and answers it."""

    class Answer:
        def __enter__(self) -> "Answer":
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing is held."""

        def read(self, _: int) -> bytes:
            return b""

    def take(request: object, timeout: float) -> Answer:
        told.append(json.loads(request.data))  # type: ignore[attr-defined]
        return Answer()

    return take


def test_the_secret_of_the_environment_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed(b"body") == {}
    monkeypatch.setenv(SECRET, "s3cret")
    assert signed(b"body") == {"Vsearch-Signature": f"sha256={hmac.new(b's3cret', b'body', sha256).hexdigest()}"}
