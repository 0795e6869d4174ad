"""Tokens: hashes with names and roles, in a file that nobody else may read."""

from pathlib import Path

import pytest

from vsearch.errors import TokensRefused, UsageWrong, VSearchError
from vsearch.objects import path as objects_path
from vsearch.tokens import TokenFile, add, find, place, read, revoke


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens.jsonl"


def test_several_servers_share_tokens_in_a_bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects_path, "_FRESH", 0.0)
    path = place(Path(f"{s3}/tokens.jsonl"))
    with pytest.raises(TokensRefused, match="cannot be read"):
        read(path)
    secret = add(path, "mara", "editor")
    other = add(path, "ole", "viewer")
    with pytest.raises(UsageWrong, match="a token of 'mara' already"):
        add(path, "mara", "editor")
    held = TokenFile(path)
    found = held.find(secret)
    assert found is not None
    assert (found.name, found.role) == ("mara", "editor")
    revoke(path, "mara")
    assert held.find(secret) is None
    assert held.find(other)


def test_a_token_is_known_by_its_secret_which_is_nowhere_in_the_file(path: Path) -> None:
    secret = add(path, "mara", "editor")
    found = find(read(path), secret)
    assert found is not None
    assert (found.name, found.role) == ("mara", "editor")
    assert secret not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_a_revoked_token_is_nobody_s_and_its_name_can_be_given_again(path: Path) -> None:
    held = TokenFile(path)
    secret = add(path, "mara", "editor")
    assert held.find(secret)
    revoke(path, "mara")
    assert held.find(secret) is None
    assert held.find(add(path, "mara", "viewer"))


@pytest.mark.parametrize("secret", ["", "vs_", "vs_wrong", "\ud800"])
def test_other_secrets_are_nobody_s(path: Path, secret: str) -> None:
    add(path, "mara", "editor")
    assert find(read(path), secret) is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_file_that_others_may_read_or_write_is_refused(path: Path, mode: int) -> None:
    secret = add(path, "mara", "admin")
    held = TokenFile(path)
    assert held.find(secret)
    path.chmod(mode)
    with pytest.raises(TokensRefused, match="chmod 600"):
        held.find(secret)


@pytest.mark.parametrize(
    "line", ["nonsense", '{"add": "x"}', '{"add": "x", "role": "god", "hash": "", "at": ""}', "[]"]
)
def test_a_line_that_is_none_may_have_revoked_a_token_so_the_file_is_refused(path: Path, line: str) -> None:
    add(path, "mara", "admin")
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(TokensRefused, match="Line 2"):
        read(path)


@pytest.mark.parametrize(
    ("name", "role", "said"),
    [
        pytest.param("mara", "viewer", "already", id="twice"),
        pytest.param("x", "god", "no role", id="role"),
        pytest.param("", "viewer", "no name", id="empty"),
        pytest.param("a\nb", "viewer", "no name", id="two lines"),
        pytest.param("x" * 65, "viewer", "no name", id="long"),
    ],
)
def test_what_cannot_be_a_token_is_refused(path: Path, name: str, role: str, said: str) -> None:
    add(path, "mara", "viewer")
    with pytest.raises(UsageWrong, match=said):
        add(path, name, role)


def test_revoking_nobody_and_reading_nothing_are_said(path: Path) -> None:
    with pytest.raises(VSearchError, match="cannot be read"):
        read(path)
    add(path, "mara", "viewer")
    with pytest.raises(UsageWrong, match="no token of 'ben'"):
        revoke(path, "ben")
