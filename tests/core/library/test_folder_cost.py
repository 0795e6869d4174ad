"""A library in a folder costs as few looks at the disk as ever, and nothing of what libraries elsewhere need."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident

import pytest

from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry

_WATCHED = frozenset(
    {"open", "os.listdir", "os.scandir", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"}
)
_counting: list[str] = []
_active: list[int] = []
"""The thread whose operations count: what other tests left running in the background looks at files too."""


def _audit(event: str, _: object) -> None:
    if event in _WATCHED and get_ident() in _active:
        _counting.append(event)


sys.addaudithook(_audit)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The operations on files during the block: what Python tells of, and looks at files."""
    stat = os.stat
    with monkeypatch.context() as patch:

        def looked(*arguments: object, **options: object) -> os.stat_result:
            if get_ident() in _active:
                _counting.append("stat")
            return stat(*arguments, **options)  # type: ignore[arg-type, call-overload, no-any-return]

        patch.setattr(os, "stat", looked)
        _counting.clear()
        _active.append(get_ident())
        try:
            yield _counting
        finally:
            _active.clear()


def _read(store: Store) -> None:
    shelf = store.shelf("abcd")
    shelf.index(shelf.frames())
    shelf.words()


WORK: dict[str, tuple[Callable[[Store], object], int]] = {
    "open": (lambda store: Store.open(store.local()), 1),
    "revision": (lambda store: store.revision(), 3),
    "revision of a video": (lambda store: store.revision("abcd"), 1),
    "ids": (lambda store: store.ids(), 1),
    "read a video": (_read, 4),
    "entries": (lambda store: list(store.entries()), 3),
    "decide": (lambda store: store.decide(Decision("label", "abcd", tag="cat")), 1),
    "decisions": (lambda store: store.decisions(), 3),
    "take a lease": (lambda store: store.leases.take("abcd"), 3),
}


@pytest.mark.parametrize("work", WORK)
def test_a_folder_is_looked_at_no_more_often_than_before(
    store: Store, put: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    put(store, "abcd")
    put(store, "bcde")
    store.decide(Decision("label", "abcd", tag="dog"))
    with store.leases.held("warm"):
        pass
    done, most = WORK[work]
    with counted(monkeypatch) as operations:
        done(store)
        found = list(operations)
    assert len(found) <= most, found


def test_a_folder_loads_nothing_that_is_for_elsewhere(store: Store) -> None:
    code = (
        "import sys; from pathlib import Path; from vsearch.library import Store; "
        "store = Store.open(Path(sys.argv[1])); store.ids(); store.decisions(); "
        "print(*[name for name in sys.modules if name.startswith(('obstore', 'vsearch.library.remote', "
        "'vsearch.objects.')) and name != 'vsearch.objects.path'])"
    )
    told = subprocess.run([sys.executable, "-c", code, store.location], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
