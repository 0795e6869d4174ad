"""Records of jobs: bounded, once under one key, and true after a server that was killed."""

from dataclasses import replace
from pathlib import Path

import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.library.remote import listing, shared
from vsearch.web.jobs.records import CANCELLED, DONE, FAILED, RUNNING, STOPPED, WAITING, Job, JobUnknown, Records
from vsearch.web.safety.rates import TooMuch


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    monkeypatch.setattr(shared, "SELDOM", 0.0)
    return tmp_path if request.param == "folder" else Path(f"{request.getfixturevalue('s3')}/library")


@pytest.fixture
def records(place: Path) -> Records:
    return Records(Store.create(place, "fake", 4))


def others(records: Records) -> Records:
    """The same jobs, as another worker, or another server, sees them."""
    return Records(Store.open(Path(records.store.location)))


def test_a_job_is_seen_by_every_worker(records: Records) -> None:
    job = records.add("clip", {"video": "a", "start": 1.0}, "Ann", "", 5)
    assert others(records).all() == [job]
    records.write(replace(job, progress=0.5), lasting=False)
    assert others(records).read(job.id).progress == 0.5


def test_one_key_of_one_person_is_one_job(records: Records) -> None:
    job = records.add("clip", {"video": "a"}, "Ann", "k", 5)
    assert others(records).add("clip", {"video": "a"}, "Ann", "k", 5) == job
    assert records.add("clip", {"video": "a"}, "Bob", "k", 5).id != job.id
    with pytest.raises(UsageWrong, match="was used for another job"):
        records.add("clip", {"video": "b"}, "Ann", "k", 5)


def test_no_more_wait_than_may(records: Records) -> None:
    jobs = [records.add("clip", {}, "Ann", "", 2) for _ in range(2)]
    with pytest.raises(TooMuch, match="2 jobs are waiting"):
        records.add("clip", {}, "Ann", "", 2)
    records.cancel(jobs[0].id)
    assert records.add("clip", {}, "Ann", "", 2).state == WAITING


def test_what_waits_is_cancelled_at_once_and_what_runs_by_whoever_works_on_it(records: Records) -> None:
    first, second = (records.add("clip", {}, "Ann", "", 5) for _ in range(2))
    other = others(records)
    assert other.cancel(first.id).state == CANCELLED
    assert records.leases.take(second.lease)
    records.write(replace(second, state=RUNNING))
    assert other.cancel(second.id).state == RUNNING
    assert records.unwanted(second)
    assert other.cancel(first.id).state == CANCELLED


def test_what_ran_when_its_server_died_was_stopped_and_leaves_no_half_file(records: Records) -> None:
    job = records.add("clip", {}, "Ann", "", 5)
    records.write(replace(job, state=RUNNING, progress=0.4))
    (records.place(job) / "out").mkdir()
    (records.place(job) / "out" / "half.mp4.part").write_bytes(b"half")
    told = others(records).read(job.id)
    assert (told.state, told.error) == (FAILED, STOPPED)
    assert [path.name for path in records.place(job).iterdir()] == ["job.json"]


def test_what_ran_and_ended_is_not_stopped(records: Records) -> None:
    job = records.add("clip", {}, "Ann", "", 5)
    assert records.leases.take(job.lease)
    records.write(replace(job, state=RUNNING))
    other = others(records)
    assert other.read(job.id).state == RUNNING
    records.write(replace(job, state=DONE))
    records.leases.drop(job.lease)
    assert other.read(job.id).state == DONE


@pytest.mark.parametrize("content", [b"", b"noise", b'{"layout": 1}', b'{"id": 7, "kind": "a", "layout": 1}'])
def test_a_damaged_record_costs_itself_alone(records: Records, content: bytes) -> None:
    job = records.add("clip", {}, "Ann", "", 5)
    other = records.add("clip", {}, "Ann", "", 5)
    records.store.shared("jobs").write(f"{job.id}/job.json", content)
    assert records.all() == [other]
    with pytest.raises(JobUnknown):
        records.read(job.id)


@pytest.mark.parametrize("id", ["", "..", "../../x", "0" * 15, "g" * 16, "0" * 16])
def test_an_unknown_id_is_refused_before_any_path_is_made(records: Records, id: str) -> None:
    with pytest.raises(JobUnknown):
        records.read(id)


def test_jobs_that_ended_long_ago_are_forgotten(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vsearch.web.jobs.records.KEPT", 10)
    for number in range(13):
        records.write(Job(f"{number:016x}", "clip", state=DONE, created=f"2026-01-01T00:00:{number:03}"))
    job = records.add("clip", {}, "Ann", "", 5)
    left = records.all()
    assert len(left) == 10
    assert left[-1] == job
    assert left[0].id == f"{4:016x}"
