"""Twenty kills on a bad road: no video is lost, none is there twice, no lease is stuck, and nothing is another."""

import random
import signal
import time
from pathlib import Path

import psutil
import pytest

from bench.setting.rays import RayNodes
from tests.drivers import Driver, fetched, parts, wait
from tests.stored import Faults
from vsearch.cluster.work import joined, ray_workers
from vsearch.indexer.run.index import index
from vsearch.indexer.run.work import Alive, Opened, SeenVectors, see
from vsearch.library import Store
from vsearch.objects.bucket import Bucket
from vsearch.readers import Facts
from vsearch.settings import IndexOverrides, IndexSettings

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

KILLS = 20
KINDS = ("carry_out",) * 4 + ("NodeEncoder",) * 2 + ("driver", "pause")


def test_twenty_kills_on_a_bad_road(
    rays: RayNodes, ray_road: Faults, ray_bucket: str, tiny_films: Path, tmp_path: Path
) -> None:
    """Films and library lie in a bucket whose every tenth answer fails or is slow; workers and drivers are killed."""
    films, chance, kills = f"{ray_bucket}/films", random.Random(7), 0
    for film in tiny_films.iterdir():
        Bucket(ray_bucket).put(f"films/{film.name}", film.read_bytes())
    index([films], store=tmp_path / "plain", encoder="builtin", settings=IndexOverrides(transcriber="none"))
    ray_road.kinds, ray_road.every = ("500", "503", "slow"), 10
    turn = 0
    while kills < KILLS:  # a quick machine makes several libraries meanwhile
        turn += 1
        library = f"{ray_bucket}/library{turn}"
        kills += killed(rays, films, library, chance, KILLS - kills)
        assert fetched(library, tmp_path / f"{turn}") == parts(tmp_path / "plain")
        store = Store.open(Path(library))
        store.begin()
        assert store.underway() == []
        assert [one.key for one in Bucket(library).list("leases/")] == []
    assert {"500", "503", "slow"} == set(ray_road.faults)
    assert len(ray_road.faults) >= ray_road.requests // 12


def killed(rays: RayNodes, films: str, library: str, chance: random.Random, most: int) -> int:
    """Let a library be made while up to so many processes are killed; how many were."""
    kills, drivers, paused = 0, 0, False
    run = Driver(films, library, rays.head)
    while True:
        time.sleep(chance.uniform(0.05, 0.6))
        if not run.runs:
            told = run.end()
            if not [name for status, name in told if status == "failed"]:
                return kills
            run = Driver(films, library, rays.head)  # a film that was killed three times was not to blame
        kind = chance.choice(KINDS)
        if kills >= most or (kind == "driver" and drivers >= 2):
            continue
        if kind == "driver" and rays.jobs("carry_out"):
            run.kill()
            kills, drivers = kills + 1, drivers + 1
            run = Driver(films, library, rays.head)
        elif kind == "pause":
            paused = paused or rested(rays.jobs("carry_out"))
        elif jobs := rays.jobs(kind):
            chance.choice(jobs).kill()
            kills += 1


def rested(jobs: list[psutil.Process]) -> bool:
    """Let a job stand still for a while; whether there was one."""
    for job in jobs:
        job.send_signal(signal.SIGSTOP)
        time.sleep(2)
        job.send_signal(signal.SIGCONT)
        return True
    return False


def test_a_worker_that_is_paused_beyond_all_patience_is_ended_and_its_video_is_done_elsewhere(
    rays: RayNodes, tmp_path: Path
) -> None:
    def pausing(folder: Path) -> object:
        import os
        import signal
        import time

        mark = folder / "process"
        if not mark.exists():
            mark.write_text(str(os.getpid()))
            yield Opened(Facts(96, 64, 1.0, 10.0, "h264"), 1)
            while not (folder / "heard").exists():
                time.sleep(0.1)
                yield Alive()
            os.kill(os.getpid(), signal.SIGSTOP)
        yield "done"

    with joined(rays.head) as there:
        workers = there.hire("builtin", "auto", 0)  # type: ignore[misc]
        workers.submit(1, 8.0, pausing, tmp_path)  # type: ignore[arg-type]
        assert isinstance(workers.message().value, Opened)
        (tmp_path / "heard").touch()
        first, last = workers.message(), workers.message()
        while not last.last:
            first, last = last, workers.message()
        workers.close()
    assert (first.value, last.error) == ("done", None)
    wait(lambda: not psutil.pid_exists(int((tmp_path / "process").read_text())))


def test_an_encoder_that_is_paused_for_ever_is_ended_and_the_pictures_are_embedded_by_the_next(
    rays: RayNodes, tiny_films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_workers, "_SILENCE", 4.0)
    with joined(rays.head) as there:
        workers = there.hire("builtin", "auto", 0)  # type: ignore[misc]
        wait(lambda: len(workers._serving()) == len(workers._cluster.nodes()))  # else one that loads later goes on
        paused = [one.process for one in workers._encoders.values()]
        for process in paused:
            psutil.Process(process).send_signal(signal.SIGSTOP)
        film = sorted(tiny_films.iterdir())[0]
        workers.submit(1, 600.0, see, film, IndexSettings(screen=False, motion=False), 96, "crop")
        messages = [workers.message()]
        while not messages[-1].last:
            messages.append(workers.message())
        workers.close()
    assert messages[-1].error is None
    assert [one for one in messages if isinstance(one.value, SeenVectors)]
    wait(lambda: any(not psutil.pid_exists(process) for process in paused))
