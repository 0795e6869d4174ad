"""Playing over the API: files by byte ranges, everything else as segments, and nothing but what the library knows."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from shutil import copyfile

import pytest
from starlette.testclient import TestClient

from tests.played import shown
from vsearch.errors import EncodersBusy
from vsearch.indexer.run.index import index
from vsearch.library import Store
from vsearch.media.playback.encoding import Segment
from vsearch.media.playback.film import PlayedFilm
from vsearch.readers import Size
from vsearch.readers.still import still
from vsearch.settings import IndexOverrides
from vsearch.web.app import create_app
from vsearch.web.settings import ServeSettings

API = "/api/v1"
KINDS = ("hevc", "ac3")


@pytest.fixture(scope="module")
def films(shot: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of films, and a library of them in it."""
    folder = tmp_path_factory.mktemp("playing")
    paths = [Path(copyfile(shot(kind), folder / f"{kind}{shot(kind).suffix}")) for kind in KINDS]
    settings = IndexOverrides(words=False, sound="none", screen=False, motion=False, segments=False)
    index(paths, store=folder / "library", encoder="builtin", settings=settings, jobs=1)
    return folder


@pytest.fixture(scope="module")
def playing(films: Path) -> Iterator[TestClient]:
    with TestClient(create_app(ServeSettings(library=films / "library")), base_url="http://127.0.0.1:7777") as client:
        yield client


@pytest.fixture(scope="module")
def named(films: Path) -> dict[str, str]:
    """The ids of the films by their kinds."""
    store = Store.open(films / "library")
    return {entry.video.path.stem: entry.id for entry in store.entries()}


@pytest.fixture
def file(client: TestClient, ids: dict[str, str]) -> str:
    return f"{API}/videos/{ids['cat']}/file"


def test_what_a_browser_plays_itself_is_said_to_be_a_file(client: TestClient, ids: dict[str, str]) -> None:
    told = client.get(f"{API}/videos/{ids['cat']}/play").json()
    assert told == {
        "mode": "file", "url": f"{API}/videos/{ids['cat']}/file", "type": "video/mp4", "why": "", "note": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("range_", "part"),
    [
        pytest.param("bytes=0-9", (0, 10), id="the first bytes"),
        pytest.param("bytes=100-", (100, None), id="from a byte on"),
        pytest.param("bytes=-7", (-7, None), id="the last bytes"),
        pytest.param("bytes=5-99999999999", (5, None), id="beyond the end"),
        pytest.param("bytes=-99999999999", (0, None), id="more than there are"),
    ],
)
def test_ranges_of_a_file_are_sent(client: TestClient, file: str, range_: str, part: tuple[int, int | None]) -> None:
    whole = client.get(file)
    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    answer = client.get(file, headers={"Range": range_})
    expected = whole.content[part[0] : part[1]]
    start = part[0] if part[0] >= 0 else len(whole.content) + part[0]
    assert answer.status_code == 206
    assert answer.content == expected
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole.content)}"
    assert answer.headers["content-type"] == "video/mp4"


@pytest.mark.parametrize("range_", ["bytes=0-1,5-6", "bytes=9-3", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=1" * 999])
def test_what_is_no_single_range_gets_the_whole_file(client: TestClient, file: str, range_: str) -> None:
    answer = client.get(file, headers={"Range": range_})
    assert (answer.status_code, "content-range" in answer.headers) == (200, False)


@pytest.mark.parametrize("range_", ["bytes=999999999-", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(client: TestClient, file: str, range_: str) -> None:
    answer = client.get(file, headers={"Range": range_})
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")
    assert answer.json()["title"] == "Range outside"


def test_a_part_of_another_state_of_a_file_is_not_mixed_in(client: TestClient, file: str) -> None:
    tag = client.get(file, headers={"Range": "bytes=0-0"}).headers["etag"]
    assert client.get(file, headers={"Range": "bytes=1-2", "If-Range": tag}).status_code == 206
    assert client.get(file, headers={"Range": "bytes=1-2", "If-Range": '"another"'}).status_code == 200
    assert client.get(file, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(("kind", "why"), [("hevc", "coded as hevc"), ("ac3", "Matroska")])
def test_everything_else_plays_in_segments_that_show_what_stills_show(
    playing: TestClient, named: dict[str, str], films: Path, kind: str, why: str
) -> None:
    told = playing.get(f"{API}/videos/{named[kind]}/play").json()
    assert (told["mode"], told["type"]) == ("hls", "application/vnd.apple.mpegurl")
    assert why in told["why"]
    listed = playing.get(told["url"])
    assert listed.headers["content-type"].startswith("application/vnd.apple.mpegurl")
    names = [line for line in listed.text.splitlines() if line and not line.startswith("#")]
    place = told["url"].removesuffix("index.m3u8")
    beginning = playing.get(place + listed.text.split('URI="')[1].split('"')[0])
    assert beginning.status_code == 200
    answer = playing.get(place + names[1])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
    assert "vsearch-note" not in answer.headers
    assert answer.headers["content-encoding"] == "identity"
    at, picture = shown(beginning.content, answer.content)[7]
    if kind == "hevc":  # a copy's times are read in another way by PyAV
        wanted = still(films / "hevc.mp4", at + 0.001, size=Size(160, 96))
        assert abs(picture.astype(int) - wanted.astype(int)).mean() < 5
    again = playing.get(place + names[1], headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("place", ["hls/99.m4s", "hls/-1.m4s", "hls/..%2f1.m4s", "hls/1.mp4", "hls/a.m4s"])
def test_what_is_no_segment_is_refused(playing: TestClient, named: dict[str, str], place: str) -> None:
    assert 400 <= playing.get(f"{API}/videos/{named['hevc']}/{place}").status_code < 500


def test_a_list_of_another_state_of_the_file_is_not_served(playing: TestClient, named: dict[str, str]) -> None:
    answer = playing.get(f"{API}/videos/{named['hevc']}/hls/0.m4s?v=another")
    assert answer.status_code == 410
    assert "has changed" in answer.json()["detail"]


def test_a_file_that_is_gone_is_said_to_be_and_its_folder_is_not_told(films: Path, named: dict[str, str]) -> None:
    away = (films / "hevc.mp4").rename(films / "away.mp4")
    try:
        with TestClient(create_app(ServeSettings(library=films / "library")), base_url="http://127.0.0.1:7777") as it:
            for place in ("play", "file", "hls/index.m3u8", "hls/init.mp4", "hls/0.m4s"):
                answer = it.get(f"{API}/videos/{named['hevc']}/{place}")
                assert (answer.status_code, answer.json()["code"]) == (410, "put-back")
    finally:
        away.rename(films / "hevc.mp4")


def test_too_many_viewers_are_told_to_come_again(
    playing: TestClient, named: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(key: str, film: PlayedFilm, number: int) -> "Future[Segment]":
        raise EncodersBusy("All encoders work for others now.", "wait")

    app = playing.app
    monkeypatch.setattr(app.state.context.player._encoders, "segment", busy)  # type: ignore[attr-defined]
    answer = playing.get(f"{API}/videos/{named['hevc']}/hls/3.m4s")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


def test_a_segment_whose_making_was_asked_for_long_ago_still_answers_at_once(
    playing: TestClient, named: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    playing.get(f"{API}/videos/{named['hevc']}/hls/2.m4s")
    encoders = playing.app.state.context.player._encoders  # type: ignore[attr-defined]
    monkeypatch.setattr(encoders, "_placed", lambda _: pytest.fail("it is made again"))
    assert playing.get(f"{API}/videos/{named['hevc']}/hls/2.m4s").status_code == 200
