"""Trials over HTTP: begun, served, fed, and stopped, under the name of who asks."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

API = "/api/v1"
NOW = datetime.now(UTC).isoformat()

Serve = Callable[..., TestClient]


def test_a_trial_is_begun_served_fed_and_stopped(serve: Serve, ids: dict[str, str]) -> None:
    client, address = serve(), f"{API}/videos/{ids['cat']}/trial"
    assert client.get(address).status_code == 404
    begun = client.post(address, json={"arms": 2, "share": 1}).json()
    assert (begun["state"], len(begun["arms"])) == ("running", 2)
    shown = client.get(f"{address}/thumbnail", params={"viewer": "ann"}).json()
    assert shown == client.get(f"{address}/thumbnail", params={"viewer": "ann"}).json()
    assert client.get(shown["picture"]).headers["content-type"] == "image/jpeg"
    seen = {name: shown[name] for name in ("video", "time", "propensity")} | {"viewer": "ann", "at": NOW}
    events = [{**seen, "event": "1", "kind": "impression", "position": 2}, {**seen, "event": "2", "kind": "click"}]
    told = client.post(f"{API}/trials/events", json={"items": [*events, events[0], {**events[0], "propensity": 3}]})
    assert {name: told.json()[name] for name in ("taken", "known", "waiting")} == {"taken": 2, "known": 1, "waiting": 0}
    assert ["its propensity is 3" in note for note in told.json()["notes"]] == [True]
    arms = client.get(f"{API}/trials").json()["items"][0]["arms"]
    assert [(arm["shown"], arm["clicked"]) for arm in arms if arm["time"] == shown["time"]] == [(1, 1)]
    assert client.delete(address).json()["state"] == "stopped"
    assert client.delete(address).status_code == 400
    assert client.get(f"{address}/thumbnail", params={"viewer": "ann"}).json()["why"] == "best"


def test_the_winner_is_the_still_of_its_video_until_it_is_undone(serve: Serve, ids: dict[str, str]) -> None:
    client, address = serve(), f"{API}/videos/{ids['cat']}"
    arms = client.post(f"{address}/trial", json={"arms": 2, "share": 1}).json()["arms"]
    later = min(arms, key=lambda arm: arm["score"])["time"]
    decided: list[str] = []
    for part in range(2):
        rows = []
        for n in range(part * 400, part * 400 + 400):
            arm = arms[n % 2]["time"]
            about = {"video": ids["cat"], "viewer": f"u{n}", "at": NOW}
            rows.append(about | {"event": f"s{n}", "kind": "impression", "time": arm, "propensity": 0.5})
            if n % 10 == (1 if arm == arms[1]["time"] else 0) and arm == later:
                rows.append(about | {"event": f"c{n}", "kind": "click"})
        decided += client.post(f"{API}/trials/events", json={"items": rows}).json()["decisions"]
    assert client.get(f"{address}/trial").json()["winner"] == later
    assert client.get(address).json()["thumbnail_time"] == later
    assert client.post(f"{API}/decisions/{decided[-1]}/undo", json={}).status_code == 200
    assert client.get(f"{address}/trial").json()["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"arms": 1}, 422, id="one arm"),
        pytest.param({"share": 0}, 422, id="nobody"),
        pytest.param({"arms": 3, "more": 1}, 422, id="what nobody knows"),
    ],
)
def test_a_plan_that_tries_nothing_is_refused(serve: Serve, ids: dict[str, str], body: object, status: int) -> None:
    assert serve().post(f"{API}/videos/{ids['cat']}/trial", json=body).status_code == status
