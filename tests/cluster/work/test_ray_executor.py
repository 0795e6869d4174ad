"""Pieces of work on a real Ray: the contract of all executors, and what a library comes to is that of one machine."""

import json
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

import vsearch
from tests.core.test_executors import (  # noqa: F401 - the contract, asked of a Ray
    by,
    test_a_piece_whose_worker_died_is_done_again_and_poison_is_given_up_after_three_tries,
    test_each_piece_is_done_and_an_error_ends_its_piece_alone,
    test_ordered_pieces_end_in_their_order,
    test_what_all_pieces_need_is_opened_once_a_process,
    test_what_cannot_be_opened_elsewhere_is_said,
)
from tests.drivers import wait
from vsearch.cluster.work import joined, ray_executor
from vsearch.errors import ClusterUnavailable
from vsearch.executors import HERE
from vsearch.indexer.run.index import index
from vsearch.library.catalog.shards import SHARDS
from vsearch.retrieval.library_index.build import _make
from vsearch.settings import IndexOverrides

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(900), pytest.mark.filterwarnings("ignore::ResourceWarning")]

SETTINGS = IndexOverrides(transcriber="none", texts="builtin", screen=False)

COUNT = 4
"""Videos of the library."""


@pytest.fixture(scope="module")
def elsewhere(rays):
    with joined(rays.head) as there:
        yield there.executor


@pytest.fixture
def executor(elsewhere):
    return elsewhere


@pytest.fixture(scope="module")
def made(samples, tmp_path_factory):
    """Two films of the sample library, and two episodes of a series, as one machine indexes them; only to be read."""
    from bench.setting.series.film import film
    from bench.setting.series.write import Way, made_series

    folder = tmp_path_factory.mktemp("films")
    for one in made_series(Way("Tiny", intro=12, cold=10, ident=4, recap=9, episodes=2), 0, 36.0):
        film(one, folder, fps=8.0)
    for name in sorted(samples.videos, key=lambda name: (samples.folder / name).stat().st_size)[:2]:
        (folder / name).symlink_to(samples.folder / name)
    index([folder], store=folder.parent / "library", encoder="builtin", settings=replace(SETTINGS, segments=False))
    with vsearch.open(folder.parent / "library") as opened:
        for n, id in enumerate(opened.ids()):
            opened.label(id, "odd" if n % 2 else "even", "film")
    return folder.parent / "library"


@pytest.fixture
def library(made, tmp_path):
    shutil.copytree(made, tmp_path / "library")
    with vsearch.open(tmp_path / "library") as opened:
        yield opened


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.fixture
def both(library, elsewhere):
    """What something comes to here, and what on the cluster; what was derived is forgotten between the two."""

    def both(work):
        results = []
        for executor in (HERE, elsewhere):
            library.store.derived.clear()
            library.close()
            library.executor = executor
            results.append(work(library))
        return results

    return both


def waiting(notes, piece):
    """Says that a piece is begun, and does it once it may."""
    (notes / f"{piece}").touch()
    while not (notes / "go").exists():
        time.sleep(0.05)
    return piece


def test_what_a_node_was_doing_when_it_was_killed_is_done_on_another(elsewhere, rays, tmp_path):
    done = []
    run = threading.Thread(target=lambda: done.extend(elsewhere.run(waiting, tmp_path, range(6))), daemon=True)
    run.start()
    wait(lambda: len(list(tmp_path.iterdir())) == 2)
    rays.kill(next(reversed(rays.nodes)))
    (tmp_path / "go").touch()
    run.join(240)
    assert sorted((one.piece, one.value, one.error) for one in done) == [(n, n, None) for n in range(6)]
    rays.wait_for(rays.add())


def test_a_worker_that_is_paused_for_ever_is_ended_and_its_piece_is_done_again(elsewhere, rays, tmp_path, monkeypatch):
    monkeypatch.setattr(ray_executor, "_PAUSE", 3.0)
    done = []
    run = threading.Thread(target=lambda: done.extend(elsewhere.run(waiting, tmp_path, range(3))), daemon=True)
    run.start()
    wait(lambda: len(list(tmp_path.iterdir())) == 2)
    paused = rays.jobs("do_piece")[0]
    paused.suspend()
    (tmp_path / "go").touch()
    run.join(240)
    assert sorted((one.piece, one.error) for one in done) == [(n, None) for n in range(3)]
    assert not paused.is_running()


def test_all_videos_are_tagged_as_on_one_machine(both):
    here, there = both(lambda library: library.tag_all(8))
    assert len(here) == COUNT
    assert there == here


