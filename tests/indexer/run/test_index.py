"""Indexing from end to end: what each file becomes, and what is made again when something changed."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vsearch.cures import Note
from vsearch.encoders import ENCODERS, devices
from vsearch.errors import DeviceFull, EncoderMismatch, UsageWrong
from vsearch.indexer.run import handing, index_run
from vsearch.indexer.run.index import index
from vsearch.indexer.run.outcome import Outcome, VideoProgress
from vsearch.indexer.run.plan import Task
from vsearch.indexer.run.pool import at_once
from vsearch.indexer.run.video_job import VideoJob
from vsearch.library import Store
from vsearch.library.failures import failures, record
from vsearch.library.storage.leases import Leases
from vsearch.settings import IndexOverrides

QUIET = IndexOverrides(sound="none", words=False, screen=False, motion=False)
Film = Callable[..., Path]
Run = Callable[..., dict[str, Outcome]]


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {name: outcome.status for name, outcome in outcomes.items()}


def test_a_folder_becomes_a_library(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4", 1)
    film(tmp_path / "films" / "deep" / "two.mkv", 2, scenes=3)
    assert statuses(run()) == {"one.mp4": "indexed", "two.mkv": "indexed"}
    store = Store.open(tmp_path / "library")
    two = store.find("two.mkv")
    table = store.shelf(two.id).frames()
    assert (two.video.title, two.video.width, two.video.height, round(two.video.duration, 3)) == ("Two", 96, 64, 3.0)
    assert table.time.min() == 0
    assert len(set(table.shot.tolist())) == 3
    assert len(store.shelf(two.id).index().vectors()) == table.embeds >= table.keeps >= 3
    assert store.shelf(two.id).preview()


def test_what_is_unchanged_is_not_read_again(tmp_path: Path, film: Film, run: Run, colours: Any) -> None:
    film(tmp_path / "films" / "one.mp4")
    run()
    before = colours.pictures
    assert statuses(run()) == {"one.mp4": "unchanged"}
    os.utime(tmp_path / "films" / "one.mp4")
    assert statuses(run()) == {"one.mp4": "unchanged"}
    assert colours.pictures == before


def test_how_much_film_there_is_is_asked_only_where_some_is_looked_at(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(handing, "choose_devices", lambda device: asked.append(device) or ("cpu",))
    film(tmp_path / "films" / "one.mp4")
    run()
    assert len(asked) == 1
    assert statuses(run()) == {"one.mp4": "unchanged"}
    assert len(asked) == 1


def test_a_file_that_fails_is_remembered_until_it_is_indexed(tmp_path: Path, film: Film, run: Run) -> None:
    broken = tmp_path / "films" / "one.mp4"
    broken.parent.mkdir()
    broken.write_bytes(b"no film")
    outcome = run()["one.mp4"]
    store = Store.open(tmp_path / "library")
    [failure] = failures(store)
    assert (failure.path, failure.note) == (broken, outcome.note)
    film(broken)
    assert statuses(run()) == {"one.mp4": "indexed"}
    assert failures(store) == []


def test_a_folder_that_could_not_be_read_once_is_forgotten_when_it_is(tmp_path: Path, film: Film, run: Run) -> None:
    deep = film(tmp_path / "films" / "deep" / "one.mp4").parent
    film(tmp_path / "films" / "two.mp4")
    run()
    store = Store.open(tmp_path / "library")
    record(store, deep, Note("The folder cannot be read."))
    assert [one.path for one in failures(store)] == [deep]
    run()
    assert failures(store) == []


def test_a_video_whose_false_length_was_believed_once_is_read_again(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4")
    outcome = run()["one.mp4"]
    about = tmp_path / "library" / "videos" / outcome.id / "video.json"
    told = json.loads(about.read_text())
    told["video"]["duration"] = 1.25e11
    about.write_text(json.dumps(told))
    assert statuses(run()) == {"one.mp4": "again"}
    assert Store.open(tmp_path / "library").find(outcome.id).video.duration == outcome.duration
    assert statuses(run()) == {"one.mp4": "unchanged"}


def test_an_error_at_the_start_leaves_a_video_to_its_copy(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(film(tmp_path / "films" / "one.mp4"), tmp_path / "films" / "twin.mp4")

    class Gone(VideoJob):
        def __init__(self, task: Task, wanted: Any) -> None:
            if task.found.path.name == "one.mp4":
                raise FileNotFoundError(2, "No such file or directory")
            super().__init__(task, wanted)

    monkeypatch.setattr("vsearch.indexer.run.index_run.VideoJob", Gone)
    assert statuses(run()) == {"one.mp4": "failed", "twin.mp4": "indexed"}


def test_moved_renamed_copied_and_changed_files_are_known(tmp_path: Path, film: Film, run: Run, colours: Any) -> None:
    one = film(tmp_path / "films" / "one.mp4", 1)
    id = run()["one.mp4"].id
    before = colours.pictures
    (tmp_path / "films" / "elsewhere").mkdir()
    moved = one.rename(tmp_path / "films" / "elsewhere" / "renamed.mp4")
    assert statuses(run()) == {"renamed.mp4": "moved"}
    shutil.copy(moved, tmp_path / "films" / "twin.mp4")
    assert statuses(run()) == {"renamed.mp4": "unchanged", "twin.mp4": "copy"}
    store = Store.open(tmp_path / "library")
    entry = store.find(str(tmp_path / "films" / "twin.mp4"))
    assert (entry.id, entry.video.path, entry.video.copies) == (id, moved, (tmp_path / "films" / "twin.mp4",))
    assert colours.pictures == before
    (tmp_path / "films" / "twin.mp4").unlink()
    film(moved, 2)
    assert statuses(run()) == {"renamed.mp4": "changed"}
    assert len(store.ids()) == 1
    assert store.ids() != [id]


def test_the_same_film_twice_in_one_run_is_one_video(tmp_path: Path, film: Film, run: Run) -> None:
    one = film(tmp_path / "films" / "one.mp4")
    shutil.copy(one, tmp_path / "films" / "two.mp4")
    assert statuses(run()) == {"one.mp4": "indexed", "two.mp4": "copy"}
    assert len(Store.open(tmp_path / "library").ids()) == 1


@pytest.fixture
def triplets(tmp_path: Path, film: Film, run: Run) -> list[Path]:
    """Three equal films, indexed."""
    one = film(tmp_path / "films" / "a.mp4", 1)
    copies = [Path(shutil.copy(one, tmp_path / "films" / name)) for name in ("b.mp4", "c.mp4")]
    run()
    return [one, *copies]


@pytest.mark.parametrize(
    ("gone", "changed", "said", "lies"),
    [
        pytest.param("a", "", "moved unchanged", ["b c"], id="the first goes"),
        pytest.param("c", "", "unchanged unchanged", ["a b c"], id="a copy goes"),
        pytest.param("", "a", "changed unchanged unchanged", ["a", "b c"], id="the first is overwritten"),
        pytest.param("", "b", "unchanged changed unchanged", ["a c", "b"], id="a copy is overwritten"),
        pytest.param("c", "ab", "changed indexed", ["a", "b"], id="all are overwritten or gone"),
        pytest.param("a", "b", "changed unchanged", ["b", "c"], id="the first goes, the second is overwritten"),
    ],
)
def test_of_equal_films_each_has_its_own_fate(
    tmp_path: Path, film: Film, run: Run, triplets: list[Path], gone: str, changed: str, said: str, lies: list[str]
) -> None:
    for number, path in enumerate(triplets):
        if path.stem in gone:
            path.unlink()
        elif path.stem in changed:
            film(path, 2 + number)
    assert " ".join(statuses(run()).values()) == said
    entries = Store.open(tmp_path / "library").entries()
    places = [[path.stem for path in (entry.video.path, *entry.video.copies)] for entry in entries]
    assert sorted(map(" ".join, places)) == lies
    assert set(statuses(run()).values()) == {"unchanged"}


def test_two_films_that_swap_their_names_stay_two_films(tmp_path: Path, film: Film, run: Run) -> None:
    one, two = film(tmp_path / "films" / "a.mp4", 1), film(tmp_path / "films" / "b.mp4", 2)
    ids = {name: outcome.id for name, outcome in run().items()}
    one.rename(tmp_path / "spare.mp4")
    two.rename(one)
    (tmp_path / "spare.mp4").rename(two)
    assert {name: outcome.id for name, outcome in run().items()} == {"a.mp4": ids["b.mp4"], "b.mp4": ids["a.mp4"]}
    assert set(statuses(run()).values()) == {"unchanged"}


def test_files_that_agree_in_their_samples_are_told_apart(tmp_path: Path, film: Film, run: Run) -> None:
    one = film(tmp_path / "films" / "one.mp4")
    padding = bytes(1 << 20)
    box = (len(padding) + 8).to_bytes(4, "big") + b"free"
    one.write_bytes(one.read_bytes() + box + padding)
    data = bytearray(one.read_bytes())
    data[-300_000] = 1
    (tmp_path / "films" / "two.mp4").write_bytes(data)
    assert statuses(run()) == {"one.mp4": "indexed", "two.mp4": "indexed"}
    assert statuses(run()) == {"one.mp4": "unchanged", "two.mp4": "unchanged"}
    assert len(Store.open(tmp_path / "library").ids()) == 2


def test_other_quality_settings_do_not_decode_again(tmp_path: Path, film: Film, run: Run, colours: Any) -> None:
    film(tmp_path / "films" / "one.mp4", scenes=4)
    run(settings={"every": 0.1})
    before = colours.pictures
    shelf = Store.open(tmp_path / "library").shelf(run()["one.mp4"].id)
    kept = shelf.frames().keeps
    vectors = {float(t): v for t, v in zip(shelf.frames().time, shelf.index().vectors(), strict=False)}
    assert statuses(run(settings={"sharpness": 0.99})) == {"one.mp4": "again"}
    strict = shelf.frames()
    assert strict.keeps < kept or set(strict.reason[: strict.keeps]) == {"blurred"}
    again = {float(t): v for t, v in zip(strict.time, shelf.index().vectors(), strict=False)}
    assert all((again[time] == vector).all() for time, vector in vectors.items())
    run(settings={"sharpness": 0.08})
    assert shelf.frames().keeps == kept
    assert colours.pictures == before


def test_the_library_remembers_its_settings(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4")
    assert run(settings={"every": 0.2})["one.mp4"].looked == 10
    film(tmp_path / "films" / "two.mp4", 2)
    outcomes = run()
    assert (outcomes["one.mp4"].status, outcomes["two.mp4"].looked) == ("unchanged", 10)
    assert statuses(run(settings={"stride": 9})) == {"one.mp4": "again", "two.mp4": "again"}


def test_a_damaged_index_is_made_again(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4")
    id = run()["one.mp4"].id
    file = tmp_path / "library" / "videos" / id / "vectors.faiss"
    file.write_bytes(b"noise" * 100)
    assert statuses(run()) == {"one.mp4": "again"}
    (tmp_path / "library" / "videos" / id / "video.json").write_text("{")
    assert statuses(run()) == {"one.mp4": "indexed"}
    assert len(Store.open(tmp_path / "library").shelf(id).index().vectors()) > 0


def test_a_damaged_transcript_is_made_again_without_its_frames(
    tmp_path: Path, film: Film, run: Run, colours: Any
) -> None:
    film(tmp_path / "films" / "one.mp4")
    (tmp_path / "films" / "one.srt").write_text("1\n00:00:00,100 --> 00:00:01,500\nHere we are.\n")
    said = {"words": True, "transcriber": "none"}
    id = run(settings=said)["one.mp4"].id
    before, file = colours.pictures, tmp_path / "library" / "videos" / id / "utterances.parquet"
    file.write_bytes(file.read_bytes()[:-40])
    assert statuses(run(settings=said)) == {"one.mp4": "again"}
    assert [one.text for one in Store.open(tmp_path / "library").shelf(id).words()[0]] == ["Here we are."]
    assert colours.pictures == before
    assert statuses(run(settings=said)) == {"one.mp4": "unchanged"}


def test_what_is_said_of_a_video_follows_its_sidecar(tmp_path: Path, film: Film, run: Run, colours: Any) -> None:
    film(tmp_path / "films" / "one.mp4", metadata={"title": "Of the container"})
    run()
    store = Store.open(tmp_path / "library")
    assert store.find("one.mp4").video.title == "Of the container"
    before = colours.pictures
    (tmp_path / "films" / "one.json").write_text(
        json.dumps({"title": "Кошка", "tags": ["cat"], "upload_date": "20260102"})
    )
    run()
    video = store.find("one.mp4").video
    assert (video.title, video.tags, video.date) == ("Кошка", ("cat",), "2026-01-02")
    assert colours.pictures == before


def test_a_manifest_outlives_its_run(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4")
    (tmp_path / "list.csv").write_text("path,title,tags,thumbnail_time\nfilms/one.mp4,Named,a;b,0.5\n,lost,,\n")
    outcomes = run(tmp_path / "list.csv")
    assert statuses(outcomes) == {"one.mp4": "indexed", "list.csv:3": "failed"}
    run()
    video = Store.open(tmp_path / "library").find("one.mp4").video
    assert (video.title, video.tags, video.thumbnail_time) == ("Named", ("a", "b"), 0.5)


def test_a_dry_run_makes_nothing(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4")
    assert statuses(run(dry_run=True)) == {"one.mp4": "indexed"}
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize(
    ("path", "calls"),
    [pytest.param("torch fp32 on cpu", 3, id="CPU"), pytest.param("torch bf16 on cuda:0, cuda:1", 1, id="GPUs")],
)
def test_pictures_are_gathered_for_a_gpu_alone(
    tmp_path: Path, film: Film, run: Run, colours: Any, path: str, calls: int
) -> None:
    film(tmp_path / "films" / "one.mp4", scenes=20)
    colours.spec = replace(colours.spec, runtime=path)
    run()
    assert 32 < colours.pictures <= 48
    assert colours.calls == calls


def test_a_full_device_ends_the_run_at_the_first_video(
    tmp_path: Path, film: Film, run: Run, colours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(tmp_path / "films" / "one.mp4", 1)
    film(tmp_path / "films" / "two.mp4", 2)
    asked: list[int] = []

    def full(pixels: Any) -> Any:
        asked.append(len(pixels))
        raise DeviceFull("cuda:0 has not enough free memory.")

    monkeypatch.setattr(colours, "encode_images", full)
    with pytest.raises(DeviceFull):
        run()
    assert len(asked) == 1


def test_another_encoder_is_refused_and_costs_nothing(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4")
    run()
    about = tmp_path / "library" / "library.json"
    about.write_text(about.read_text().replace("colours", "older"))
    with pytest.raises(EncoderMismatch, match="Pass encoder='older'"):
        run()
    assert len(Store.open(tmp_path / "library").ids()) == 1


def test_progress_counts_up_to_its_total(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4", scenes=3)
    told: list[Any] = []
    run(watch=told.append)
    steps = [event for event in told if isinstance(event, VideoProgress) and event.total]
    assert steps[-1].done == steps[-1].total == 6 + 1  # the samples, and the very last frame
    assert isinstance(told[-1], Outcome)


def test_words_are_made_again_once_the_missing_model_is_there(tmp_path: Path, film: Film, run: Run) -> None:
    film(tmp_path / "films" / "one.mp4")
    told: list[Any] = []
    settings = {"words": True, "transcriber": f"whisper:{tmp_path / 'model'}"}
    assert run(settings=settings, watch=told.append)["one.mp4"].status == "indexed"
    assert any(isinstance(event, Note) and "no folder" in event.what for event in told)
    assert statuses(run(settings=settings)) == {"one.mp4": "unchanged"}
    (tmp_path / "model").mkdir()
    outcome = run(settings=settings, dry_run=True)["one.mp4"]
    assert (outcome.status, outcome.reason) == ("again", "words")


def test_each_part_keeps_its_own_notes(tmp_path: Path, film: Film, run: Run) -> None:
    folder = film(tmp_path / "films" / "one.mp4").parent
    for name in ("one.srt", "one.ru.srt"):
        (folder / name).write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    settings = {"words": True, "transcriber": "none", "texts": "builtin"}
    assert "one.ru.srt" in run(settings=settings)["one.mp4"].reason
    for other in ({"every": 0.2}, {"sharpness": 0.1}):
        outcome = run(settings={**settings, **other})["one.mp4"]
        assert (outcome.status, "one.ru.srt" in outcome.reason) == ("again", True)
    (folder / "one.ru.srt").unlink()
    assert run(settings=settings)["one.mp4"].reason == ""
    assert Store.open(tmp_path / "library").find("one.mp4").notes == ()


@pytest.mark.parametrize("name", ["reader", "sound", "transcriber", "texts"])
def test_a_name_that_nothing_goes_by_is_refused_and_not_remembered(
    tmp_path: Path, film: Film, run: Run, name: str
) -> None:
    film(tmp_path / "films" / "one.mp4")
    with pytest.raises(UsageWrong, match=r"called 'nosuch'\. Choose one of"):
        run(settings={name: "nosuch:x"})
    assert statuses(run(dry_run=True)) == {"one.mp4": "indexed"}


@pytest.mark.parametrize("settings", [{"every": 0.0}, {"every": -1.0}, {"every": 1.0, "stride": 2}, {"stride": -1}])
def test_settings_that_make_no_sense_are_refused(
    tmp_path: Path, film: Film, run: Run, settings: dict[str, Any]
) -> None:
    film(tmp_path / "films" / "one.mp4")
    with pytest.raises(UsageWrong):
        run(settings=settings)


@pytest.mark.parametrize(
    ("cores", "gpus", "expected"), [(2, 0, 2), (16, 0, 4), (2, 1, 2), (12, 1, 12), (64, 2, 16), (None, 0, 1)]
)
def test_more_videos_are_worked_on_at_once_where_a_gpu_embeds(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, gpus: int, expected: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(devices, "cuda_count", lambda: gpus)
    assert at_once("auto") == expected
    assert at_once("cpu") == min(4, cores or 1)


def test_what_there_is_to_embed_with_is_not_asked_where_nothing_changed(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(tmp_path / "films" / "one.mp4")
    run()
    monkeypatch.setattr(index_run, "at_once", lambda device: pytest.fail("it was asked"))
    assert statuses(run(jobs=0)) == {"one.mp4": "unchanged"}


def test_a_run_that_waits_for_another_asks_ever_less_often(
    tmp_path: Path, film: Film, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(tmp_path / "films" / "one.mp4")
    pauses: list[float] = []
    monkeypatch.setattr(index_run.time, "sleep", pauses.append)
    take = Leases.take
    monkeypatch.setattr(Leases, "take", lambda self, name: sum(pauses) >= 60 and take(self, name))
    assert statuses(run()) == {"one.mp4": "indexed"}
    assert 30 < len(pauses) < 40
    assert pauses[0] < 0.1


def test_a_library_may_be_named_by_a_string(tmp_path: Path, film: Film, colours: Any) -> None:
    film(tmp_path / "films" / "one.mp4")
    index(
        [str(tmp_path / "films")],
        store=str(tmp_path / "library"),
        encoder="colours",
        settings=IndexOverrides(sound="none", words=False),
        jobs=1,
    )
    assert (tmp_path / "library" / "library.json").exists()


def test_the_choice_of_an_encoder_follows_the_languages_is_said_once_and_stays(
    tmp_path: Path, film: Film, colours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vsearch.encoders.choose import EncoderChoice
    from vsearch.encoders.choosing.facts import ChoiceFacts

    asked: list[tuple[str, ...]] = []

    def choose(*, facts: ChoiceFacts) -> EncoderChoice:
        asked.append(facts.languages)
        return EncoderChoice("colours", Note("Using colours, for ru on a CPU."))

    monkeypatch.setattr("vsearch.indexer.run.index.choose", choose)
    film(tmp_path / "films" / "Рыжая кошка.mp4")
    said: list[Any] = []
    for _ in range(2):
        index([tmp_path / "films"], store=tmp_path / "library", settings=QUIET, watch=said.append)
    assert asked == [("ru",)]
    assert [note.what for note in said if isinstance(note, Note)].count("Using colours, for ru on a CPU.") == 1
    store = Store.open(tmp_path / "library")
    assert (store.encoder, store.chosen) == ("colours", "Using colours, for ru on a CPU.")


def test_weights_that_may_not_be_used_commercially_are_said_once(
    tmp_path: Path, film: Film, colours: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights, told = tmp_path / "weights", []
    weights.mkdir()
    (weights / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    monkeypatch.setattr(colours, "spec", replace(colours.spec, name=f"onnx:{weights}"), raising=False)
    monkeypatch.setitem(ENCODERS._own, "onnx", lambda _, **options: colours)
    for name in ("a", "b"):
        film(tmp_path / "films" / f"{name}.mp4")
        index([tmp_path / "films"], store=tmp_path / "library", encoder=f"onnx:{weights}", settings=QUIET, jobs=1,
              watch=told.append)  # fmt: skip
    [said] = [one.what for one in told if isinstance(one, Note)]
    assert said.endswith("was asked for. Its weights may not be used commercially: cc-by-nc-4.0.")
    assert Store.open(tmp_path / "library").chosen == said
