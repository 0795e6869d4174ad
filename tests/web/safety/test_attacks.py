"""What somebody who means harm may try: each is refused cleanly, and nothing is leaked."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import compress, crc32

import pytest
from PIL import Image
from starlette.testclient import TestClient

from vsearch.web.settings import RequestLimits

API = "/api/v1"


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + crc32(kind + content).to_bytes(4)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that is a gigabyte when it is decoded."""
    header = side.to_bytes(4) + side.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    rows = compress(bytes(side + 1) * 64, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def picture(kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), (200, 10, 10)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "/videos/..%2f..%2f..%2fetc%2fpasswd",
        "/videos/%2e%2e%2f%2e%2e%2fetc%2fpasswd/still",
        "/videos/%00/still",
        "/videos/" + "x" * 5000,
        "/videos//etc/passwd/sprite.webp",
        "/videos/C:%5Cwindows/still",
        "/videos/A cat looks at you/still",
    ],
)
def test_no_path_reaches_the_file_system(client: TestClient, address: str) -> None:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize("name", ["../settings.py", "..%2fapp.py", "%2e%2e/app.py", "assets/../../app.py"])
def test_the_page_s_files_are_known_by_name(client: TestClient, name: str) -> None:
    assert "import" not in client.get(f"/{name}").text[:200]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"host": "evil.example"}, 403, id="rebound name"),
        pytest.param({"host": "127.0.0.1.evil.example:7777"}, 403, id="name that begins like ours"),
        pytest.param({"host": "localhost:7777"}, 200, id="our name"),
        pytest.param({"host": "[::1]:7777"}, 200, id="our number"),
        pytest.param({"host": "[::1"}, 403, id="broken"),
        pytest.param({"sec-fetch-site": "cross-site"}, 403, id="another site's page"),
        pytest.param({"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}, 403, id="another port's page"),
        pytest.param({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200, id="a link"),
    ],
)
def test_only_our_own_names_and_pages_may_ask(client: TestClient, headers: Mapping[str, str], status: int) -> None:
    assert client.get(f"{API}/session", headers=dict(headers)).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"origin": "http://evil.example"}, 403, id="foreign origin"),
        pytest.param({"origin": "null"}, 403, id="no origin"),
        pytest.param({"origin": "http://127.0.0.1:7778"}, 403, id="another port"),
        pytest.param({"content-type": "text/plain"}, 415, id="a form's text"),
        pytest.param({"content-type": "application/x-www-form-urlencoded"}, 415, id="a form"),
        pytest.param({"origin": "http://127.0.0.1:7777"}, 200, id="our page"),
        pytest.param({"content-type": "text/plain", "vsearch": "1", "origin": "http://evil.example"}, 403, id="both"),
    ],
)
def test_only_our_own_page_may_change_something(client: TestClient, headers: Mapping[str, str], status: int) -> None:
    content = b'{"words": "coffee"}'
    sent = {"content-type": "application/json", **headers}
    assert client.post(f"{API}/search", content=content, headers=sent).status_code == status


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(b"", 422, id="nothing"),
        pytest.param(b"<html>", 422, id="a page"),
        pytest.param(b"GIF89a" + bytes(100), 422, id="another kind"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVE" + bytes(100), 422, id="a sound"),
        pytest.param(picture("PNG")[:45], 422, id="cut short"),
        pytest.param(b"\xff\xd8\xff" + bytes(1000), 422, id="no picture behind the beginning"),
        pytest.param(bomb(), 422, id="a bomb"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(1 << 20), 413, id="too many bytes"),
        pytest.param(picture("WEBP"), 201, id="a picture"),
    ],
)
def test_pictures_are_refused_for_what_they_are(serve: Callable[..., TestClient], content: bytes, status: int) -> None:
    client = serve(limits=RequestLimits(picture=500_000))
    answer = client.post(f"{API}/pictures", files={"file": ("../../x.png", content, "image/png")})
    assert answer.status_code == status, answer.text


def test_what_decodes_a_picture_has_no_more_memory_than_it_is_given(serve: Callable[..., TestClient]) -> None:
    file = BytesIO()
    Image.new("RGB", (9000, 6000)).save(file, "PNG")
    client = serve(limits=RequestLimits(memory=300 << 20))
    answer = client.post(f"{API}/pictures", files={"file": ("x.png", file.getvalue())})
    assert (answer.status_code, answer.json()["title"]) == (422, "Picture unreadable")


