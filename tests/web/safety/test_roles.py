"""Who may do what: by bearer header or cookie, refused by one table, forgotten when revoked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from vsearch import tokens
from vsearch.library import Store

API = "/api/v1"


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "tokens.jsonl"
    return {role: tokens.add(path, f"the {role}", role) for role in tokens.ROLES}


@pytest.fixture
def client(serve: Callable[..., TestClient], secrets: dict[str, str], tmp_path: Path) -> TestClient:
    return serve(tokens=tmp_path / "tokens.jsonl")


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer vs_x"}, {"authorization": "Basic eA=="}])
@pytest.mark.parametrize("address", ["/videos", "/search?words=x", "/videos/x/still", "/library"])
def test_nobody_is_told_anything(client: TestClient, address: str, headers: dict[str, str]) -> None:
    answer = client.get(f"{API}{address}", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="a browser"),
        pytest.param({"cookie": "vsearch=vs_x"}, 200, id="a browser whose token was revoked"),
        pytest.param({"authorization": "Bearer vs_x"}, 401, id="a program"),
    ],
)
def test_who_is_not_known_is_told_only_to_log_in(client: TestClient, headers: dict[str, str], status: int) -> None:
    answer = client.get(f"{API}/session", headers=headers)
    assert answer.status_code == status
    if status == 200:
        told = answer.json()
        assert (told["name"], told["role"], told["can"], told["library"]) == ("", None, [], None)


def test_the_page_itself_is_for_everybody(client: TestClient) -> None:
    assert client.get("/login").status_code in (200, 503)


@pytest.mark.parametrize(
    ("verb", "address", "least"),
    [
        pytest.param("GET", "/videos", "viewer", id="look"),
        pytest.param("POST", "/search", "viewer", id="search"),
        pytest.param("PUT", "/videos/{cat}/pin", "editor", id="pin"),
        pytest.param("DELETE", "/videos/{cat}/pin", "editor", id="unpin"),
        pytest.param("POST", "/videos/{cat}/labels", "editor", id="label"),
        pytest.param("POST", "/pictures", "editor", id="upload"),
        pytest.param("GET", "/pictures/x", "viewer", id="look at what was uploaded"),
        pytest.param("GET", "/decisions", "editor", id="read the log"),
        pytest.param("POST", "/decisions/x/undo", "editor", id="undo"),
        pytest.param("PUT", "/reels/x", "editor", id="save a reel"),
        pytest.param("GET", "/jobs", "editor", id="look at jobs"),
        pytest.param("GET", "/../../metrics", "admin", id="metrics"),
    ],
)
def test_a_role_may_do_what_it_may_and_no_more(
    client: TestClient, secrets: dict[str, str], ids: dict[str, str], verb: str, address: str, least: str
) -> None:
    for role, secret in secrets.items():
        answer = client.request(verb, f"{API}{address.format(**ids)}", json={}, headers=bearer(secret))
        assert (answer.status_code == 403) == (tokens.ROLES.index(role) < tokens.ROLES.index(least)), role


def test_only_an_admin_indexes(client: TestClient, secrets: dict[str, str]) -> None:
    asked = {"kind": "index", "media": "films", "folder": ""}
    for role, secret in secrets.items():
        answer = client.post(f"{API}/jobs", json=asked, headers=bearer(secret))
        assert (answer.status_code == 403) == (role != "admin"), answer.text


def test_nobody_uploads_before_they_are_known(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        yield b"x"
        raise AssertionError("what nobody known brings was read")

    sent = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post(f"{API}/pictures", content=endless(), headers=sent).status_code == 401


def test_viewers_are_told_no_places(
    client: TestClient, secrets: dict[str, str], ids: dict[str, str], own: Path
) -> None:
    store = Store.open(own)
    gone = Path("/some secret place/of films/cat.mp4")
    store.update(store.entry(ids["cat"]).with_video(path=gone))
    for role, told in (("viewer", False), ("editor", True)):
        heads = bearer(secrets[role])
        texts = [
            client.get(f"{API}{address}", headers=heads).text
            for address in ("/videos", f"/videos/{ids['cat']}", "/library", f"/videos/{ids['cat']}/highlights")
        ]
        assert any("secret place" in text for text in texts) is told
        assert any(str(own) in text for text in texts) is told


def test_a_cookie_that_no_script_reads_holds_the_token(client: TestClient, secrets: dict[str, str]) -> None:
    wrong = client.post(f"{API}/session", json={"token": "vs_wrong"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
    answer = client.post(f"{API}/session", json={"token": secrets["editor"]})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get(f"{API}/session").json()["name"] == "the editor"
    assert client.delete(f"{API}/session").status_code == 204
    assert client.get(f"{API}/session").json()["role"] is None


def test_a_revoked_token_is_refused_by_a_server_that_runs(
    client: TestClient, secrets: dict[str, str], tmp_path: Path
) -> None:
    assert client.get(f"{API}/session", headers=bearer(secrets["admin"])).status_code == 200
    tokens.revoke(tmp_path / "tokens.jsonl", "the admin")
    assert client.get(f"{API}/session", headers=bearer(secrets["admin"])).status_code == 401


def test_decisions_carry_the_name_of_the_token(
    client: TestClient, secrets: dict[str, str], ids: dict[str, str], own: Path
) -> None:
    client.put(f"{API}/videos/{ids['cat']}/pin", json={"time": 2}, headers=bearer(secrets["editor"]))
    assert [made.by for made in Store.open(own).decisions()] == ["the editor"]


def test_tokens_that_others_may_read_let_nobody_in(client: TestClient, secrets: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "tokens.jsonl").chmod(0o644)
    answer = client.get(f"{API}/session", headers=bearer(secrets["admin"]))
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
