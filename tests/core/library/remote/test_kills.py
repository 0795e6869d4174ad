"""Runs that are killed again and again on a bad road lose no video, make none twice, and leave no lease behind."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.stored import Faults
from vsearch.library import Store
from vsearch.library.remote import listing

_RUN = """
import sys
from pathlib import Path
import numpy as np
from vsearch.errors import LibraryError
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts import frames, vectors
from vsearch.library.parts.entry import Entry
from vsearch.nouns import FrameRow, Span, Video

store = Store.open(Path(sys.argv[1]))
rows = [FrameRow(n, float(n), n, True, "", Span(n, n + 1), {"sharpness": 0.5}) for n in range(3)]
print("begun", flush=True)
for number in range(int(sys.argv[2])):
    id = f"video{number}"
    if store.has(id) or not store.leases.take(id):
        continue
    try:
        try:
            store.shelf(id).entry()
            continue
        except LibraryError:
            pass
        table, order = frames.table(rows, [1, 2, 3])
        with store.draft(id) as draft:
            draft.put_frames(table, vectors.flat(np.eye(3, 4, dtype=np.float32)[order]))
            draft.put_preview(b"sheet", "WEBVTT")
            draft.commit(Entry(Video(id, Path(f"/films/{id}.mp4"), id, 4.0, 16, 9, "ff"), made={"frames": {"kept": 3}}))
        store.decide(Decision("label", id, tag=f"made {id}"))
        print(id, flush=True)
    finally:
        store.leases.drop(id)
store.leases.close()
"""


def _started(place: Path, videos: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", _RUN, str(place), str(videos)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert run.stdout
    assert run.stdout.readline() == "begun\n"
    return run


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_kills_lose_no_video_make_none_twice_and_leave_no_lease(
    bad_road: Faults, s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    place, videos, told = Path(f"{s3}/films"), 60, []
    Store.create(place, "fake", 4)
    chance = random.Random(5)
    for _ in range(20):
        run = _started(place, videos)
        time.sleep(chance.uniform(0.02, 0.6))
        run.kill()
        told += run.communicate()[0].split()
    both = [_started(place, videos) for _ in range(2)]
    for run in both:
        told += run.communicate()[0].split()
        assert run.returncode == 0
    last = _started(place, videos)
    told += last.communicate()[0].split()
    assert max(Counter(told).values()) == 1
    store = Store.open(place)
    assert store.ids() == sorted(f"video{number}" for number in range(videos))
    assert [len(store.shelf(id).frames()) for id in store.ids()] == [3] * videos
    assert not any(list(store.shelf(id).damages()) for id in store.ids())
    decided = Counter(one.tag for one in store.decisions())
    assert all(decided[f"made {id}"] == 1 for id in told)
    store.begin()
    assert store.underway() == []
    assert all(store.leases.take(id) for id in store.ids())
    store.leases.close()
