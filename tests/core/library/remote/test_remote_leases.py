"""Leases in a bucket exclude machines whatever their clocks say, and those of the dead are taken over."""

import json
import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.holders import Holder, holder, within
from vsearch.errors import LibraryBusy, LibraryError
from vsearch.library import Store
from vsearch.library.remote.leases import RemoteLeases
from vsearch.objects.bucket import Bucket

_HOLDER = """
import sys, time
wrong = float(sys.argv[3])
honest = time.time
time.time = lambda: honest() + wrong
from vsearch.library.remote.leases import RemoteLeases
from vsearch.objects.bucket import Bucket
held = RemoteLeases(Bucket(sys.argv[1]), lasts=float(sys.argv[2]))
print(held.take("abcd"), flush=True)
for line in sys.stdin:
    print(held.holds("abcd"), flush=True)
"""


def other(url: str, lasts: float = 30.0, wrong: float = 0.0) -> AbstractContextManager[Holder]:
    return holder(_HOLDER, url, lasts, wrong)


def elsewhere(url: str, owner: str = "") -> None:
    """Let a pulse be that of another machine, on which nobody here can look for a process."""
    bucket = Bucket(url)
    for one in bucket.list("leases/"):
        if one.key.endswith(".pulse") and owner in one.key:
            told = json.loads(bucket.read(one.key).content)
            bucket.put(one.key, json.dumps({**told, "machine": "another"}).encode())


def pulse(url: str, holder: Holder) -> bytes:
    """What the pulse of another process holds now."""
    bucket = Bucket(url)
    files = [bucket.read(one.key).content for one in bucket.list("leases/") if one.key.endswith(".pulse")]
    return next(content for content in files if json.loads(content)["process"] == holder.process.pid)


def test_another_process_excludes_and_its_death_frees_at_once(s3: str) -> None:
    ours = RemoteLeases(Bucket(s3))
    with other(s3) as holder:
        assert holder.took
        assert not ours.take("abcd")
        assert ours.take("bcde")
        assert ours.taken("abcd")
        assert ours.names() == ["abcd", "bcde"]
        holder.process.send_signal(signal.SIGKILL)
        holder.process.wait()
        assert ours.take("abcd")
    ours.tidy()
    ours.close()
    assert list(Bucket(s3).list("leases/")) == []


@pytest.mark.parametrize("wrong", [0.0, 3600.0, -3600.0], ids=["right", "an hour ahead", "an hour behind"])
def test_who_stands_still_loses_the_lease_whatever_its_clock_says(s3: str, wrong: float) -> None:
    ours = RemoteLeases(Bucket(s3), lasts=0.4)
    with other(s3, 0.4, wrong) as holder:
        for _ in range(6):  # it lives, half as long again as a dead one's lease would last
            assert not ours.take("abcd")
            before = pulse(s3, holder)
            assert within(60, lambda before=before: pulse(s3, holder) != before)
        assert not ours.take("abcd")
        os.kill(holder.process.pid, signal.SIGSTOP)
        assert within(60, lambda: ours.take("abcd"))
        os.kill(holder.process.pid, signal.SIGCONT)
        assert not holder.holds()
        assert ours.holds("abcd")


def test_a_machine_that_is_gone_is_waited_for_by_our_own_clock(s3: str) -> None:
    with other(s3) as holder:
        holder.process.kill()
        holder.process.wait()
    elsewhere(s3)
    ours = RemoteLeases(Bucket(s3), lasts=0.5)
    assert not ours.take("abcd")
    assert within(60, lambda: ours.take("abcd"))


def test_of_two_who_take_over_at_once_one_does(s3: str) -> None:
    with other(s3) as holder:
        holder.process.kill()
        holder.process.wait()
    both = [RemoteLeases(Bucket(s3)) for _ in range(2)]
    assert sorted(leases.take("abcd") for leases in both) == [False, True]


def test_who_lost_a_lease_does_not_give_back_that_of_another(s3: str) -> None:
    late, ours = (RemoteLeases(Bucket(s3), lasts=0.3) for _ in range(2))
    assert late.take("abcd")
    late._stop.set()  # it stands still
    elsewhere(s3)
    assert within(60, lambda: ours.take("abcd"))
    late.drop("abcd")
    assert ours.holds("abcd")


def test_a_damaged_lease_is_nobody_s(s3: str) -> None:
    ours = RemoteLeases(Bucket(s3))
    assert ours.take("abcd")
    key = next(one.key for one in Bucket(s3).list("leases/") if not one.key.endswith(".pulse"))
    Bucket(s3).put(key, b"{noise")
    assert RemoteLeases(Bucket(s3)).take("abcd")
    assert not ours.holds("abcd")


def test_who_waits_too_long_is_told(s3: str) -> None:
    assert RemoteLeases(Bucket(s3)).take("abcd")
    with pytest.raises(LibraryBusy, match="Another process works on abcd"), RemoteLeases(Bucket(s3)).held("abcd", 0.1):
        pass


def test_a_run_that_stood_still_does_not_commit(s3: str, put: Callable[..., object]) -> None:
    from pathlib import Path

    from vsearch.library.parts.entry import Entry
    from vsearch.nouns import Video

    store = Store.create(Path(s3), "fake", 4)
    with store.draft("abcd") as draft:
        draft.put_preview(b"late", "")
        elsewhere(s3)
        faster = Store.open(Path(s3))
        faster.leases._lasts = 0.3
        store.leases._stop.set()  # it stands still
        assert within(60, lambda: faster.leases.take("abcd"))
        with pytest.raises(LibraryError, match="another one works on abcd"):
            draft.commit(Entry(Video("abcd", Path("/a"), "A", 1, 1, 1, "f")))
    put(faster, "abcd")
    assert faster.shelf("abcd").preview() == (b"sheet", "WEBVTT\n")
