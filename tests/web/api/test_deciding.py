"""Decisions over HTTP: pins and labels, kept under the name of who asks."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from vsearch.retrieval.library import Library

API = "/api/v1"


def test_a_pin_comes_first_and_can_be_taken_back(serve: Callable[..., TestClient], ids: dict[str, str]) -> None:
    client, address = serve(), f"{API}/videos/{ids['cat']}"
    before = client.get(f"{address}/thumbnails").json()["items"][0]["time"]
    assert client.put(f"{address}/pin", json={"time": 2.5}).json()["pinned"]
    first = client.get(f"{address}/thumbnails").json()["items"][0]
    assert (first["time"], first["pinned"]) == (2.5, True)
    assert client.get(address).json()["thumbnail_time"] == 2.5
    assert len(client.delete(f"{address}/pin").json()["decisions"]) == 1
    assert client.get(f"{address}/thumbnails").json()["items"][0]["time"] == before


def test_a_picture_of_one_s_own_is_the_thumbnail(serve: Callable[..., TestClient], ids: dict[str, str]) -> None:
    client, address = serve(), f"{API}/videos/{ids['cat']}"
    still = client.get(f"{API}/videos/{ids['morning']}/still?t=1&w=160&format=png").content
    picture = client.post(f"{API}/pictures", files={"file": ("own.png", still)}).json()["id"]
    pinned = client.put(f"{address}/pin", json={"picture": picture}).json()
    assert pinned["picture"] == f"{address}/thumbnail?size=1280"
    assert client.get(pinned["picture"] + "&format=png").content[16:20] == (160).to_bytes(4)
    assert client.get(address).json()["own_picture"] is True


def test_labels_are_given_and_denied(serve: Callable[..., TestClient], ids: dict[str, str]) -> None:
    client = serve()
    told = client.post(f"{API}/videos/{ids['cat']}/labels", json={"add": ["tabby"], "deny": ["garden"]}).json()
    assert "tabby" in told["given"]
    assert told["denied"] == ["garden"]
    assert "tabby" in client.get(f"{API}/videos/{ids['cat']}").json()["tags"]


def test_a_segment_is_corrected_denied_and_undone(serve: Callable[..., TestClient], ids: dict[str, str]) -> None:
    client, address = serve(), f"{API}/videos/{ids['cat']}"

    def correct(**said: object) -> list[tuple[str, float, float]]:
        told = client.post(f"{address}/segments", json=said).json()
        return [(one["kind"], one["start"], one["end"]) for one in told["segments"]]

    assert correct(kind="intro", start=0.5, end=2.25) == [("intro", 0.5, 2.25)]
    (segment,) = client.get(address).json()["segments"]
    assert (segment["decided"], segment["sure"], segment["because"]) == (True, True, ["decided"])
    assert correct(kind="intro", start=0, end=2) == [("intro", 0, 2)]
    told = client.post(f"{address}/segments", json={"kind": "intro", "start": 0, "end": 2, "right": False}).json()
    assert told["segments"] == []
    (key,) = told["decisions"]
    client.post(f"{API}/decisions/{key}/undo", headers={"Vsearch": "1"})
    assert correct(kind="credits", start=3, end=4) == [("intro", 0, 2), ("credits", 3, 4)]
    assert correct(kind="intro", right=False) == [("credits", 3, 4)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param({"kind": "intro", "start": 3, "end": 2}, "ends before it begins", id="upside down"),
        pytest.param({"kind": "intro", "start": 0, "end": 4000}, "outside of the video", id="outside"),
        pytest.param({"kind": "intro"}, "from when to when", id="no times"),
        pytest.param({"kind": "finale", "start": 0, "end": 1}, "ident", id="an unknown kind"),
    ],
)
def test_a_segment_that_cannot_be_is_refused(
    serve: Callable[..., TestClient], ids: dict[str, str], said: dict[str, object], why: str
) -> None:
    answer = serve().post(f"{API}/videos/{ids['cat']}/segments", json=said)
    assert answer.status_code in (400, 422)
    assert why in answer.text


def test_what_was_decided_is_told_by_the_keys_that_undo_it(
    serve: Callable[..., TestClient], own: str, ids: dict[str, str]
) -> None:
    client, address = serve(), f"{API}/videos/{ids['cat']}"
    label = client.post(f"{address}/labels", json={"add": ["tabby"], "deny": ["garden"]}).json()["decisions"]
    pin = client.put(f"{address}/pin", json={"time": 2.5}).json()["decisions"]
    assert (len(label), len(pin)) == (2, 1)
    with Library.open(own) as other:
        for key in (*label, *pin):
            other.undo(key)
    told = client.get(address).json()
    assert (told["pinned"], "tabby" in told["tags"], "garden" in told["tags"]) == (False, False, True)


def test_what_another_process_decided_is_seen(serve: Callable[..., TestClient], own: str, ids: dict[str, str]) -> None:
    client = serve()
    client.get(f"{API}/videos")
    with Library.open(own) as other:
        other.label(ids["cat"], "elsewhere")
        other.remove(ids["slow"])
    listed = client.get(f"{API}/videos").json()
    assert listed["total"] == 2
    assert client.get(f"{API}/videos", params={"tag": "elsewhere"}).json()["total"] == 1
    assert client.get(f"{API}/videos/{ids['slow']}").status_code == 404
