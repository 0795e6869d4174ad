"""Decisions in a bucket: merged by time, never lost, never doubled, whatever the clocks say and whoever compacts."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.errors import OutputRefused, StorageRefused
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.remote import listing
from vsearch.library.remote.log import ROOM, RemoteLog
from vsearch.objects.bucket import Bucket


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FRESH", 0.0)


@pytest.fixture
def far(s3: str) -> Store:
    return Store.create(Path(f"{s3}/films"), "fake", 4)


def tags(store: Store) -> list[str]:
    return [one.tag for one in store.decisions()]


def label(tag: str) -> Decision:
    return Decision("label", "abcd", tag=tag)


def test_what_takes_back_comes_after_it_though_its_clock_is_an_hour_behind(
    far: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = far.decide(label("cat"))[0]
    honest = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: honest() - 3_600_000_000_000)
    behind = Store.open(Path(far.location))
    behind.undo(key)
    behind.undo(behind.history()[-1].key)
    assert tags(Store.open(Path(far.location))) == ["cat"]
    assert [one.decision.kind for one in far.history()] == ["label", "undo", "undo"]


def test_a_batch_that_comes_late_is_put_where_its_time_says(far: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    late = Store.open(Path(far.location))
    honest = time.time_ns
    far.decide(label("second"))
    assert tags(far) == ["second"]
    monkeypatch.setattr(time, "time_ns", lambda: honest() - 3_600_000_000_000)
    late.decide(label("first"))
    assert tags(far) == tags(late) == ["first", "second"]


def test_compacting_keeps_order_and_keys_and_leaves_one_object(far: Store) -> None:
    for number in range(5):
        far.decide(label(f"tag {number}"), label(f"other {number}"))
    before = far.history()
    far.clear()
    assert Store.open(Path(far.location)).history() == before
    assert len(list(Bucket(far.location).list(ROOM))) == 1
    far.decide(label("later"))
    far.clear()
    assert tags(far)[-1] == "later"
    assert len(far.history()) == 11


def test_two_who_compact_at_once_lose_and_double_nothing(far: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        far.decide(label(f"tag {number}"))
    other = Store.open(Path(far.location))
    put, done = Bucket.put, []

    def meddled(bucket: Bucket, key: str, content: bytes) -> object:
        if key.endswith(".many.json") and not done:
            done.append(key)
            other.decide(label("between"))
            other.clear()
        return put(bucket, key, content)

    monkeypatch.setattr(Bucket, "put", meddled)
    far.clear()
    assert sorted(tags(Store.open(Path(far.location)))) == ["between", "tag 0", "tag 1", "tag 2"]


def test_who_reads_while_another_compacts_reads_all(
    far: Store, monkeypatch: pytest.MonkeyPatch, another_machine: Callable[[str], None]
) -> None:
    for number in range(3):
        far.decide(label(f"tag {number}"))
    another_machine("second")
    reader, read, done = Store.open(Path(far.location)), RemoteLog._content, []

    def meddled(log: RemoteLog, key: str) -> bytes:
        if not done:
            done.append(key)
            far.clear()
        return read(log, key)

    monkeypatch.setattr(RemoteLog, "_content", meddled)
    assert tags(reader) == ["tag 0", "tag 1", "tag 2"]


def test_a_decision_that_storage_does_not_take_is_refused_and_not_there(
    far: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StorageRefused("The storage does not answer.", "wait-storage")

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "put", refuse)
        with pytest.raises(OutputRefused, match=r"does not answer\. Nothing was decided"):
            far.decide(label("cat"))
    assert tags(far) == []


def test_lines_that_are_no_decisions_are_named_and_set_aside(far: Store) -> None:
    far.decide(label("cat"))
    Bucket(far.location).put(f"{ROOM}000000000000001-x-1.jsonl", b'{"kind": "label", "tag": "dog"}\nnoise\n')
    assert tags(far) == ["dog", "cat"]
    flaws = far.log.flaws(lambda _: "")
    assert len(flaws) == 1
    assert "000000000000001-x-1.jsonl, line 2, is no decision" in flaws[0]
    far.log.mend(lambda _: "")
    assert tags(far) == ["dog", "cat"]
    assert far.log.flaws(lambda _: "") == []
    assert b"noise" in next(Bucket(far.location).read(one.key).content for one in Bucket(far.location).list("damaged/"))
