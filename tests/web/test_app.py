"""The app: what it answers first, and what it answers where something is not there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from vsearch.web.app import create_app
from vsearch.web.http.logs import ACCESS, AsJson
from vsearch.web.safety.roles import NEEDS, OPEN
from vsearch.web.settings import RequestLimits, ServeSettings


def test_who_asks_is_told_who_they_are_and_what_is_served(client: TestClient) -> None:
    told = client.get("/api/v1/session").json()
    assert (told["role"], told["anonymous"]) == ("admin", True)
    assert told["library"] == {"name": "films", "encoder": "builtin", "videos": 3}


def test_words_find_moments_in_groups_by_video(client: TestClient, ids: dict[str, str]) -> None:
    told = client.get("/api/v1/search", params={"words": "a cup of coffee"}).json()
    best = told["items"][0]
    assert best["video"]["id"] == ids["morning"]
    assert best["moments"][0]["because"][0]["name"] == "frames"


def test_a_still_is_as_large_as_asked(client: TestClient, ids: dict[str, str]) -> None:
    told = client.get(f"/api/v1/videos/{ids['cat']}/still", params={"t": 1.5, "w": 64, "format": "png"})
    assert told.headers["content-type"] == "image/png"
    assert int.from_bytes(told.content[16:20]) == 64


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        pytest.param("/api/v1/videos/nothing", 404, "No video", id="no such video"),
        pytest.param("/api/v1/nothing", 404, "There is nothing", id="no such route"),
        pytest.param("/api/v1/search?words=", 400, "There is nothing to look for.", id="no words"),
        pytest.param("/api/v1/search?words=a&top=no", 422, "top:", id="no number"),
    ],
)
def test_what_cannot_be_done_is_a_problem_with_a_sentence(
    client: TestClient, address: str, status: int, detail: str
) -> None:
    told = client.get(address)
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")
    assert told.json()["detail"].startswith(detail)


def test_every_address_of_a_view_is_the_page(client: TestClient) -> None:
    assert client.get("/video/abc").text == client.get("/search?q=cat").text


@pytest.mark.parametrize("address", ["/search", "/video/abc", "/icon.svg", "/healthz", "/readyz"])
def test_who_only_wants_to_know_whether_an_address_is_there_is_told(client: TestClient, address: str) -> None:
    whole, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.headers["content-type"] == whole.headers["content-type"]


def test_every_route_stands_in_the_table_of_roles(library: Path) -> None:
    described = create_app(ServeSettings(library=library)).openapi()["paths"]
    asked = {f"{verb.upper()} {path.removeprefix('/api/v1')}" for path, verbs in described.items() for verb in verbs}
    assert asked <= NEEDS.keys() | OPEN


def test_settings_reach_the_processes_of_workers_whole() -> None:
    settings = ServeSettings(Path("films"), media=(Path("a"),), hosts=("x",), limits=RequestLimits(threads=3))
    assert ServeSettings.from_json(settings.to_json()) == settings


def test_a_request_is_logged_without_what_was_looked_for(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", ACCESS):
        client.get("/api/v1/search?words=secret")
    told = json.loads(AsJson().format(caplog.records[-1]))
    assert (told["path"], told["status"]) == ("/api/v1/search", 200)
    assert "secret" not in caplog.text


def test_a_mistake_of_ours_tells_nothing_of_itself(serve: Callable[..., TestClient], caplog: Any) -> None:
    client = serve()
    client.app.state.context.rates = None  # type: ignore[attr-defined]
    quiet = TestClient(client.app, base_url="http://127.0.0.1:7777", raise_server_exceptions=False)
    answer = quiet.get("/api/v1/videos")
    assert (answer.status_code, answer.json()["detail"]) == (500, "The server could not do this; its log says why.")
