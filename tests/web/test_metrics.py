"""What is measured, in the text that Prometheus reads; whether the server is alive and ready."""

import re
from pathlib import Path
from shutil import rmtree

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Serve
from vsearch.tokens import add
from vsearch.web.metrics import Metrics

LINE = re.compile(r'# (HELP|TYPE) \w+ .+|\w+(\{(\w+="(\\.|[^"\\])*",?)+\})? -?[\d.e+]+(inf)?')


def test_times_are_counted_up_to_each_bound() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.02, 0.02, 99.0):
        metrics.observe("t", seconds, route='/a"b')
    with metrics.stage("look"):
        pass
    text = metrics.text([("g", "A thing.", {"of": "x"}, 2.0)])
    assert 't_bucket{route="/a\\"b",le="0.025"} 3' in text
    assert 't_bucket{route="/a\\"b",le="+Inf"} 4' in text
    assert 't_count{route="/a\\"b"} 4' in text
    assert 'vsearch_stage_seconds_count{stage="look"} 1' in text
    assert text.endswith('# HELP g A thing.\n# TYPE g gauge\ng{of="x"} 2\n')
    assert all(LINE.fullmatch(line) for line in text.splitlines())


def test_workers_tell_what_all_of_them_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vsearch.web.metrics.OFTEN", -1.0)
    workers = []
    for process in (11, 12):
        monkeypatch.setattr("vsearch.web.metrics.os.getpid", lambda process=process: process)
        workers.append(Metrics(tmp_path))
    for metrics in workers:
        metrics.observe("t", 0.02, route="/a")
    (tmp_path / "metrics-13.json").write_text("noise")
    for metrics in workers:
        assert 't_bucket{route="/a",le="0.025"} 2' in metrics.text([])
        assert 't_sum{route="/a"} 0.040000' in metrics.text([])


def test_a_server_tells_requests_by_route_stages_jobs_caches_and_the_library(client: TestClient) -> None:
    client.get("/api/v1/search", params={"words": "a very private wish"})
    client.get("/api/v1/videos/nothing")
    text = client.get("/metrics").text
    assert re.search(r'vsearch_request_seconds_count\{method="GET",route="/api/v1/search",status="200"\} \d', text)
    assert 'route="/api/v1/videos/{id}",status="404"' in text
    assert 'vsearch_stage_seconds_count{stage="search"}' in text
    for name in ("jobs", "cache_entries", "cache_bytes", "videos", "frames", "index_bytes"):
        assert f"\nvsearch_{name}" in text
    assert "vsearch_videos 3\n" in text
    assert "private" not in text
    assert all(LINE.fullmatch(line) for line in text.splitlines()), text


def test_only_administrators_read_metrics_where_there_are_tokens(serve: Serve, tmp_path: Path) -> None:
    secrets = {role: add(tmp_path / "tokens.json", role, role) for role in ("viewer", "admin")}
    client = serve(tokens=tmp_path / "tokens.json")
    told = {
        role: client.get("/metrics", headers={"Authorization": f"Bearer {secret}"}).status_code
        for role, secret in secrets.items()
    }
    assert told == {"viewer": 403, "admin": 200}
    assert client.get("/metrics").status_code == 401
    assert client.get("/healthz").status_code == 200


def test_a_library_that_vanished_is_alive_and_not_ready(serve: Serve, own: Path) -> None:
    client = serve()
    assert client.get("/readyz").json() == {"status": "ready", "videos": 3}
    rmtree(own)
    assert client.get("/healthz").json() == {"status": "ok"}
    told = client.get("/readyz")
    assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
