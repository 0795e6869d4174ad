"""Claims exclude the same video and no other, and say why where there can be none."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.errors import LibraryError
from vsearch.library import Store, claims
from vsearch.library.claims import Claims
from vsearch.library.entry import Entry
from vsearch.library.health import findings


def test_claims_exclude_the_same_video_and_no_other(store: Store) -> None:
    claims = store.claims()
    assert claims.take("abcd")
    assert not claims.take("abcd")
    assert claims.take("bcde")
    claims.drop("abcd")
    assert claims.take("abcd")


@pytest.mark.parametrize("code", [errno.EACCES, errno.EAGAIN], ids=["EACCES", "EAGAIN"])
def test_what_another_process_holds_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    held = Claims(tmp_path / "claims")
    refuse(monkeypatch, code)
    assert not held.take("abcd")


def test_a_disk_without_locks_is_said(store: Store, put: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "abcd")
    (store.videos / "bcde.part").mkdir()
    store.claims()
    refuse(monkeypatch, errno.ENOLCK)
    with pytest.raises(LibraryError, match=r"claims cannot be locked: No locks available\. Put the library on"):
        store.claims().take("abcd")
    assert any("cannot be locked" in finding.what for finding in findings(store))


def test_a_library_that_may_not_be_written_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("vsearch.library.claims.os.open", refused)
    with pytest.raises(LibraryError, match=r"claims cannot be written: Permission denied\. Change its permissions"):
        store.claims()


def refuse(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def lockf(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(claims.fcntl, "lockf", lockf)
