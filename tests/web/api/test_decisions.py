"""The log over HTTP: who decided what, searched and undone; and the review."""

from pathlib import Path

import pytest

from tests.web.conftest import Serve
from vsearch.library import Store
from vsearch.library.parts.segments import FoundSegments
from vsearch.nouns import Segment, Span
from vsearch.retrieval.library import Library
from vsearch.web.api import decisions

OURS = {"Vsearch": "1"}


def test_the_log_is_searched_newest_first_and_told_in_parts(serve: Serve, ids: dict[str, str], own: Path) -> None:
    client = serve()
    with Library.open(own) as library:
        library.acting_as("Ann").label(ids["cat"], "tabby", "lion")
        library.acting_as("Bob").pin(ids["morning"], "1.5")
    first = client.get("/api/v1/decisions", params={"limit": 2}).json()
    assert [(one["kind"], one["by"]) for one in first["items"]] == [("pin", "Bob"), ("label", "Ann")]
    assert first["items"][0]["title"] == "Morning coffee"
    rest = client.get("/api/v1/decisions", params={"cursor": first["next"]}).json()
    assert len(rest["items"]) == first["total"] - 2
    assert client.get("/api/v1/decisions", params={"from": 2}).json()["items"] == rest["items"]
    for asked, tags in (({"q": "TABBY"}, ["tabby"]), ({"q": "cat looks"}, ["lion", "tabby"]), ({"by": "bob"}, [""])):
        assert [one["tag"] for one in client.get("/api/v1/decisions", params=asked).json()["items"]] == tags
    assert client.get("/api/v1/decisions", params={"video": ids["cat"], "kind": "pin"}).json()["items"] == []


def test_what_is_undone_counts_no_more_until_its_undo_is_undone(serve: Serve, ids: dict[str, str]) -> None:
    client, tags = serve(), f"/api/v1/videos/{ids['cat']}/tags"
    [key] = client.post(f"/api/v1/videos/{ids['cat']}/labels", json={"add": ["tabby"]}).json()["decisions"]
    assert "tabby" in client.get(tags).json()["given"]
    [undo] = client.post(f"/api/v1/decisions/{key}/undo", headers=OURS).json()["decisions"]
    assert "tabby" not in client.get(tags).json()["given"]
    assert [one["undone"] for one in client.get("/api/v1/decisions").json()["items"][:2]] == [False, True]
    assert client.post(f"/api/v1/decisions/{key}/undo", headers=OURS).status_code == 400
    client.post(f"/api/v1/decisions/{undo}/undo", headers=OURS)
    assert "tabby" in client.get(tags).json()["given"]
    assert client.post("/api/v1/decisions/none/undo", headers=OURS).status_code == 400


def test_the_review_asks_about_tags_with_who_voted(serve: Serve, ids: dict[str, str]) -> None:
    client = serve()
    client.post(f"/api/v1/videos/{ids['cat']}/labels", json={"add": ["tabby"]})
    told = client.get("/api/v1/review", params={"limit": 5}).json()
    assert told["progress"]["today"] >= 1
    assert told["progress"]["left"] == told["total"] >= len(told["items"]) > 0
    assert {"video", "title", "tag", "probability", "time", "votes"} <= told["items"][0].keys()
    assert any(one["votes"] for one in told["items"])
    only = client.get("/api/v1/review", params={"tag": "tabby"}).json()["items"]
    assert {one["tag"] for one in only} == {"tabby"}


def test_the_review_offers_thumbnails_until_one_is_pinned(serve: Serve, ids: dict[str, str]) -> None:
    client = serve()
    told = client.get("/api/v1/review", params={"kind": "thumbnails"}).json()
    assert {one["video"] for one in told["items"]} == set(ids.values())
    assert all(len(one["candidates"]) == 3 for one in told["items"])
    best = told["items"][0]
    client.put(f"/api/v1/videos/{best['video']}/pin", json={"time": best["candidates"][0]["time"]})
    after = client.get("/api/v1/review", params={"kind": "thumbnails"}).json()
    assert best["video"] not in {one["video"] for one in after["items"]}
    assert after["progress"] == {"today": told["progress"]["today"] + 1, "left": 2}


def test_the_review_of_thumbnails_comes_in_small_parts(
    serve: Serve, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "FEW", 2)
    client = serve()
    first = client.get("/api/v1/review", params={"kind": "thumbnails"}).json()
    rest = client.get("/api/v1/review", params={"kind": "thumbnails", "cursor": first["next"]}).json()
    assert [len(part["items"]) for part in (first, rest)] == [2, 1]
    assert {one["video"] for part in (first, rest) for one in part["items"]} == set(ids.values())


def test_the_review_asks_about_doubtful_segments_until_they_are_answered(
    serve: Serve, own: Path, ids: dict[str, str]
) -> None:
    store = Store.open(own)
    with store.draft(ids["cat"], again=True) as draft:
        draft.keep_all()
        draft.put_segments(FoundSegments((Segment("intro", Span(0.0, 2.0), 0.55, {"sound": 1.0, "usual": 0.5}),)))
        draft.commit(store.entry(ids["cat"]))
    client = serve()
    told = client.get("/api/v1/review", params={"kind": "segments"}).json()
    (asked,) = told["items"]
    assert (asked["video"], asked["segment"]["kind"], asked["segment"]["because"]) == (
        ids["cat"],
        "intro",
        ["sound", "usual"],
    )
    said = {name: asked["segment"][name] for name in ("kind", "start", "end")}
    client.post(f"/api/v1/videos/{ids['cat']}/segments", json=said)
    after = client.get("/api/v1/review", params={"kind": "segments"}).json()
    assert (after["items"], after["progress"]["today"]) == ([], told["progress"]["today"] + 1)
