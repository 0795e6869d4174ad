"""What bad input gets: one sentence, and the rest of the run unharmed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vsearch.cli.cures import worded
from vsearch.errors import UsageWrong
from vsearch.indexer.run import index_run
from vsearch.indexer.run.outcome import Outcome
from vsearch.indexer.run.work import hear
from vsearch.library import Store

Film = Callable[..., Path]
Run = Callable[..., dict[str, Outcome]]


def text(path: Path, _film: Film) -> None:
    path.write_text("no film at all")


def empty(path: Path, _film: Film) -> None:
    path.touch()


def folder(path: Path, _film: Film) -> None:
    path.mkdir()


def link(path: Path, _film: Film) -> None:
    path.symlink_to("nowhere.mp4")


def cut(path: Path, film: Film) -> None:
    film(path, 5)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def beginning(path: Path, film: Film) -> None:
    film(path, 5)
    path.write_bytes(path.read_bytes()[:40])


def sound_only(path: Path, _film: Film) -> None:
    import av
    import numpy as np

    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 16000), np.float32), "fltp", "mono")
        frame.sample_rate = 16000
        container.mux([*stream.encode(frame), *stream.encode(None)])


BAD = [
    pytest.param(text, "", id="not a video"),
    pytest.param(empty, "0 bytes", id="zero bytes"),
    pytest.param(folder, "folder", id="a folder"),
    pytest.param(link, "nowhere.mp4", id="a broken link"),
    pytest.param(cut, "", id="cut in half"),
    pytest.param(beginning, "", id="cut at the head"),
    pytest.param(sound_only, "no pictures", id="sound only"),
]


@pytest.mark.parametrize(("make", "says"), BAD)
def test_a_bad_file_is_one_sentence_and_harms_no_other(
    tmp_path: Path, film: Film, run: Run, make: Callable[[Path, Film], None], says: str
) -> None:
    good = film(tmp_path / "films" / "good.mp4")
    make(tmp_path / "films" / "bad.mp4", film)
    outcomes = run()
    assert {name: outcome.status for name, outcome in outcomes.items()} == {"good.mp4": "indexed", "bad.mp4": "failed"}
    reason = outcomes["bad.mp4"].reason
    assert says in reason
    assert reason.endswith(".")
    assert "Error" not in reason
    assert [entry.video.path for entry in Store.open(tmp_path / "library").entries()] == [good]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "secret.mp4").chmod(0)
    assert "permission" in run()["secret.mp4"].reason


def test_a_name_that_is_not_utf_8_is_said(tmp_path: Path, film: Film, run: Run) -> None:
    good = film(tmp_path / "films" / "good.mp4")
    shutil.copy(good, os.fsencode(tmp_path / "films") + b"/bad\xff.mp4")
    outcomes = run()
    assert [outcome.status for outcome in outcomes.values()] == ["failed", "indexed"]
    assert "not UTF-8" in next(iter(outcomes.values())).reason


def test_a_file_that_vanishes_or_grows_is_said(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(tmp_path / "films" / "grows.mp4", 1)
    film(tmp_path / "films" / "vanishes.mp4", 2)
    begin = index_run.IndexRun._submit

    def meddled(self: index_run.IndexRun, making: Any, *arguments: Any) -> None:
        if making.path.name == "grows.mp4":
            with making.path.open("ab") as file:
                file.write(b"more")
        else:
            making.path.unlink()
        begin(self, making, *arguments)

    monkeypatch.setattr(index_run.IndexRun, "_submit", meddled)
    outcomes = run()
    assert "changed while it was read" in outcomes["grows.mp4"].reason
    assert {outcome.status for outcome in outcomes.values()} == {"failed"}
    assert Store.open(tmp_path / "library").ids() == []


def test_a_decoder_that_hangs_or_dies_is_stopped(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(tmp_path / "films" / "hangs.mp4", 1)
    film(tmp_path / "films" / "dies.mp4", 2)
    film(tmp_path / "films" / "good.mp4", 3)
    begin = index_run.IndexRun._submit

    def meddled(self: index_run.IndexRun, making: Any, patience: float, work: Any, *arguments: Any) -> None:
        odd = {"hangs.mp4": subprocess.run, "dies.mp4": os._exit}.get(making.path.name)
        if odd is None:
            begin(self, making, patience, work, *arguments)
        else:
            begin(self, making, 1.0, odd, *([["sleep", "30"]] if odd is subprocess.run else [9]))

    monkeypatch.setattr(index_run.IndexRun, "_submit", meddled)
    outcomes = run()
    assert "did nothing for 1 seconds" in outcomes["hangs.mp4"].reason
    assert "crashed" in outcomes["dies.mp4"].reason
    assert "--reader" in worded(outcomes["dies.mp4"].note)
    assert outcomes["good.mp4"].status == "indexed"


def test_a_sound_decoder_that_hangs_costs_the_sound_only(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(tmp_path / "films" / "hangs.mp4", 1)
    begin = index_run.IndexRun._submit

    def meddled(self: index_run.IndexRun, making: Any, patience: float, work: Any, *arguments: Any) -> None:
        if work is hear:
            begin(self, making, 1.0, subprocess.run, ["sleep", "30"])
        else:
            begin(self, making, patience, work, *arguments)

    monkeypatch.setattr(index_run.IndexRun, "_submit", meddled)
    outcome = run(settings={"sound": "builtin"})["hangs.mp4"]
    assert outcome.status == "indexed"
    assert "The sound was left out. Its decoder did nothing for 1 seconds" in outcome.reason
    track = Store.open(tmp_path / "library").shelf(outcome.id).sound()
    assert track is not None
    assert track.state == "failed"


def test_workers_take_no_modules_from_the_current_folder(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(tmp_path / "films" / "good.mp4")
    (tmp_path / "queue.py").write_text("raise SystemExit('This is somebody else's.')")
    monkeypatch.chdir(tmp_path)
    assert run()["good.mp4"].status == "indexed"


def test_a_path_inside_the_library_is_refused(tmp_path: Path, film: Film, run: Run) -> None:
    run(film(tmp_path / "films" / "one.mp4"))
    inside = film(tmp_path / "library" / "videos" / "two.mp4", 2)
    assert "inside the library" in run(inside)["two.mp4"].reason
    assert set(run(tmp_path)) == {"one.mp4"}


@pytest.mark.parametrize("path", ["nowhere", "no*where"])
def test_a_path_that_is_nothing_is_wrong_usage(run: Run, path: str) -> None:
    with pytest.raises(UsageWrong, match="no"):
        run(path)


def test_two_runs_at_once_both_succeed_and_no_video_is_twice(tmp_path: Path, film: Film) -> None:
    for number in range(4):
        film(tmp_path / "films" / f"{number}.mp4", number)
    script = Path(__file__).with_name("index_films.py")
    command = [sys.executable, str(script), str(tmp_path / "library"), str(tmp_path / "films")]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [run.communicate(timeout=100)[0].split() for run in runs]
    assert all(len(words) == 4 for words in said)
    assert sorted(said[0] + said[1]) == ["indexed"] * 4 + ["unchanged"] * 4
    assert len(Store.open(tmp_path / "library").ids()) == 4
