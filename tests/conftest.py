"""What every test shares: a sealed environment, the sample library made once, and the optional folder of real media."""

import fcntl
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.data.samples import Samples, make_samples

os.environ["COLUMNS"] = "200"  # before any module makes its console: tables are not folded
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it

ROOT = Path(__file__).parent.parent

pytest_plugins = ["tests.colours", "tests.engines", "tests.played", "tests.stored", "tests.generations", "tests.rays"]


@pytest.fixture(scope="session", autouse=True)
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test sees the user's library, caches or configuration, and none asks a model hub."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VSEARCH_LIBRARY", str(home / "library"))
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(home / name.lower()))
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
            patch.setenv(name, "1")
        yield home


@pytest.fixture(scope="session")
def samples() -> Samples:
    """The sample library, small, made once and kept under build/ until what makes it changes; not to be written to."""
    folder = ROOT / "build" / "samples"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "samples.lock").open("w") as lock:  # one of several test processes makes it, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        return make_samples(folder, height=180)


FILMS = ("cat-looks-at-you.mp4", "morning-coffee.mp4", "slow-look-at-the-moon.mp4")


@pytest.fixture(scope="session")
def three_films(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three sample films, indexed with the built-in encoder; to be copied, not to be opened."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):  # one of several test processes makes it for all
        folder = folder.parent
    library = folder / "three-films"
    with (folder / "three-films.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not library.exists():
            from vsearch.indexer.run.index import index
            from vsearch.settings import IndexOverrides

            settings = IndexOverrides(transcriber="none", texts="builtin")
            films = [samples.folder / name for name in FILMS]
            index(films, store=folder / "three-films.part", encoder="builtin", settings=settings, jobs=2)
            (folder / "three-films.part").rename(library)
    return library


@pytest.fixture(scope="session")
def midstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transport stream that begins in the middle of a group of pictures; flash and beep come 4.2 s after its zero.

    It was cut 1.3 s after its beginning, its pictures can be shown from 2 s on, and those from 6.2 to 6.6 s are white.
    """
    whole = tmp_path_factory.mktemp("midstream") / "whole.ts"
    with av.open(str(whole), "w") as container:
        # x264 writes the headers before every key, as a broadcaster does.
        x264 = {"x264-params": "keyint=50:min-keyint=50:scenecut=0:bframes=2:threads=1:repeat-headers=1"}
        video, audio = container.add_stream("libx264", rate=25, options=x264), container.add_stream("aac", rate=48_000)
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        for n in range(250):
            white = 155 <= n < 165
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), 255 if white else n % 50, np.uint8), "rgb24")
            container.mux(video.encode(frame))
            wave = 0.5 * np.sin(np.arange(1920) / 7) if white else np.zeros(1920)
            sound = av.AudioFrame.from_ndarray(np.tile(wave.astype(np.float32), (2, 1)), "fltp", "stereo")
            sound.sample_rate, sound.pts = 48_000, n * 1920
            container.mux(audio.encode(sound))
        container.mux([*video.encode(), *audio.encode()])
    with av.open(str(whole)) as container:
        late = next(packet.pos for n, packet in enumerate(container.demux(video=0)) if n == 33)
    cut = whole.with_name("midstream.ts")
    cut.write_bytes(whole.read_bytes()[late // 188 * 188 :])
    return cut


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real media beside the project, where there is one."""
    folder = Path(os.environ.get("VSEARCH_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"there is no {folder}")
    return folder
