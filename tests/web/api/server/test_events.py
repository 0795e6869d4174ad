"""Events: the state first, then what any process changes, within two seconds; jobs for editors alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from anyio import run
from starlette.testclient import TestClient

from vsearch import tokens
from vsearch.retrieval.library import Library
from vsearch.web.api.server import events
from vsearch.web.context import Context
from vsearch.web.jobs.records import CANCELLED
from vsearch.web.settings import ServeSettings


async def here_still() -> bool:
    return False


async def following(stream: AsyncIterator[str]) -> tuple[str, dict[str, object]]:
    """The next event that says something."""
    async with asyncio.timeout(60):
        async for text in stream:
            if text.startswith("event: "):
                name, data = text.strip().split("\n")
                return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))
    raise AssertionError("the stream ended")


@pytest.fixture
def context(own: Path) -> object:
    made = Context(ServeSettings(library=own))
    yield made
    made.close()


def test_what_another_process_changes_is_told(context: Context, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "EVERY", 0.02)

    async def listened() -> None:
        stream = events.changes(context, here_still, jobs=True)
        assert await following(stream) == ("revision", {"videos": 3})
        with Library.open(own) as other:
            other.label(other.find("Morning coffee").id, "cup")
        assert (await following(stream))[0] == "revision"
        job = context.jobs.records.add("index", {"media": "m"}, "Ann", "", 5)
        told = await following(stream)
        assert (told[0], told[1]["id"], told[1]["name"]) == ("job", job.id, "m")
        context.jobs.records.write(replace(context.jobs.records.read(job.id), state=CANCELLED, progress=0.3))
        while told[1]["state"] != "cancelled":
            told = await following(stream)

    run(listened)


def test_viewers_are_not_told_of_jobs_and_a_stream_ends_with_its_listener(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "EVERY", 0.0)
    context.jobs.records.add("index", {}, "Ann", "", 5)
    left = iter([False, False, True])

    async def gone() -> bool:
        return next(left)

    async def listened() -> list[str]:
        return [text async for text in events.changes(context, gone, jobs=False)]

    assert run(listened) == ["retry: 2000\n\n", 'event: revision\ndata: {"videos": 3}\n\n']


def test_a_stream_ends_when_the_token_of_its_listener_is_revoked(
    serve: Callable[..., TestClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "EVERY", 0.02)
    file = tmp_path / "tokens.jsonl"
    secret = tokens.add(file, "Mara", "viewer")
    begun = events.changes

    async def revoking(*asked: object, **more: object) -> AsyncIterator[str]:
        async for text in begun(*asked, **more):  # type: ignore[arg-type]
            yield text
            if text.startswith("event: revision"):
                tokens.revoke(file, "Mara")

    monkeypatch.setattr(events, "changes", revoking)
    headers = {"authorization": f"Bearer {secret}"}
    told = serve(tokens=file).get("/api/v1/events", headers=headers)  # comes when the stream ends
    assert (told.status_code, told.text.count("event: revision")) == (200, 1)
