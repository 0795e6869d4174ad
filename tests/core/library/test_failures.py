"""Failures: kept a file each until the file is indexed or gone, bounded, and never in the way of anything."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from vsearch.cures import Note
from vsearch.library import Store, failures
from vsearch.library.health import findings, mend

WHY = Note("It has no pictures.", "did-you-mean", {"near": "a film"})


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a file that is there."""

    def made(name: str = "broken.mp4") -> Path:
        path = tmp_path / name
        path.write_bytes(b"")
        return path

    return made


def names(store: Store) -> list[str]:
    return [one.path.name for one in failures.failures(store)]


def test_a_failure_is_kept_with_its_reason_and_cure_for_every_process(store: Store, file: Callable[..., Path]) -> None:
    path = file()
    failures.record(store, path, WHY)
    [found] = failures.failures(Store.open(Path(store.location)))
    assert (found.path, found.note, bool(found.at)) == (path, WHY, True)
    assert str(found.note) == "It has no pictures. Did you mean 'a film'?"


def test_what_failed_again_is_told_once_with_the_reason_of_the_last_time(
    store: Store, file: Callable[..., Path]
) -> None:
    path, before = file(), store.revision()
    failures.record(store, path, WHY)
    between = store.revision()
    failures.record(store, path, Note("It is empty."))
    assert [one.reason for one in failures.failures(store)] == ["It is empty."]
    assert len({before, between, store.revision()}) == 3


def test_what_was_indexed_or_is_gone_failed_no_more(store: Store, file: Callable[..., Path]) -> None:
    one, two, three = file("one.mp4"), file("two.mp4"), file("three.mp4")
    for path in (one, two, three):
        failures.record(store, path, WHY)
    failures.settle(store, one)
    failures.settle(store, one)
    two.unlink()
    assert names(store) == ["three.mp4"]
    assert len(store.failed.names()) == 2
    failures.tidy(store)
    assert len(store.failed.names()) == 1


def test_the_oldest_go_where_there_are_too_many(
    store: Store, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter("123")
    monkeypatch.setattr(failures, "now", lambda: next(times))
    monkeypatch.setattr(failures, "MOST", 2)
    for name in ("one.mp4", "two.mp4", "three.mp4"):
        failures.record(store, file(name), WHY)
    failures.tidy(store)
    assert names(store) == ["three.mp4", "two.mp4"]


def test_what_lies_in_the_library_itself_is_not_remembered(store: Store) -> None:
    for path in (Path(store.location), Path(store.location) / "library.json"):
        failures.record(store, path, WHY)
    assert store.failed.names() == []


def test_a_name_or_a_fact_that_cannot_be_written_is_written_as_it_can(store: Store, file: Callable[..., Path]) -> None:
    path = file("odd\N{REPLACEMENT CHARACTER}.mp4")
    failures.record(store, path.with_name("odd\udc80.mp4"), Note("\udc80", "did-you-mean", {"near": "\udc80", "n": 1}))
    assert names(store) == [path.name]
    assert list(findings(store)) == []


def test_several_that_fail_at_once_are_all_remembered(store: Store, file: Callable[..., Path]) -> None:
    paths = [file(f"{number}.mp4") for number in range(8)]
    others = [Store.open(Path(store.location)) for _ in paths]
    threads = [
        Thread(target=failures.record, args=(other, path, WHY)) for other, path in zip(others, paths, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(store)) == [path.name for path in paths]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda told: "{", id="no JSON"),
        pytest.param(lambda told: json.dumps(told | {"path": 7}), id="of another type"),
        pytest.param(lambda told: json.dumps({k: v for k, v in told.items() if k != "reason"}), id="without a reason"),
        pytest.param(lambda told: json.dumps(told | {"facts": {}}), id="without what its cure says"),
    ],
)
def test_a_damaged_record_is_left_out_named_and_set_aside(
    store: Store, file: Callable[..., Path], broken: Callable[[dict[str, object]], str]
) -> None:
    failures.record(store, file(), WHY)
    [record] = (Path(store.location) / "failed").glob("*.json")
    record.write_text(broken(json.loads(record.read_text())))
    assert failures.failures(store) == []
    failures.tidy(store)
    assert [record.stem in wrong.what for wrong in findings(store)] == [True]
    mend(Path(store.location))
    assert list(findings(Store.open(Path(store.location)))) == []


def test_a_cure_that_a_newer_version_knows_is_left_out(store: Store, file: Callable[..., Path]) -> None:
    failures.record(store, file(), Note("It is odd.", "what-will-come"))
    assert [str(one.note) for one in failures.failures(store)] == ["It is odd."]
