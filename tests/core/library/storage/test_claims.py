"""A library on which a run of version 0.1 works is left alone until that has ended."""

import pytest

from tests.holders import holder
from vsearch.errors import LibraryBusy
from vsearch.library import Store

_OLDER = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o666)
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 2**40 + 7)
print(True, flush=True)
sys.stdin.read()
"""


def test_a_library_that_an_older_version_locks_is_one_sentence_until_it_is_free(store: Store) -> None:
    store.begin()
    with holder(_OLDER, store.local("claims")) as older:
        assert older.took
        with pytest.raises(LibraryBusy, match=r"A run of version 0\.1 works on .*\. Try again when it has ended\."):
            store.begin()
    store.begin()
