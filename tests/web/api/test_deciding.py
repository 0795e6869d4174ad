"""Decisions over HTTP: pins and labels, kept under the name of who asks."""

from collections.abc import Callable

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
