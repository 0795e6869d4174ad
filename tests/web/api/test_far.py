"""A library and its films on object storage, served like those of a folder, by two servers at once."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from vsearch.data.samples import Samples
from vsearch.indexer.run.index import index
from vsearch.library.remote import listing
from vsearch.objects.bucket import Bucket
from vsearch.settings import IndexOverrides
from vsearch.web.app import create_app
from vsearch.web.settings import ServeSettings

API = "/api/v1"
FILM = "morning-coffee.mp4"


@pytest.mark.slow
def test_two_servers_serve_one_library_that_lies_elsewhere(
    s3: str, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    content, place = (samples.folder / FILM).read_bytes(), Path(f"{s3}/library")
    Bucket(s3).put(f"films/{FILM}", content)
    settings = IndexOverrides(words=False, sound="none", screen=False, motion=False, segments=False)
    outcome = index([f"{s3}/films"], store=place, encoder="builtin", settings=settings, jobs=1)[0]
    video, apps = f"{API}/videos/{outcome.id}", [create_app(ServeSettings(library=place)) for _ in range(2)]
    address = "http://127.0.0.1:7777"
    with TestClient(apps[0], base_url=address) as one, TestClient(apps[1], base_url=address) as two:
        assert one.get(video).json()["title"] == two.get(video).json()["title"]
        assert one.get(f"{video}/file").content == content
        part = two.get(f"{video}/file", headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, content[100:200])
        found = two.get(f"{API}/search", params={"words": "morning coffee"})
        assert found.status_code == 200
        assert outcome.id in found.text
