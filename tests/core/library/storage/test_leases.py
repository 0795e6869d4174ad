"""Leases exclude threads, stores and processes, whatever their clocks say, and a dead owner's leases are free."""

import json
import os
import signal
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.holders import Holder, holder, within
from vsearch.errors import LibraryBusy, LibraryError
from vsearch.library import Store
from vsearch.library.storage.leases import Leases

_HOLDER = """
import sys
from pathlib import Path
from vsearch.library.storage.leases import Leases
held = Leases(Path(sys.argv[1]), lasts=float(sys.argv[2]))
print(held.take("abcd"), flush=True)
for line in sys.stdin:
    print(held.holds("abcd"), flush=True)
"""


def other(folder: Path, lasts: float = 30.0, *before: str) -> AbstractContextManager[Holder]:
    return holder(_HOLDER, folder, lasts, before=before)


def pulse(folder: Path, holder: Holder) -> bytes:
    """What the pulse of another process holds now."""
    files = [file.read_bytes() for file in folder.glob("*.pulse")]
    return next(content for content in files if json.loads(content)["process"] == holder.process.pid)


def test_a_lease_excludes_the_same_video_and_no_other(store: Store) -> None:
    assert store.leases.take("abcd")
    assert not store.leases.take("abcd")
    assert store.leases.take("bcde")
    store.leases.drop("abcd")
    assert store.leases.take("abcd")


def test_two_stores_of_one_process_exclude_each_other(store: Store) -> None:
    second = Store.open(store.local())
    assert store.leases.take("abcd")
    assert not second.leases.take("abcd")
    store.leases.close()
    assert second.leases.take("abcd")


def test_of_many_threads_and_stores_one_holds_a_lease_at_a_time(store: Store) -> None:
    inside, most = [0], [0]

    def work(number: int) -> None:
        with (store if number % 2 else Store.open(store.local())).leases.held("abcd", patience=60):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.002)
            inside[0] -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    assert most == [1]


def test_another_process_excludes_and_its_death_frees_at_once(tmp_path: Path) -> None:
    ours = Leases(tmp_path)
    with other(tmp_path) as holder:
        assert holder.took
        assert not ours.take("abcd")
        assert ours.take("bcde")
        holder.process.send_signal(signal.SIGKILL)
        holder.process.wait()
        assert ours.take("abcd")
        ours.close()
    assert list(tmp_path.iterdir()) == []


def test_who_stands_still_loses_the_lease_and_knows_it(tmp_path: Path) -> None:
    ours = Leases(tmp_path, lasts=0.4)
    with other(tmp_path, 0.4) as holder:
        for _ in range(6):  # it lives, half as long again as a dead one's lease would last
            assert not ours.take("abcd")
            before = pulse(tmp_path, holder)
            assert within(60, lambda before=before: pulse(tmp_path, holder) != before)
        assert not ours.take("abcd")
        os.kill(holder.process.pid, signal.SIGSTOP)
        assert within(60, lambda: ours.take("abcd"))
        os.kill(holder.process.pid, signal.SIGCONT)
        assert not holder.holds()
        assert ours.holds("abcd")


def test_a_machine_that_is_gone_is_waited_for_by_our_own_clock(tmp_path: Path) -> None:
    with other(tmp_path) as holder:
        pulse = next(tmp_path.glob("*.pulse"))
        told = json.loads(pulse.read_text())
        holder.process.kill()
        holder.process.wait()
    pulse.write_text(json.dumps({**told, "machine": "another"}))
    for time_of_change in (0, 2**33):  # whatever the disk or the other machine took the time to be
        os.utime(pulse, (time_of_change, time_of_change))
        ours = Leases(tmp_path, lasts=0.3)
        assert not ours.take("abcd")
    assert within(60, lambda: ours.take("abcd"))


def test_a_number_that_was_given_to_another_process_is_no_owner(tmp_path: Path) -> None:
    with other(tmp_path) as holder:
        pulse = next(tmp_path.glob("*.pulse"))
        told = json.loads(pulse.read_text())
        holder.process.kill()
    pulse.write_text(json.dumps({**told, "process": os.getpid()}))
    assert Leases(tmp_path).take("abcd")


def test_a_fork_holds_nothing_of_its_parent(tmp_path: Path) -> None:
    ours = Leases(tmp_path)
    assert ours.take("abcd")
    with warnings.catch_warnings():  # later versions of Python warn that there are threads
        warnings.simplefilter("ignore")
        child = os.fork()
    if not child:
        ours.drop("abcd")
        os._exit(ours.holds("abcd") or ours.take("abcd"))
    assert os.waitpid(child, 0)[1] == 0
    assert ours.holds("abcd")


@pytest.mark.parametrize("noise", [b"", b"{", b"[1]", b'{"machine": 1, "process": "x", "born": null}'])
def test_a_damaged_pulse_is_one_that_stands_still(tmp_path: Path, noise: bytes) -> None:
    assert Leases(tmp_path).take("abcd")
    next(tmp_path.glob("*.pulse")).write_bytes(noise)
    ours = Leases(tmp_path, lasts=0.2)
    assert not ours.take("abcd")
    assert within(60, lambda: ours.take("abcd"))


def test_who_waits_too_long_is_told(store: Store) -> None:
    assert Leases(store.local("leases")).take("abcd")
    with pytest.raises(LibraryBusy, match="Another process works on abcd"), store.leases.held("abcd", patience=0.1):
        pass


def test_a_library_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "leases").write_text("a file where the folder should be")
    with pytest.raises(LibraryError, match=r"leases cannot be written: .*\. Change the permissions"):
        Leases(tmp_path / "leases").take("abcd")