def test_a_library_in_a_bucket_is_tagged_as_in_a_folder(library, elsewhere, ray_bucket):
    here = library.tag_all(8)
    library.sync(f"{ray_bucket}/library")
    with vsearch.open(f"{ray_bucket}/library") as remote:
        remote.executor = elsewhere
        assert remote.tag_all(8) == here


def test_thumbnails_are_those_of_one_machine_to_the_last_bit(both, tmp_path):
    def drawn(library):
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        made = library.save_thumbnails(
            which="all", folder=tmp_path / "out", top=2, aspects=("16:9", "1:1"), html=tmp_path / "out" / "sheet.html"
        )
        return made, contents(tmp_path / "out")

    (here, files), (there, others) = both(drawn)
    assert len(files) > 2 * COUNT
    assert there == here
    assert others == files


def test_what_is_derived_is_that_of_one_machine_to_the_last_bit(both):
    def rebuilt(library):
        assert library.rebuild() == COUNT
        _make(library, library.store.revisions())  # a library this small would do without
        found = contents(library.store.local("search"))
        folder = found.pop("whole").decode()  # a name by lot
        return {name.replace(folder, "whole"): content for name, content in found.items()}

    here, there = both(rebuilt)
    assert sum(name.endswith(".parquet") for name in here) == len(SHARDS)
    assert any(name.endswith("rows.f16") for name in here)
    assert there == here


def test_segments_are_those_of_one_machine(both):
    def found(library):
        for file in library.store.local("videos").rglob("segments.json"):
            file.unlink()
        library.find_segments(*library.ids())
        return {
            name: content for name, content in contents(library.store.local()).items() if name.endswith("segments.json")
        }

    here, there = both(found)
    assert len(here) == COUNT
    assert any(json.loads(one)["segments"] for one in here.values())
    assert there == here


def test_plans_are_those_of_one_machine(tmp_path, elsewhere):
    from bench.setting import worlds
    from vsearch.training.tower.plan import Plan
    from vsearch.training.tower.tune import tune

    dataset = worlds.world(worlds.imagined(100, 32), "transcript", videos=24, frames=8)
    plan = Plan(epochs=1, width=32, depth=1, heads=2, batch=16, drop=0.0, patience=8)
    space = {"rate": (1e-5, 3e-3), "width": (16, 32), "drop": (0.0, 0.3)}
    seen = []
    here = tune(dataset, plan, 3, tmp_path / "here.log", space=space, sampler="random")
    there = tune(
        dataset, plan, 3, tmp_path / "l.log", space=space, sampler="random", executor=elsewhere, watch=seen.append
    )
    assert [trial.choices for trial in there.trials] == [trial.choices for trial in here.trials]
    assert [trial.score for trial in there.trials] == pytest.approx([trial.score for trial in here.trials], abs=1e-4)
    assert sorted(one.stage for one in seen) == [f"plan {n} of 3" for n in (1, 2, 3)]


def test_a_folder_that_a_node_does_not_see_is_one_sentence(elsewhere):
    with pytest.raises(ClusterUnavailable, match=r"does not see /nowhere/library\.json\. Put its folder"):
        list(elsewhere.run(by, 1, [1], places=[Path("/nowhere/library.json")]))


def test_an_index_run_leaves_the_segments_to_the_cluster(made, elsewhere, tmp_path):
    class Noted:
        def run(self, work, *arguments, **options):
            orders.append(work.__name__)
            return elsewhere.run(work, *arguments, **options)

    shutil.copytree(made, tmp_path / "library")
    with vsearch.open(tmp_path / "library") as opened:
        film = opened.entry(opened.series()["Tiny"][-1].video).video.path
    orders = []
    index([film], store=tmp_path / "library", settings=replace(SETTINGS, segments=True), executor=Noted())
    assert orders == ["search"]
    with vsearch.open(tmp_path / "library") as opened:
        assert {"intro", "credits"} <= {one.kind for one in opened.segments_of(opened.find(str(film)).id)}


@pytest.mark.parametrize(("words", "way"), [(("tag", "--all"), "client"), (("rebuild",), "head")])
def test_the_program_says_the_same(made, rays, tmp_path, words, way):
    shutil.copytree(made, tmp_path / "library")
    command = [sys.executable, "-m", "vsearch.cli.app", *words, "--library", str(tmp_path / "library"), "--json"]
    more = ["--cluster", getattr(rays, way)]
    said = [subprocess.run([*command, *end], capture_output=True, text=True) for end in ([], more)]
    assert [one.stderr for one in said] == ["", ""]
    assert said[0].stdout == said[1].stdout
