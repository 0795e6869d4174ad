"""Jobs over HTTP, worked on by real processes: films and lists to download, indexing, cancelling."""

import sys
import time
from pathlib import Path
from shutil import copy
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Serve
from vsearch.data.samples import Samples
from vsearch.readers.pyav import PyAVReader
from vsearch.web.jobs import queue

JOBS = "/api/v1/jobs"
OURS = {"Vsearch": "1"}


def ended(client: TestClient, job: dict[str, Any], seconds: float = 200) -> dict[str, Any]:
    """A job once it has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        told = client.get(f"{JOBS}/{job['id']}").json()
        if told["state"] in ("done", "failed", "cancelled"):
            return dict(told)
        time.sleep(0.1)
    pytest.fail(f"it has not ended: {told}")


def test_a_film_is_made_and_fetched_once_under_one_key(serve: Serve, ids: dict[str, str], tmp_path: Path) -> None:
    client = serve()
    asked = {"kind": "vertical", "name": "Best of", "moments": [{"video": ids["cat"], "start": 2, "end": 3}]}
    job, again = (client.post(JOBS, json=asked, headers={"Idempotency-Key": "k"}).json() for _ in range(2))
    assert again["id"] == job["id"]
    assert client.get(f"{JOBS}/{job['id']}/result").status_code == 404
    told = ended(client, job)
    assert (told["state"], told["progress"], told["result"]) == ("done", 1.0, "Best of.mp4"), told
    file = client.get(f"{JOBS}/{job['id']}/result")
    assert file.headers["content-disposition"].startswith("attachment; filename")
    (tmp_path / "best.mp4").write_bytes(file.content)
    facts = PyAVReader(tmp_path / "best.mp4").facts
    assert (facts.width * 16, round(facts.duration)) == (facts.height * 9, 1)
    assert [one["id"] for one in client.get(JOBS).json()["items"]] == [job["id"]]


def test_clips_lists_and_thumbnails_are_made(serve: Serve, ids: dict[str, str], tmp_path: Path) -> None:
    client = serve()
    reel = {"items": [{"video": ids["cat"], "start": 1, "end": 2, "note": "Look"}]}
    client.put("/api/v1/reels/kept", json=reel, headers={"If-None-Match": "*"})
    asked = [
        {"kind": "clip", "video": ids["morning"], "start": 1, "end": 2, "copy": True},
        {"kind": "export", "reel": "kept", "format": "edl"},
        {"kind": "thumbnails", "videos": [ids["cat"], ids["slow"]], "size": 160},
    ]
    jobs = [client.post(JOBS, json=one).json() for one in asked]
    clip, edl, pictures = (ended(client, job) for job in jobs)
    assert [one["state"] for one in (clip, edl, pictures)] == ["done"] * 3
    assert clip["result"].endswith(".mp4")
    assert b"TITLE: kept" in client.get(f"{JOBS}/{edl['id']}/result").content
    (tmp_path / "all.zip").write_bytes(client.get(f"{JOBS}/{pictures['id']}/result").content)
    assert len(ZipFile(tmp_path / "all.zip").namelist()) == 2


@pytest.mark.parametrize(
    "asked", [{"kind": "vertical"}, {"kind": "export", "format": "edl"}], ids=lambda one: one["kind"]
)
def test_a_full_disk_fails_an_export_in_a_sentence_and_leaves_nothing(
    serve: Serve, own: Path, ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    full = tmp_path / "python"  # to whatever it starts, the disk has no room
    full.write_text(f'#!/bin/sh\nulimit -f 0\nexec {sys.executable} "$@"\n')
    full.chmod(0o755)
    monkeypatch.setattr(queue, "sys", SimpleNamespace(executable=str(full)))
    client = serve()
    asked = asked | {"name": "Best of", "moments": [{"video": ids["cat"], "start": 2, "end": 3}]}
    told = ended(client, client.post(JOBS, json=asked).json())
    assert (told["state"], told["result"]) == ("failed", None)
    assert told["error"].endswith("cannot be written: File too large.")
    assert [path.name for path in own.glob("jobs/*/*")] == ["job.json"]


def test_only_what_lies_in_a_media_folder_is_indexed(serve: Serve, samples: Samples, tmp_path: Path) -> None:
    media, elsewhere = tmp_path / "media", tmp_path / "elsewhere"
    (media / "new").mkdir(parents=True)
    elsewhere.mkdir()
    inside, outside = sorted(samples.folder.glob("*.mp4"))[-2:]
    copy(inside, media / "new" / "inside.mp4")
    copy(outside, elsewhere / "outside.mp4")
    (media / "new" / "link.mp4").symlink_to(elsewhere / "outside.mp4")
    (media / "out").symlink_to(elsewhere)
    client = serve(media=(media,))
    for folder in ("../elsewhere", str(elsewhere), "out", "nothing", "new/inside.mp4", "a\0b"):
        told = client.post(JOBS, json={"kind": "index", "media": "media", "folder": folder})
        assert told.status_code == 400, folder
        assert "no folder that may be indexed" in told.json()["detail"]
    assert client.post(JOBS, json={"kind": "index", "media": "other"}).status_code == 400
    job = client.post(JOBS, json={"kind": "index", "media": "media", "folder": "new"}).json()
    told = ended(client, job)
    assert told["state"] == "done", told
    assert told["notes"][0] == "1 indexed. 1 files lie elsewhere, behind a link, and are left out."
    assert {video["file"] for video in client.get("/api/v1/videos").json()["items"]} >= {"inside.mp4"}


def test_a_job_that_runs_is_cancelled_and_leaves_nothing(serve: Serve, ids: dict[str, str], own: Path) -> None:
    client = serve()
    moments = [{"video": ids["cat"], "start": 0, "end": 14}] * 40
    job = client.post(JOBS, json={"kind": "vertical", "moments": moments}).json()
    while client.get(f"{JOBS}/{job['id']}").json()["state"] == "waiting":
        time.sleep(0.05)
    waiting = client.post(JOBS, json={"kind": "reel", "moments": moments}).json()
    assert client.delete(f"{JOBS}/{waiting['id']}", headers=OURS).json()["state"] == "cancelled"
    client.delete(f"{JOBS}/{job['id']}", headers=OURS)
    assert ended(client, job)["state"] == "cancelled"
    assert [path.name for path in (own / "jobs" / job["id"]).iterdir()] == ["job.json"]
    assert client.delete(f"{JOBS}/{job['id']}", headers=OURS).json()["state"] == "cancelled"


def test_what_runs_when_the_server_stops_says_so_afterwards_and_what_waits_is_done(
    serve: Serve, ids: dict[str, str]
) -> None:
    client = serve()
    moments = [{"video": ids["cat"], "start": 0, "end": 14}] * 40
    job = client.post(JOBS, json={"kind": "vertical", "moments": moments}).json()
    while client.get(f"{JOBS}/{job['id']}").json()["state"] == "waiting":
        time.sleep(0.05)
    waits = client.post(JOBS, json={"kind": "export", "format": "csv", "moments": moments[:1]}).json()
    client.__exit__()
    later = serve()
    told = ended(later, job)
    assert (told["state"], told["error"]) == ("failed", "It was stopped by a restart of the server.")
    assert ended(later, waits)["state"] == "done"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param({"kind": "dance"}, 422, id="no such kind"),
        pytest.param({"kind": "clip", "video": "nothing", "start": 0, "end": 1}, 404, id="no such video"),
        pytest.param({"kind": "clip", "video": "CAT", "start": 2, "end": 1}, 400, id="backwards"),
        pytest.param({"kind": "reel", "moments": []}, 422, id="no moment"),
        pytest.param({"kind": "reel", "reel": "none"}, 404, id="no such reel"),
        pytest.param({"kind": "export", "format": "exe", "reel": "r"}, 422, id="no such format"),
        pytest.param({"kind": "thumbnails", "videos": ["CAT"], "size": 1}, 422, id="too small"),
        pytest.param({"kind": "index", "media": "films"}, 400, id="no media"),
    ],
)
def test_what_cannot_be_made_is_refused_at_once(
    client: TestClient, ids: dict[str, str], asked: dict[str, Any], status: int
) -> None:
    told = client.post(
        JOBS,
        json={k: ids["cat"] if v == "CAT" else v for k, v in asked.items()}
        | ({"videos": [ids["cat"]]} if "videos" in asked else {}),
    )
    assert told.status_code == status, told.text


def test_jobs_are_not_found_by_paths(client: TestClient) -> None:
    for id in ("..", "%2e%2e%2fvideos", "0" * 16):
        for end in ("", "/result"):
            assert client.get(f"{JOBS}/{id}{end}").status_code == 404
