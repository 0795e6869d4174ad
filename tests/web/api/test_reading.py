"""What the API tells of videos: lists, details, pictures, words, reasons; all of it from the sample library."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from vsearch import tokens
from vsearch.cures import Note
from vsearch.library import Store
from vsearch.library.failures import record
from vsearch.library.parts.segments import FoundSegments
from vsearch.nouns import Box, ScreenText, Segment, Span
from vsearch.retrieval.library import Library

API = "/api/v1"


def told(client: TestClient, address: str, **asked: Any) -> Any:
    answer = client.get(f"{API}{address}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_videos_are_listed_by_title_with_what_they_can_be_filtered_by(client: TestClient) -> None:
    listed = told(client, "/videos")
    assert [video["file"] for video in listed["items"]] == [
        "cat-looks-at-you.mp4", "slow-look-at-the-moon.mp4", "morning-coffee.mp4",
    ]  # fmt: skip
    assert listed["total"] == 3
    assert {"name": "coffee", "count": 1} in listed["facets"]["tag"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        pytest.param({"q": "MOON"}, ["slow"], id="words"),
        pytest.param({"tag": "coffee"}, ["morning"], id="tag"),
        pytest.param({"tag": ["coffee", "cat"]}, [], id="all tags"),
        pytest.param({"sort": "shortest"}, ["morning", "slow", "cat"], id="sorted"),
        pytest.param({"missing": True}, [], id="missing"),
        pytest.param({"unconfirmed": True}, ["cat", "slow", "morning"], id="unconfirmed"),
        pytest.param({"language": "xx"}, [], id="language"),
    ],
)
def test_a_list_is_filtered_and_sorted(client: TestClient, asked: dict[str, Any], names: list[str]) -> None:
    items = told(client, "/videos", **asked)["items"]
    found = [video["file"].partition("-")[0] for video in items]
    assert found == names if "sort" not in asked else sorted(found) == sorted(names)
    if "sort" in asked:
        assert [video["duration"] for video in items] == sorted(video["duration"] for video in items)


def test_a_list_goes_on_where_it_was(client: TestClient) -> None:
    first = told(client, "/videos", limit=2)
    rest = told(client, "/videos", limit=2, cursor=first["next"])
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert {video["id"] for video in first["items"]}.isdisjoint({video["id"] for video in rest["items"]})


def test_a_list_begins_anywhere_and_is_empty_beyond_its_end(client: TestClient) -> None:
    every = told(client, "/videos")["items"]
    late = told(client, "/videos", limit=1, **{"from": 1})
    assert [late["items"], late["total"]] == [every[1:2], 3]
    assert told(client, "/videos", cursor=late["next"])["items"] == every[2:]
    beyond = told(client, "/videos", **{"from": 400})
    assert [beyond["items"], beyond["next"], beyond["total"]] == [[], None, 3]
    both = client.get("/api/v1/videos", params={"from": 1, "cursor": late["next"]})
    assert [both.status_code, "Leave out `from`" in both.json()["detail"]] == [400, True]
    assert client.get("/api/v1/videos", params={"from": -1}).status_code == 422


def test_a_video_tells_its_shots_and_what_is_heard(client: TestClient, ids: dict[str, str]) -> None:
    video = told(client, f"/videos/{ids['cat']}")
    assert video["shots"][0]["start"] == 0
    assert len(video["loudness"]) >= int(video["duration"])
    assert video["thumbnail_time"] < video["duration"]


def test_a_video_tells_what_of_it_is_packaging_as_people_corrected_it(
    serve: Callable[..., TestClient], own: Path, ids: dict[str, str]
) -> None:
    store = Store.open(own)
    with store.draft(ids["cat"], again=True) as draft:
        draft.keep(*(path.name for path in draft.place.iterdir() if path.name != "video.json"))
        draft.put_segments(FoundSegments((Segment("intro", Span(0.0, 2.0), 0.9),)))
        draft.commit(store.entry(ids["cat"]))
    client = serve()
    (segment,) = told(client, f"/videos/{ids['cat']}")["segments"]
    (season,) = told(client, "/segments", which=ids["cat"])["items"]
    assert (season["video"], season["looked"], season["segments"]) == (ids["cat"], True, [segment])
    assert client.get(f"{API}/segments", params={"which": "nothing"}).status_code == 400
    for name in ("thumbnails", "highlights"):
        times = [
            one.get("best", one.get("time")) for one in told(client, f"/videos/{ids['cat']}/{name}", top=24)["items"]
        ]
        assert min(times) >= 2.0, name
    let = told(client, f"/videos/{ids['cat']}/thumbnails", top=24, with_segments=True)["items"]
    assert min(one["time"] for one in let) < 2.0
    assert (segment["kind"], segment["end"], segment["sure"]) == ("intro", 2.0, True)
    with Library.open(own) as other:
        other.deny_segment(ids["cat"], "intro")
    assert told(client, f"/videos/{ids['cat']}")["segments"] == []


def test_frames_say_why_they_were_not_kept(client: TestClient, ids: dict[str, str]) -> None:
    frames = told(client, f"/videos/{ids['cat']}/frames", **{"from": 2, "to": 6})["items"]
    assert [frame["time"] for frame in frames] == sorted(frame["time"] for frame in frames)
    assert all(2 <= frame["time"] <= 6 for frame in frames)
    assert all(frame["kept"] or frame["reason"] for frame in frames)


@pytest.mark.parametrize(("prompt", "kind"), [("", "highlights"), ("a cat", "prompt")])
def test_a_curve_has_a_value_a_time(client: TestClient, ids: dict[str, str], prompt: str, kind: str) -> None:
    curve = told(client, f"/videos/{ids['cat']}/curve", prompt=prompt)
    assert len(curve["times"]) == len(curve["values"]) > 10
    assert curve["kind"] == kind


def test_a_transcript_marks_the_words_in_any_of_their_forms(client: TestClient, ids: dict[str, str]) -> None:
    lines = told(client, f"/videos/{ids['morning']}/transcript", q="the coffees")["items"]
    assert lines
    for line in lines:
        assert {line["text"][start:end].lower() for start, end in line["marks"]} == {"coffee"}


def test_what_stands_on_the_screen_is_told_with_places_kinds_and_marks(
    serve: Callable[..., TestClient], own: Path, ids: dict[str, str]
) -> None:
    store = Store.open(own)
    lines = (
        ScreenText(Span(1, 3), "Morning Coffee", Box(0.25, 0.5, 0.75, 0.625), 0.98, "title"),
        ScreenText(Span(4, 6), "Утренний кофе", Box(0.25, 0.75, 0.75, 0.875), 0.9, "subtitle"),
    )
    with store.draft(ids["morning"], again=True) as draft:
        draft.keep(*(path.name for path in draft.place.iterdir() if path.name not in ("video.json", "screen.parquet")))
        draft.put_screen(lines)
        draft.commit(store.entry(ids["morning"]))
    client = serve()
    every = told(client, f"/videos/{ids['morning']}/screen")
    assert (every["total"], [line["kind"] for line in every["items"]]) == (2, ["title", "subtitle"])
    assert every["items"][0]["box"] == [0.25, 0.5, 0.75, 0.625]
    (line,) = told(client, f"/videos/{ids['morning']}/screen", q="coffees")["items"]
    assert [line["text"][start:end] for start, end in line["marks"]] == ["Coffee"]


def test_sprites_lie_inside_their_sheet(client: TestClient, ids: dict[str, str]) -> None:
    cells = told(client, f"/videos/{ids['cat']}/sprite")["cells"]
    sheet = client.get(f"{API}/videos/{ids['cat']}/sprite.webp")
    assert sheet.content[8:12] == b"WEBP"
    assert all(cell["w"] > 0 and cell["start"] < cell["end"] for cell in cells)


def test_a_still_of_a_file_that_is_gone_is_the_small_picture_of_the_library_and_says_so(
    serve: Callable[..., TestClient], own: Path, ids: dict[str, str]
) -> None:
    store = Store.open(own)
    store.update(store.entry(ids["cat"]).with_video(path=Path("/some place/cat.mp4"), copies=()))
    told = serve().get(f"{API}/videos/{ids['cat']}/still?t=2&w=480&format=png")
    assert (told.status_code, told.headers["content-type"]) == (200, "image/png")
    assert told.headers["vsearch-note"] == "The file is gone: this is the small picture that the library kept."
    assert ("etag" in told.headers, told.headers["cache-control"]) == (False, "private, max-age=30")


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        pytest.param("w=120", "webp", id="small"),
        pytest.param("w=480", "jpeg", id="large"),
        pytest.param("w=480&format=webp", "webp", id="large, of a format that is asked for"),
    ],
)
def test_a_large_still_of_no_format_is_what_comes_soonest(
    client: TestClient, ids: dict[str, str], asked: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsearch.web.pictures.SMALL", 200)
    assert client.get(f"{API}/videos/{ids['cat']}/still?t=2&{asked}").headers["content-type"] == f"image/{kind}"


def test_a_still_that_is_known_is_not_sent_again(client: TestClient, ids: dict[str, str]) -> None:
    address = f"{API}/videos/{ids['cat']}/still?t=2&w=120"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "max-age" in first.headers["cache-control"]


def test_thumbnails_come_with_reasons_on_one_scale_and_crops(client: TestClient, ids: dict[str, str]) -> None:
    best = told(client, f"/videos/{ids['cat']}/thumbnails", top=3)["items"]
    shares = [reason["share"] for item in best for reason in item["because"]]
    assert max(shares) == 1.0
    assert set(best[0]["crops"]) == {"16:9", "1:1", "9:16"}
    assert best[0]["crops"]["1:1"]["h"] == 1


def test_a_thumbnail_is_cut_where_a_person_moved_the_crop(client: TestClient, ids: dict[str, str]) -> None:
    address = f"{API}/videos/{ids['cat']}/thumbnail?t=2&aspect=1:1&size=100&format=png"
    left, right = (client.get(f"{address}&x={x}") for x in (0, 1))
    assert left.content[16:24] == right.content[16:24] == bytes([0, 0, 0, 100, 0, 0, 0, 100])
    assert left.content != right.content
    assert 'filename="cat-looks-at-you.' in left.headers["content-disposition"]


def test_highlights_are_moments_inside_the_video(client: TestClient, ids: dict[str, str]) -> None:
    moments = told(client, f"/videos/{ids['cat']}/highlights", length=4, top=2)["items"]
    assert all(moment["end"] - moment["start"] <= 4.01 for moment in moments)
    assert all(moment["start"] <= moment["best"] <= moment["end"] for moment in moments)


def test_tags_say_what_is_given_and_what_is_suggested(client: TestClient, ids: dict[str, str]) -> None:
    tags = told(client, f"/videos/{ids['cat']}/tags")
    assert "cat" in tags["given"]
    assert all(0 <= one["probability"] <= 1 for one in (*tags["tags"], *tags["suggestions"]))


def test_the_vocabulary_completes_what_is_typed(client: TestClient) -> None:
    assert [word["name"] for word in told(client, "/vocabulary", prefix="cof")["items"]] == ["coffee"]


def test_what_could_not_be_indexed_is_told_with_its_cure_and_how_to_try_again(
    serve: Callable[..., TestClient], own: Path, tmp_path: Path
) -> None:
    torn, other, file = tmp_path / "media" / "new" / "torn.mp4", tmp_path / "other.mp4", tmp_path / "tokens.jsonl"
    torn.parent.mkdir(parents=True)
    for path in (other, torn):
        path.write_bytes(b"")
        record(Store.open(own), path, Note(f"{path} cannot be opened.", "other-reader"))
    client = serve(media=(tmp_path / "media",), tokens=file)
    found = {}
    for role in tokens.ROLES:
        heads = {"authorization": f"Bearer {tokens.add(file, role, role)}"}
        found[role] = client.get(f"{API}/library", headers=heads).json()["failed"]
    assert [one["file"] for one in found["admin"]] == ["torn.mp4", "other.mp4"]
    assert [one["again"] for one in found["admin"]] == [{"media": "media", "folder": "new"}, None]
    assert [one["cure"] for one in found["admin"]] == ["Re-encode the file."] * 2
    assert (found["editor"][0]["path"], found["editor"][0]["again"]) == (str(torn), None)
    assert (found["viewer"][0]["path"], found["viewer"][0]["why"]) == (None, "torn.mp4 cannot be opened.")
    assert str(tmp_path) not in str(found["viewer"])


def test_the_library_says_what_it_holds(client: TestClient) -> None:
    facts = told(client, "/library")
    assert (facts["videos"], facts["damaged"], facts["missing"], facts["failed"]) == (3, [], [], [])
    assert told(client, "/towers")["items"] == []
    assert told(client, "/monitor")["need"]["yes"] is False
