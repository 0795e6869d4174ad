"""Films on object storage: found by listing, known by their content, and read without being brought here twice."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

import vsearch
from tests.stored import Faults
from vsearch.errors import UsageWrong
from vsearch.indexer.sources import identity
from vsearch.indexer.sources.discover import RefusedFile, discover
from vsearch.library import Store
from vsearch.objects import located, path
from vsearch.objects.bucket import Bucket
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.still import still
from vsearch.settings import IndexOverrides

SILENT = IndexOverrides(sound="none", words=False, segments=False, screen=False, motion=False)


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six minutes of noise and sound, a key every ten seconds, as large a second as a small film."""
    path = tmp_path_factory.mktemp("film") / "long.mp4"
    random = np.random.default_rng(7)
    noise = [random.integers(0, 255, (90, 160, 3), np.uint8) for _ in range(50)]
    with av.open(str(path), "w") as container:
        x264 = {"preset": "ultrafast", "x264-params": "keyint=40:min-keyint=40:scenecut=0:bframes=2:threads=2"}
        video, audio = container.add_stream("libx264", rate=4, options=x264), container.add_stream("aac", rate=8_000)
        video.width, video.height, video.pix_fmt = 160, 90, "yuv420p"
        for n in range(1440):
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.roll(noise[n % 50], n, 1), "rgb24")))
            wave = 0.3 * np.sin(np.arange(2000, dtype=np.float32) / (3 + n % 5))
            sound = av.AudioFrame.from_ndarray(wave[None], "fltp", "mono")
            sound.sample_rate, sound.pts = 8_000, n * 2000
            container.mux(audio.encode(sound))
        container.mux([*video.encode(), *audio.encode()])
    return path


@pytest.fixture
def far(s3: str, long_film: Path) -> str:
    Bucket(s3).put("films/long.mp4", long_film.read_bytes())
    return f"{s3}/films/long.mp4"


@pytest.fixture
def counted(bad_road: Faults) -> Faults:
    """A good road, on which bytes are counted, whichever process asked for them."""
    bad_road.every = 0
    return bad_road


def test_videos_are_found_below_a_url_as_in_a_folder(s3: str, long_film: Path) -> None:
    store, head = Bucket(s3), long_film.read_bytes()[:4000]
    for key in ("films/b.mp4", "films/deep/a.mkv", "films/notes.txt", "films/.hidden.mp4", "other/c.mp4"):
        store.put(key, b"film")
    store.put("films/unnamed", head)
    store.put("films/library/videos/x.mp4", b"film")
    library = located(f"{s3}/films/library")
    found = [str(one.path).removeprefix(f"{s3}/") for one in discover([f"{s3}/films"], library)]
    assert found == ["films/b.mp4", "films/deep/a.mkv", "films/unnamed"]
    assert [str(one.path) for one in discover([Path(f"{s3}/other/c.mp4")], library)] == [f"{s3}/other/c.mp4"]
    for nothing in (f"{s3}/nothing", f"{s3}/films/b"):
        with pytest.raises(UsageWrong, match="There is nothing at"):
            list(discover([nothing], library))


def test_a_manifest_names_films_by_url(s3: str, tmp_path: Path) -> None:
    Bucket(s3).put("a.mp4", b"film")
    manifest = tmp_path / "films.csv"
    manifest.write_text(f"path,title\n{s3}/a.mp4,A film\n{s3}/b.mp4,None\n")
    first, second = discover([manifest], tmp_path / "library")
    assert str(first.path) == f"{s3}/a.mp4"
    assert isinstance(second, RefusedFile)


def test_a_film_is_the_same_wherever_it_lies(far: str, long_film: Path, counted: Faults) -> None:
    assert identity.fingerprint(located(far)) == identity.fingerprint(long_film)
    assert counted.sent < 6 * identity.CHUNK
    near, there = PyAVReader(long_film), PyAVReader(located(far))
    times = near.times()[[0, 7, 1000, 1439]]
    assert (there.times() == near.times()).all()
    assert there.facts == near.facts
    for one, other in zip(near.frames(times, ()), there.frames(times, ()), strict=True):
        assert one.time == other.time
        assert (one.pixels[0] == other.pixels[0]).all()


