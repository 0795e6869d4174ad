"""Searches and reels over HTTP: kept under names, shared with the command line, never written over unseen."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Serve
from vsearch.library.saved import SavedQuery
from vsearch.retrieval.library import Library

QUESTION = {"words": "a cup", "not": ["tea"], "shortest": 5, "sort": "newest", "series": ["Mornings"], "motion": "zoom"}


def reel(ids: dict[str, str], *spans: tuple[float, float]) -> dict[str, object]:
    return {"items": [{"video": ids["cat"], "start": a, "end": b} for a, b in spans or ((1, 2), (0, 1))], "target": 30}


def test_a_question_comes_back_as_it_was_kept_and_the_command_line_asks_it_too(serve: Serve, own: Path) -> None:
    client = serve()
    kept = client.put("/api/v1/searches/cups", json=QUESTION)
    assert kept.status_code == 200
    [told] = client.get("/api/v1/searches").json()["items"]
    assert told == kept.json()
    assert {name: told["query"][name] for name in QUESTION} == QUESTION
    assert told["etag"] == kept.headers["etag"]
    with Library.open(own) as library:
        asked = library.saved_search("cups").query
        assert (asked.words, asked.avoid, asked.series, asked.shortest) == ("a cup", ("tea",), ("Mornings",), 5)
        assert asked.motion == "zoom"
        assert library.search(**asked.arguments).moments == []  # no film of that series
        library.save_search("cats", SavedQuery("a cat", like="abcd@0:01.5", longest=20))
    assert client.get("/api/v1/searches").json()["items"][0]["query"]["like"] == {"video": "abcd", "time": 1.5}
    assert client.delete("/api/v1/searches/cups").status_code == 204
    assert client.delete("/api/v1/searches/cups").status_code == 404


def test_a_search_is_replaced_only_by_who_has_seen_it(serve: Serve) -> None:
    client = serve()
    tag = client.put("/api/v1/searches/cups", json=QUESTION).headers["etag"]
    again = client.put("/api/v1/searches/cups", json={"words": "mugs"})
    assert (again.status_code, again.headers["content-type"]) == (412, "application/problem+json")
    assert "is there already" in again.json()["detail"]
    assert client.put("/api/v1/searches/cups", json={"words": "mugs"}, headers={"If-Match": tag}).status_code == 200
    assert client.delete("/api/v1/searches/cups", headers={"If-Match": tag}).status_code == 412


def test_a_reel_comes_back_in_its_order_with_titles_and_a_tag(serve: Serve, ids: dict[str, str]) -> None:
    client, new = serve(), {"If-None-Match": "*"}
    kept = client.put("/api/v1/reels/Summer%20%F0%9F%98%80", json=reel(ids), headers=new)
    assert kept.status_code == 200, kept.text
    told = client.get("/api/v1/reels/Summer%20%F0%9F%98%80").json()
    assert told == kept.json()
    assert [(one["start"], one["title"], one["gone"]) for one in told["items"]] == [
        (1.0, "A cat looks at you", False), (0.0, "A cat looks at you", False),
    ]  # fmt: skip
    assert (told["seconds"], told["target"], told["pieces"]) == (2.0, 30.0, 2)
    [brief] = client.get("/api/v1/reels").json()["items"]
    assert "items" not in brief
    assert brief["etag"] == told["etag"] == kept.headers["etag"]


def test_of_two_who_change_a_reel_the_second_hears_of_the_first(serve: Serve, ids: dict[str, str]) -> None:
    client = serve()
    tag = client.put("/api/v1/reels/r", json=reel(ids), headers={"If-None-Match": "*"}).headers["etag"]
    first = client.put("/api/v1/reels/r", json=reel(ids, (0, 1)), headers={"If-Match": tag})
    second = client.put("/api/v1/reels/r", json=reel(ids, (2, 3)), headers={"If-Match": tag})
    assert (first.status_code, second.status_code) == (200, 412)
    assert "was changed meanwhile" in second.json()["detail"]
    assert client.get("/api/v1/reels/r").json()["items"][0]["start"] == 0
    assert client.put("/api/v1/reels/r", json=reel(ids)).status_code == 428
    assert client.put("/api/v1/reels/r", json=reel(ids), headers={"If-Match": "*"}).status_code == 200


def test_a_piece_of_a_video_that_was_removed_is_told_as_gone(serve: Serve, ids: dict[str, str], own: Path) -> None:
    client = serve()
    client.put("/api/v1/reels/r", json=reel(ids), headers={"If-None-Match": "*"})
    with Library.open(own) as library:
        library.remove(ids["cat"])
    assert [one["gone"] for one in client.get("/api/v1/reels/r").json()["items"]] == [True, True]


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        pytest.param("reels/r", {"items": [{"video": "nothing", "start": 0, "end": 1}]}, 404, id="no such video"),
        pytest.param("reels/r", {"items": [{"video": "CAT", "start": 3, "end": 1}]}, 400, id="backwards"),
        pytest.param("reels/r", {"items": [{"video": "CAT", "start": 0, "end": 9e6}]}, 400, id="behind the end"),
        pytest.param("reels/r", {"items": [{"video": "CAT", "start": -1, "end": 1}]}, 422, id="before the start"),
        pytest.param("reels/r", {"parts": []}, 422, id="another member"),
        pytest.param("reels/a%2Fb", {"items": []}, 405, id="a path"),
        pytest.param("reels/..%5Cb", {"items": []}, 400, id="a path elsewhere"),
        pytest.param("searches/con", {"words": "a"}, 400, id="a device"),
        pytest.param("searches/a", {"words": ""}, 400, id="nothing asked"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    client: TestClient, ids: dict[str, str], address: str, body: dict[str, object], status: int
) -> None:
    for piece in body.get("items", []):  # type: ignore[attr-defined]
        piece["video"] = ids["cat"] if piece["video"] == "CAT" else piece["video"]
    told = client.put(f"/api/v1/{address}", json=body, headers={"If-None-Match": "*"})
    assert told.status_code == status, told.text
    assert told.json()["detail"]
