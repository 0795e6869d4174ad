"""Tokens: who may ask a server, by name and role, in a file that knows each secret only by its hash.

The file is a log, a line a change, that only grows: what was added and what was revoked is never lost to another's
change. A file that others may read is refused, and so is one with a line that is none, for it may have revoked a token.
It may be an object in a bucket, for several servers to share; who may read that is the bucket's own affair.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe

from vsearch.errors import TokensRefused, UsageWrong
from vsearch.objects import UrlPath, located

ROLES = ("viewer", "editor", "admin")
"""Who may look, who may decide too, and who may index too."""

_NAME = re.compile(r"\S(?:.{0,62}\S)?")
_PREFIX = "vs_"


@dataclass(frozen=True, slots=True)
class Token:
    """Whose token it is and what it allows; the secret itself is nowhere."""

    name: str
    role: str
    hash: str
    made: str


def place(chosen: Path | None = None) -> Path:
    """The file of tokens: as chosen, else that of `VSEARCH_TOKENS`, else in the user's settings."""
    if chosen is not None:
        return located(chosen)
    if named := os.environ.get("VSEARCH_TOKENS"):
        return located(named)
    import platformdirs

    return Path(platformdirs.user_config_dir("vsearch", appauthor=False)) / "tokens.jsonl"


def add(path: Path, name: str, role: str) -> str:
    """Make a token for a name; the secret, which cannot be had again."""
    if role not in ROLES:
        raise UsageWrong(f"There is no role {role!r}. Choose one of: {', '.join(ROLES)}.")
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise UsageWrong(f"{name[:80]!r} is no name for a token. Give up to 64 letters that can be seen.")
    if any(token.name == name for token in (read(path) if _exists(path) else ())):
        raise UsageWrong(f"There is a token of {name!r} already.", "revoke-first", name=name)
    secret = _PREFIX + token_urlsafe(32)
    _append(path, {"add": name, "role": role, "hash": _hash(secret), "at": _now()})
    return secret


def revoke(path: Path, name: str) -> None:
    """Let the token of a name count no more; a server that runs forgets it within two seconds."""
    if all(token.name != name for token in read(path)):
        raise UsageWrong(f"{path} has no token of {name!r}.", "see-tokens")
    _append(path, {"revoke": name, "at": _now()})


def read(path: Path) -> tuple[Token, ...]:
    """The tokens that count."""
    held: dict[str, Token] = {}
    for number, line in enumerate(_lines(path), 1):
        try:
            told = json.loads(line)
            if "revoke" in told:
                held.pop(str(told["revoke"]), None)
            else:
                if told["role"] not in ROLES:
                    raise ValueError(told["role"])
                held[str(told["add"])] = Token(str(told["add"]), told["role"], str(told["hash"]), str(told["at"]))
        except (ValueError, KeyError, TypeError) as error:
            raise TokensRefused(f"Line {number} of {path} is no token.", "new-tokens") from error
    return tuple(held.values())


def find(tokens: tuple[Token, ...], secret: str) -> Token | None:
    """Whose secret it is; every token is compared, so that the time taken tells nothing."""
    asked, found = _hash(secret), None
    for token in tokens:
        if compare_digest(token.hash, asked):
            found = token
    return found


class TokenFile:
    """The tokens of a file as they are now: it is looked at for every question, and read again when it changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[object, tuple[Token, ...]] = (None, ())

    def find(self, secret: str) -> Token | None:
        """Whose secret it is."""
        state = _state(self._path)
        if self._seen[0] != state:
            self._seen = state, read(self._path)
        return find(self._seen[1], secret)


def _state(path: Path) -> object:
    if isinstance(path, UrlPath):
        return path.about()  # asked for again every two seconds
    try:
        found = path.stat()
    except OSError:
        return None, None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode


def _lines(path: Path) -> Iterator[str]:
    try:
        mode = 0 if isinstance(path, UrlPath) else path.stat().st_mode
        if os.name == "posix" and mode & 0o077:
            raise TokensRefused(f"Others may read or write {path} (mode {mode & 0o777:o}).", "private-file", path=path)
        content = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise TokensRefused(f"The tokens in {path} cannot be read: {why}.", "add-token") from error
    yield from filter(str.strip, content.split("\n"))


def _append(path: Path, told: dict[str, str]) -> None:
    """Add a line in one piece, to a file that is nobody else's from its beginning."""
    if isinstance(path, UrlPath):
        _append_there(path, (json.dumps(told) + "\n").encode())
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, (json.dumps(told) + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise TokensRefused(f"{path} cannot be written: {error.strerror}.", "may-write") from error


def _append_there(path: UrlPath, line: bytes) -> None:
    """Add a line to an object while it is the one that was read."""
    while True:
        try:
            there = path.bucket.read(path.key)
        except FileNotFoundError:
            there = None
        if path.bucket.put_if(path.key, (there.content if there else b"") + line, there.listed if there else None):
            return


def _exists(path: Path) -> bool:
    """Whether there is a file; of an object, as it is this moment."""
    if not isinstance(path, UrlPath):
        return path.exists()
    try:
        return bool(path.read_bytes())
    except FileNotFoundError:
        return False


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