def test_times_of_a_far_film_cost_its_header_alone(far: str, long_film: Path, counted: Faults) -> None:
    reader = PyAVReader(located(far))
    assert len(reader.times()) == 1440
    assert counted.sent < 0.1 * long_film.stat().st_size


@pytest.mark.slow
def test_indexing_a_far_film_reads_it_once(far: str, long_film: Path, counted: Faults, tmp_path: Path) -> None:
    assert [one.status for one in vsearch.index([far], store=tmp_path / "far", encoder="builtin")] == ["indexed"]
    size = long_film.stat().st_size
    assert 0.9 * size < counted.sent < 1.05 * size
    vsearch.index([long_film], store=tmp_path / "near", encoder="builtin")
    there, near = (Store.open(tmp_path / name) for name in ("far", "near"))
    assert there.ids() == near.ids()
    id = near.ids()[0]
    assert there.entry(id).parts == near.entry(id).parts
    sent = counted.sent
    assert [one.status for one in vsearch.index([far], store=tmp_path / "far")] == ["unchanged"]
    assert counted.sent - sent < 1 << 16


def test_one_frame_a_minute_leaves_two_thirds_where_they_are(
    far: str, long_film: Path, counted: Faults, tmp_path: Path
) -> None:
    settings = replace(SILENT, every=60.0)
    assert [one.status for one in vsearch.index([far], store=tmp_path / "far", encoder="builtin", settings=settings)]
    assert counted.sent < 0.35 * long_film.stat().st_size
    id = Store.open(tmp_path / "far").ids()[0]
    assert len(Store.open(tmp_path / "far").shelf(id).frames()) == 6


@pytest.mark.slow
def test_a_far_film_is_indexed_on_a_bad_road(far: str, long_film: Path, bad_road: Faults, tmp_path: Path) -> None:
    outcomes = vsearch.index([far], store=tmp_path / "far", encoder="builtin", settings=SILENT)
    assert [(one.status, one.reason) for one in outcomes] == [("indexed", "")]
    assert len(bad_road.faults) > 3


@pytest.fixture(params=["s3", "google", pytest.param("azure", marks=pytest.mark.cluster)])
def storage(request: pytest.FixtureRequest) -> str:
    """The URL of an empty bucket of each storage."""
    return str(request.getfixturevalue(request.param))


def test_films_below_a_url_are_indexed_once_wherever_they_lie(
    storage: str, film: Callable[..., Path], tmp_path: Path
) -> None:
    Bucket(storage).put("films/short.mp4", film(tmp_path / "short.mp4").read_bytes())
    for status in ("indexed", "unchanged"):
        outcomes = vsearch.index([f"{storage}/films"], store=tmp_path / "far", encoder="builtin", settings=SILENT)
        assert [(one.status, one.reason) for one in outcomes] == [(status, "")]


def test_a_film_that_is_not_there_any_more_is_one_sentence(
    far: str, s3: str, tmp_path: Path, another_machine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    vsearch.index([far], store=tmp_path / "far", encoder="builtin", settings=replace(SILENT, every=60.0))
    Bucket(s3).delete(["films/long.mp4"])
    library = vsearch.open(tmp_path / "far")
    another_machine("second")
    monkeypatch.setattr(path, "_FRESH", 0.0)
    assert [video.missing for video in library.list(missing=True)] == [True]
    with pytest.raises(vsearch.VideoError, match=r"s3://\S+/films/long\.mp4 does not exist|is not there any more"):
        still(located(far), 3.0)


def test_the_cache_of_films_is_bounded(s3: str, long_film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VSEARCH_CACHE_GB", "0.0001")
    content = long_film.read_bytes()[:200_000]
    for number in range(5):
        Bucket(s3).put(f"{number}.mp4", content)
        with located(f"{s3}/{number}.mp4").open("rb") as file:
            assert file.read() == content
    room = Path(os.environ["VSEARCH_CACHE"]) / "films"
    assert len(list(room.iterdir())) <= 2
