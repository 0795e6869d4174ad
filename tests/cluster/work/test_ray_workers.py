"""Work on a real Ray: the library is that of one machine, whatever is killed meanwhile."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drivers import parts, wait
from vsearch.cluster.work import joined, ray_cluster
from vsearch.errors import ClusterUnavailable, VideoError, VideoStuck, VideoUnreadable
from vsearch.indexer.run import index_run
from vsearch.indexer.run.index import index
from vsearch.library import Store, failures
from vsearch.settings import IndexOverrides

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(900), pytest.mark.filterwarnings("ignore::ResourceWarning")]

SETTINGS = IndexOverrides(transcriber="none")


@pytest.fixture(scope="module")
def films(samples, tmp_path_factory):
    """Three films of the sample library by links, and the library that one machine makes of them."""
    folder = tmp_path_factory.mktemp("films")
    chosen = sorted(samples.videos, key=lambda name: (samples.folder / name).stat().st_size)[:3]
    for file in samples.folder.iterdir():
        if any(file.name.startswith(Path(name).stem) for name in chosen):
            (folder / file.name).symlink_to(file)
    index([folder], store=folder.parent / "plain", encoder="builtin", settings=SETTINGS)
    return folder


def driver(films: Path, library: Path, address: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "vsearch.cli.app", "index", str(films), "--library", str(library)]
    command += ["--encoder", "builtin", "--transcriber", "none", "--cluster", address]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def begun(run: subprocess.Popen[str], library: Path) -> bool:
    """Whether a video is whole; a run that ended before one was has said why."""
    assert run.poll() is None, run.communicate()
    return any((library / "videos").glob("*/video.json"))


@pytest.fixture
def workers(rays):
    with joined(rays.head) as there:
        made = there.hire("builtin", "auto", 0)
        yield made
        made.close()


def told(workers):
    messages = []
    while not (messages and messages[-1].last):
        messages.append(workers.message())
    return [message.value for message in messages[:-1]], messages[-1].error


def test_the_library_is_that_of_one_machine_though_a_node_is_killed(rays, films, tmp_path):
    with driver(films, tmp_path, rays.head) as run:
        wait(lambda: begun(run, tmp_path))
        rays.kill(next(place for place in reversed(rays.nodes)))
        rays.add()
        _, noise = run.communicate(timeout=600)
    assert run.returncode == 0, noise
    assert not [line for line in noise.splitlines() if not line.startswith(("indexed: ", "copy: "))]
    assert parts(tmp_path) == parts(films.parent / "plain")


def test_ctrl_c_ends_the_run_and_the_next_goes_on(rays, tiny_films, tmp_path):
    run = driver(tiny_films, tmp_path, rays.client)
    wait(lambda: begun(run, tmp_path))
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=200)
    assert (run.returncode, "none is half there" in said) == (130, True)
    wait(lambda: not rays.jobs("carry_out"))
    with driver(tiny_films, tmp_path, rays.client) as again:
        assert again.wait(400) == 0
    assert parts(tmp_path) == parts(tiny_films.parent / "plain")


def test_a_video_that_ends_its_worker_is_set_aside_after_three_tries(rays, samples, tmp_path, monkeypatch):
    tries = tmp_path / "tries"

    def deadly(path, *arguments):
        if "coffee" in path.name:
            with tries.open("a") as file:
                file.write("x")
            os._exit(1)
        from vsearch.indexer.run.work import see

        yield from see(path, *arguments)

    monkeypatch.setattr(index_run, "see", deadly)
    films = sorted(samples.folder.glob("*.mp4"))[:3]
    poison = tmp_path / "coffee.mp4"
    poison.symlink_to(films[0])
    with joined(rays.head) as there:
        settings = IndexOverrides(sound="none", words=False, screen=False, motion=False)
        outcomes = index(
            [poison, *films[1:]], store=tmp_path / "l", encoder="builtin", settings=settings, hire=there.hire
        )
    assert tries.read_text() == "xxx"
    assert sorted(outcome.status for outcome in outcomes) == ["failed", "indexed", "indexed"]
    [failure] = failures.failures(Store.open(tmp_path / "l"))
    assert (failure.path, failure.note.what) == (poison, "Its decoder crashed 3 times.")


def test_a_job_that_does_nothing_is_stopped(workers, samples):
    def stuck(path):
        import time

        yield 1
        time.sleep(600)

    workers.submit(1, 3.0, stuck, samples.folder)
    _, error = told(workers)
    assert isinstance(error, VideoStuck)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(VideoUnreadable("It has no pictures."), VideoUnreadable, id="what a job says"),
        pytest.param(ValueError("7 is odd"), VideoError, id="a mistake of ours"),
    ],
)
def test_what_ends_a_job_is_told(workers, samples, error, kind):
    def broken(path):
        yield "something"
        raise error

    workers.submit(1, 60.0, broken, samples.folder)
    values, end = told(workers)
    assert values == ["something"]
    assert isinstance(end, kind)
    assert str(error) in str(end)


def test_films_that_nodes_do_not_see_are_refused(workers):
    with pytest.raises(ClusterUnavailable, match=r"Node 127\S+ does not see /nowhere/film\.mp4\. Put its folder"):
        workers.submit(1, 60.0, print, Path("/nowhere/film.mp4"))


def test_nodes_of_another_version_are_refused(rays, monkeypatch):
    monkeypatch.setattr(ray_cluster, "__version__", "9.9")
    with pytest.raises(ClusterUnavailable, match=r"has vsearch .*, and this is 9\.9\. Install"), joined(rays.head):
        pass


@pytest.mark.parametrize(
    ("form", "what"),
    [
        pytest.param(
            "127.0.0.2:{0.client_port}", r"something else; perhaps its server for clients \(ray://", id="clients"
        ),
        pytest.param("ray://127.0.0.2:{0.port}", r"something else; perhaps its head \(127", id="head"),
    ],
)
def test_an_address_of_another_part_of_a_ray_is_said(rays, form, what):
    with pytest.raises(ClusterUnavailable, match=what), joined(form.format(rays)):
        pass


def test_a_token_that_lacks_is_said(rays, monkeypatch):
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    with pytest.raises(ClusterUnavailable, match=r"asks for a token\. Set RAY_AUTH_MODE"), joined(rays.head):
        pass