def test_a_picture_loses_what_is_hidden_in_it(serve: Callable[..., TestClient], ids: dict[str, str]) -> None:
    client = serve()
    content = picture("JPEG") + b"<script>alert(1)</script>"
    brought = client.post(f"{API}/pictures", files={"file": ("x.jpg", content)}).json()
    client.put(f"{API}/videos/{ids['cat']}/pin", json={"picture": brought["id"]})
    assert b"script" not in client.get(f"{API}/videos/{ids['cat']}/thumbnail").content


@pytest.mark.parametrize(
    ("verb", "address", "asked", "status"),
    [
        pytest.param("post", "/search", {"words": "x" * 501}, 422, id="long words"),
        pytest.param("post", "/search", {"words": "x", "top": 10**9}, 422, id="many"),
        pytest.param("post", "/search", {"words": "x", "not": ["y"] * 9}, 422, id="many words to avoid"),
        pytest.param("post", "/search", {"words": ["x"]}, 422, id="wrong type"),
        pytest.param("post", "/search", {"words": "x", "path": "/etc"}, 422, id="unknown member"),
        pytest.param("post", "/search", {"words": "x", "cursor": "AAAA"}, 400, id="no cursor"),
        pytest.param("post", "/search", {"picture": "../../etc/passwd"}, 404, id="no picture"),
        pytest.param("post", "/search", {"like": {"video": "/etc/passwd", "time": 1}}, 404, id="no moment"),
        pytest.param("post", "/search", {"words": "x", "within": ["nowhere"]}, 400, id="no channel"),
        pytest.param("post", "/search", {"words": "x", "since": "yesterday"}, 400, id="no date"),
        pytest.param("put", "/videos/{cat}/pin", {"time": 1e6}, 400, id="no such time"),
        pytest.param("put", "/videos/{cat}/pin", {"time": 1, "picture": "x"}, 422, id="two pins"),
        pytest.param("put", "/videos/{cat}/pin", {"picture": "/etc/passwd"}, 404, id="a path as a pin"),
        pytest.param("post", "/videos/{cat}/labels", {"add": [""]}, 400, id="no tag"),
        pytest.param("post", "/videos/{cat}/labels", {"add": ["x"] * 65}, 422, id="many tags"),
    ],
)
def test_what_is_not_right_is_said_and_changes_nothing(
    client: TestClient, ids: dict[str, str], verb: str, address: str, asked: Mapping[str, Any], status: int
) -> None:
    answer = client.request(verb.upper(), f"{API}{address.format(**ids)}", json=asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["t=-1", "t=nan", "t=inf", "t=1e300", "w=0", "w=100000", "format=gif", "format=../x", "t=1&t=2&w=x"],
)
def test_no_still_is_made_of_nonsense(client: TestClient, ids: dict[str, str], query: str) -> None:
    assert client.get(f"{API}/videos/{ids['cat']}/still?{query}").status_code in (400, 422)


def test_bodies_are_bounded_whatever_they_say_of_themselves(client: TestClient) -> None:
    def parts() -> Any:
        for _ in range(40):
            yield b" " * 65_536

    sent = {"content-type": "application/json"}
    assert client.post(f"{API}/search", content=parts(), headers=sent).status_code == 413
    assert client.post(f"{API}/search", content=b" " * (2 << 20), headers=sent).status_code == 413


def test_who_asks_too_much_is_told_to_wait(serve: Callable[..., TestClient]) -> None:
    client = serve(limits=RequestLimits(rate=0.1, burst=3))
    answers = [client.get(f"{API}/session") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["retry-after"] == "2"


def test_every_answer_carries_what_keeps_a_browser_safe(client: TestClient) -> None:
    for address in ("/", "/video/x", f"{API}/session", f"{API}/nothing"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"


def test_a_hostile_title_stays_text(serve: Callable[..., TestClient], own: Path, ids: dict[str, str]) -> None:
    from vsearch.library import Store

    title = '"><script>alert(1)</script>\r\nSet-Cookie: x=1'
    store = Store.open(own)
    store.update(store.entry(ids["cat"]).with_video(title=title, path=Path(f"/films/{title[:20]}.mp4")))
    client = serve()
    answer = client.get(f"{API}/videos/{ids['cat']}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["title"].startswith('"><script>')
    thumbnail = client.get(f"{API}/videos/{ids['cat']}/thumbnail?t=1&aspect=1:1")
    assert "set-cookie" not in thumbnail.headers
    assert "<" not in thumbnail.headers["content-disposition"]
