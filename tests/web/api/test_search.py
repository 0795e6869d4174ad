"""Search over HTTP: words, pictures, moments, filters, parts, and what is said where nothing is a good match."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from vsearch.errors import ModelMissing
from vsearch.nouns import Span
from vsearch.retrieval.library import Library
from vsearch.retrieval.motion.filters import moves
from vsearch.retrieval.phrases import Phrases
from vsearch.web.marks import marks

API = "/api/v1"
Ask = Callable[..., Any]


@pytest.fixture
def ask(client: TestClient) -> Ask:
    def ask(**question: Any) -> Any:
        answer = client.post(f"{API}/search", json=question)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def test_good_matches_and_weak_ones_are_apart(ask: Ask, ids: dict[str, str]) -> None:
    told = ask(words="a cup of coffee")
    assert told["items"][0]["video"]["id"] == ids["morning"]
    assert all(one["match"] != "weak" for group in told["items"] for one in group["moments"])
    assert all(one["match"] == "weak" for group in told["weak"] for one in group["moments"])
    assert {"name": "coffee", "count": 1} in told["facets"]["tag"]


def test_nothing_good_is_said_plainly(ask: Ask) -> None:
    told = ask(words="zebra xylophone", within=["frames"])
    assert (told["items"], told["sure"]) == ([], False)
    assert told["notes"][-1].startswith("No ")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param({"words": "coffee", "tags": ["cat"]}, set(), id="tag"),
        pytest.param({"words": "coffee", "tags": ["coffee"]}, {"morning"}, id="another tag"),
        pytest.param({"words": "coffee", "shortest": 3000}, set(), id="length"),
        pytest.param({"words": "coffee", "within": ["title"]}, {"morning"}, id="channel"),
        pytest.param({"words": "coffee", "until": "1999"}, set(), id="date"),
    ],
)
def test_only_the_videos_that_are_meant_are_asked(
    ask: Ask, ids: dict[str, str], question: dict[str, Any], found: set[str]
) -> None:
    told = ask(**question)
    assert {group["video"]["id"] for group in told["items"]} == {ids[name] for name in found}


def test_videos_that_are_named_are_asked_alone(ask: Ask, ids: dict[str, str]) -> None:
    told = ask(words="coffee", videos=[ids["cat"]])
    assert {group["video"]["id"] for group in (*told["items"], *told["weak"])} <= {ids["cat"]}


def test_a_moment_finds_what_is_like_it(ask: Ask, ids: dict[str, str]) -> None:
    told = ask(like={"video": ids["cat"], "time": 2.0})
    assert all("frames" in one["because"][0]["name"] for group in told["items"] for one in group["moments"])


def test_a_picture_that_is_brought_is_searched_with(client: TestClient, ask: Ask, ids: dict[str, str]) -> None:
    still = client.get(f"{API}/videos/{ids['cat']}/still?t=4&w=320&format=png").content
    brought = client.post(f"{API}/pictures", files={"file": ("c:\\x/../cat.png", still, "text/html")})
    assert brought.status_code == 201, brought.text
    assert brought.json()["width"] == 320
    told = ask(picture=brought.json()["id"])
    assert told["items"][0]["video"]["id"] == ids["cat"]
    small = client.get(f"{API}/pictures/{brought.json()['id']}?w=96")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/jpeg")
    assert max(Image.open(BytesIO(small.content)).size) == 96


def test_a_picture_that_is_not_there_any_more_is_said_to_be_gone(client: TestClient) -> None:
    for answer in (client.get(f"{API}/pictures/away"), client.post(f"{API}/search", json={"picture": "away"})):
        assert (answer.status_code, answer.json()["title"]) == (404, "Picture unknown")
        assert "they are kept for an hour. Bring it again." in answer.json()["detail"]


def test_a_picture_is_no_part_of_a_search_that_is_saved(client: TestClient) -> None:
    answer = client.put(f"{API}/searches/Cups", json={"words": "cups", "picture": "0" * 32})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("A picture that was brought is kept for an hour")


def test_parts_of_an_answer_follow_each_other(ask: Ask) -> None:
    whole = [group["video"]["id"] for group in ask(words="look")["items"]]
    first = ask(words="look", top=1)
    assert [group["video"]["id"] for group in first["items"]] == whole[:1]
    if len(whole) > 1:
        rest = ask(words="look", top=1, cursor=first["next"])
        assert rest["items"][0]["video"]["id"] == whole[1]
        assert rest["weak"] == []


def test_words_are_answered_where_the_encoder_is_missing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: Phrases) -> Any:
        raise ModelMissing("The encoder is not here.", "fetch-encoder")

    monkeypatch.setattr(Phrases, "encoder", property(none))
    monkeypatch.setattr(Phrases, "query", none)
    monkeypatch.setattr(Phrases, "bank", none)
    told = ask(words="newspaper can wait")
    assert told["items"]
    assert told["notes"][0].startswith("Only words were looked for, not pictures: The encoder is not here. Ask whoever")


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        pytest.param("First comes the coffee.", "cups of coffee", ["coffee"], id="a word"),
        pytest.param("Dogs and a dog.", "dogs", ["Dogs", "dog"], id="forms"),
        pytest.param("the end", "the", ["the"], id="only common words"),
        pytest.param("hot coffee here", "hot coffee", ["hot coffee"], id="neighbours are one"),
        pytest.param("nothing", "", [], id="no words"),
        pytest.param("<b>bold</b>", "bold", ["bold"], id="tags are text"),
    ],
)
def test_marks_show_the_words_that_were_asked_for(text: str, asked: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in marks(text, asked, "en")] == found


@pytest.mark.parametrize("motion", ["pan", "zoom", "static", "action"])
def test_only_moments_that_move_so_are_told(ask: Ask, client: TestClient, library: Path, motion: str) -> None:
    told = ask(words="a cup of coffee", motion=motion)
    with Library.open(library) as opened:
        for group in (*told["items"], *told["weak"]):
            track = opened.motion(group["video"]["id"])
            assert track is not None
            assert all(moves(track.movements, Span(one["start"], one["end"]), motion) for one in group["moments"])
    asked = client.get(f"{API}/search", params={"words": "a cup of coffee", "motion": motion}).json()
    assert [asked[name] for name in ("items", "weak", "facets")] == [told[name] for name in ("items", "weak", "facets")]


def test_a_movement_that_is_none_is_refused(client: TestClient) -> None:
    assert client.post(f"{API}/search", json={"words": "x", "motion": "dolly"}).status_code == 422
    found = client.get(f"{API}/videos/cat/highlights", params={"motion": "dolly"})
    assert found.status_code == 422


def test_highlights_are_of_what_moves_so_or_it_is_said_that_none_does(client: TestClient, ids: dict[str, str]) -> None:
    told = [
        client.get(f"{API}/videos/{ids['cat']}/highlights", params={"motion": name}).json() for name in ("zoom", "tilt")
    ]
    assert told[0]["items"]
    assert told[1]["items"] or "No moment is tilt" in told[1]["notes"][0]
