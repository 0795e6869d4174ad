"""Search engines for tests: one in memory that says plainly what answers are right, and a whole Milvus that is run."""

import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from vsearch.errors import EngineUnavailable
from vsearch.nouns import Vectors
from vsearch.retrieval.engines import (
    ENGINES,
    EngineOptions,
    EngineVideo,
    HeldVideo,
    HeldVideos,
    NearFrame,
    SearchEngine,
    VideoFilters,
    WantedFrames,
)

ROOT = Path(__file__).parent.parent
SERVER = Path(os.environ.get("VSEARCH_MILVUS_PYTHON", ROOT / "build" / "milvus" / "bin" / "python"))
"""The interpreter of the environment in which `make cluster-test` puts the server: its pins are its own."""


class MemoryEngine:
    """An engine that compares all it holds, and can be told to fail."""

    def __init__(self, options: EngineOptions) -> None:
        self.options = options
        self.videos: dict[str, EngineVideo] = {}
        self.asked: list[WantedFrames] = []
        self.failing = ""
        self.version = 0
        self.waiting: list[int] = []
        """How many frames are not indexed, each time it is asked."""

    def held(self) -> HeldVideos:
        self._check()
        held = {one.id: HeldVideo(one.stamp, int(one.kept.sum()), one.heard) for one in self.videos.values()}
        waiting = self.waiting.pop(0) if self.waiting else 0
        return HeldVideos(str(self.version or ""), "all", "memory", held, waiting)

    def put(self, videos: Iterable[EngineVideo]) -> None:
        for one in videos:
            self._check()
            self.videos[one.id] = one
            self.version += 1

    def nearest(self, query: Vectors, top: int, asked: WantedFrames) -> list[NearFrame]:
        self._check()
        self.asked.append(asked)
        found = [
            NearFrame(one.id, row, int(one.shot[row]), float(one.vectors[row] @ query.reshape(-1)))
            for one in self.videos.values()
            if (asked.videos is None or one.id in asked.videos) and one.id not in asked.without
            if asked.filters is None or chosen(one, asked.filters)
            for row in range(len(one.time))
            if one.kept[row] and not (asked.masked and one.packaging[row] and one.id not in asked.unmasked)
        ]
        found.sort(key=lambda one: -one.score)
        best = {one.video: one for one in reversed(found)} if asked.grouped else {}
        return [one for one in found if not best or best[one.video] is one][:top]

    def drop(self, videos: Collection[str] | None = None) -> None:
        self._check()
        for id in list(self.videos) if videos is None else videos:
            self.videos.pop(id, None)
        self.version = self.version + 1 if videos else 0

    def _check(self) -> None:
        if self.failing:
            raise EngineUnavailable(self.failing, "start-engine")


def chosen(video: EngineVideo, by: VideoFilters) -> bool:
    """Whether a video is among those that filters choose."""
    first, last = by.days or (0, 99_999_999)
    return (
        (by.series is None or video.series in by.series)
        and (by.languages is None or video.language in by.languages)
        and (by.folders is None or bool(by.folders & {*video.folders}))
        and (video.days[0] <= last and video.days[1] >= first)
        and (by.shortest or 0) <= video.duration <= (by.longest if by.longest is not None else 1e9)
    )


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Callable[[], MemoryEngine]:
    """The table of engines knows `memory:`, one for all who ask; the engine once somebody asked."""
    made: list[MemoryEngine] = []

    def engine(argument: str = "", *, options: EngineOptions) -> SearchEngine:
        if not made:
            made.append(MemoryEngine(options))
        return made[0]

    monkeypatch.setitem(ENGINES._own, "memory", engine)
    return lambda: made[0]


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Milvus that runs for these tests; it ends with them, also where they are killed.

    VSEARCH_TEST_MILVUS=milvus://HOST:PORT names one that runs already, of another version maybe.
    """
    if running := os.environ.get("VSEARCH_TEST_MILVUS"):
        yield running
        return
    if not SERVER.exists() or find_spec("pymilvus") is None:
        pytest.skip("there is no Milvus here: `make cluster-test` fetches it")
    command = [sys.executable, ROOT / "tests" / "milvus.py", SERVER, tmp_path_factory.mktemp("milvus")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        port = server.stdout.readline().strip()
        if not port.isdecimal():
            server.stdin.close()
            pytest.skip(f"the Milvus of the package does not start here: {port}")
        yield f"milvus://127.0.0.1:{port}"
        server.stdin.close()
