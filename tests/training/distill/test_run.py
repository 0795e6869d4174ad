import json
import shutil
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from vsearch.encoders import EncoderSpec
from vsearch.encoders.builtin import builtin
from vsearch.errors import OutputRefused, TrainingImpossible, UsageWrong
from vsearch.training.distill import Recipe, checkpoints, lessons
from vsearch.training.distill import distill as teach
from vsearch.training.distill.student.reload import images, shapes
from vsearch.training.distill.student.towers import ImageShape, TextShape
from vsearch.training.distill.teachers.teacher import EncoderTeacher, TeacherSpec
from vsearch.training.distill.trainer import DistillProgress

COLOURS = {"red": (220, 30, 30), "green": (30, 200, 40), "blue": (30, 40, 220), "white": (240, 240, 240)}
TINY = Recipe(
    size=32,
    stored=48,
    image=ImageShape((8, 16), (1, 1), 24, 16),
    text=TextShape(200, 8, 16, 1, 2, 12, 16),
    batch=8,
    held_out=2,
)


def distill(pictures, teacher, output, **more):
    """One teacher that reads too, and one worker: its steps can be counted, and come out the same every time."""
    return teach(pictures, more.pop("teachers", [teacher]), teacher, output, **{"workers": 1} | more)


class ColourTeacher:
    """Sees mean colours, and reads their names: a real pair of senses, small enough for a test."""

    spec = TeacherSpec("colours", 16, 6, tuple(COLOURS))
    name = "names of colours"

    def see(self, pixels):
        means = pixels.float().mean((1, 2)) / 255
        distances = torch.stack([(means - torch.tensor(c) / 255).abs().sum(1) for c in COLOURS.values()], 1)
        return torch.cat([means, means**2], 1), (-20 * distances).softmax(1)

    def read(self, texts):
        rows = np.zeros((len(texts), 12), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[-1] = 0.1
            for place, colour in enumerate(COLOURS):
                row[place] = colour in text
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class OtherTeacher(ColourTeacher):
    spec = TeacherSpec("other colours", 16, 6, tuple(COLOURS))


class ColourEncoder:
    """The same senses in one space."""

    spec = EncoderSpec("colours", 12, 16)

    def encode_images(self, pixels):
        _, shares = ColourTeacher().see(torch.from_numpy(pixels))
        rows = np.pad(shares.numpy(), ((0, 0), (0, 8)), constant_values=0.05)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_texts(self, texts):
        return ColourTeacher().read(texts)


def retold(pictures, folder, words):
    """The same pictures, of which `words` says something else, or nothing."""
    folder.mkdir()
    for n, path in enumerate(sorted(pictures.glob("*.png"))):
        shutil.copy(path, folder)
        if told := words(list(COLOURS)[n % 4], n):
            (folder / path.name).with_suffix(".txt").write_text(told)
    return folder


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    import cv2

    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    for n in range(24):
        name, colour = list(COLOURS.items())[n % 4]
        picture = np.clip(np.array(colour) + rng.normal(0, 12, (40, 56, 3)), 0, 255).astype(np.uint8)
        cv2.imwrite(str(folder / f"{n:02d}.png"), picture[..., ::-1])
        (folder / f"{n:02d}.txt").write_text(f"a {name} wall number {n}\n")
    return folder


@pytest.fixture(scope="module", autouse=True)
def quick():
    """The joint space of four colours is found in a few steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lessons, "align", partial(lessons.align, steps=150))
        yield


@pytest.fixture(scope="module")
def made(pictures, tmp_path_factory):
    seen: list[DistillProgress] = []
    output = tmp_path_factory.mktemp("made") / "ours"
    done = distill([pictures], ColourTeacher(), output, steps=160, recipe=TINY, report=seen.append)
    return done, seen


def test_the_folder_loads_as_an_encoder(made):
    encoder = builtin(str(made[0].folder), threads=1)
    assert encoder.encode_images(np.zeros((3, 32, 32, 3), np.uint8)).shape == (3, 16)
    assert encoder.encode_texts(["a red wall"]).shape == (1, 16)
    assert encoder.spec.size == 32


def test_the_losses_fall(made):
    see = [p for p in made[1] if p.stage == "see"]
    assert sum(see[-1].losses.values()) < sum(see[0].losses.values())


def test_every_stage_reports(made):
    assert [p.stage for p in made[1] if p.done == 1] == ["ask", "see", "read", "meet"]


def test_words_find_their_colour(made):
    encoder = builtin(str(made[0].folder), threads=1)
    walls = np.stack([np.full((32, 32, 3), colour, np.uint8) for colour in COLOURS.values()])
    scores = encoder.encode_texts([f"a {name} wall" for name in COLOURS]) @ encoder.encode_images(walls).T
    assert (scores.argmax(1) == np.arange(4)).sum() >= 3


def test_held_out_pictures_are_scored(made):
    assert made[0].recall is not None
    assert 0 <= made[0].recall.at1 <= made[0].recall.at10 <= 1


def test_a_run_that_was_stopped_goes_on_from_its_checkpoint(pictures, tmp_path):
    class Stop(Exception):
        pass

    def stop(progress: DistillProgress) -> None:
        if progress.stage == "read":
            raise Stop

    steps: list[tuple[str, int]] = []
    work = tmp_path / "work"
    with pytest.raises(Stop):
        distill([pictures], ColourTeacher(), tmp_path / "out", steps=60, recipe=TINY, work=work, report=stop)
    see = checkpoints.load(work / "see.pt", torch.device("cpu"))["steps"]
    distill([pictures], ColourTeacher(), tmp_path / "out", steps=60, recipe=TINY, work=work,
            report=lambda p: steps.append((p.stage, p.steps)))  # fmt: skip
    assert see == 48
    assert ("see", 48) not in steps
    assert (tmp_path / "out" / "image.onnx").exists()


def test_the_vocabulary_is_learned_once(pictures, tmp_path):
    work, times = tmp_path / "work", set()
    for _ in range(2):
        distill([pictures], ColourTeacher(), tmp_path / "out", steps=4, recipe=TINY, work=work)
        times.add((work / "tokenizer.json").stat().st_mtime_ns)
    assert len(times) == 1


@pytest.mark.slow
def test_learning_goes_on_from_an_encoder_that_was_made_before(made, pictures, tmp_path):
    done, seen = made
    steps: list[DistillProgress] = []
    more = distill([pictures], ColourTeacher(), tmp_path / "more", steps=20, start=done.folder, report=steps.append)
    assert builtin(str(more.folder), threads=1).spec.width == 16
    assert (more.folder / "tokenizer.json").read_text() == (done.folder / "tokenizer.json").read_text()
    first, now = (next(p.losses for p in told if p.stage == "see") for told in (seen, steps))
    assert now["features"] + now["joint"] < 0.7 * (first["features"] + first["joint"])


@pytest.mark.slow
def test_an_encoder_may_go_on_to_larger_pictures(made, pictures, tmp_path):
    done, _ = made
    larger = distill([pictures], ColourTeacher(), tmp_path / "more", steps=8, start=done.folder, recipe=Recipe(size=48))
    same = distill([pictures], ColourTeacher(), tmp_path / "same", steps=8, start=done.folder)
    assert [builtin(str(each.folder), threads=1).spec.size for each in (larger, same)] == [48, 32]


@pytest.mark.slow
def test_several_teachers_are_learned_from_together(pictures, tmp_path):
    teachers, work = [ColourTeacher(), OtherTeacher()], tmp_path / "work"
    out, seen = tmp_path / "out", list[DistillProgress]()
    made = distill(
        [pictures], teachers[0], out, teachers=teachers, steps=160, recipe=TINY, work=work, report=seen.append
    )
    assert (work / "features.f16").stat().st_size == 24 * 2 * (6 + 4) * 2
    encoder = builtin(str(made.folder), threads=1)
    walls = np.stack([np.full((32, 32, 3), colour, np.uint8) for colour in COLOURS.values()])
    scores = encoder.encode_texts([f"a {name} wall" for name in COLOURS]) @ encoder.encode_images(walls).T
    assert (scores.argmax(1) == np.arange(4)).sum() >= 3


def test_an_exported_encoder_read_again_gives_the_same_vectors(made, pictures):
    folder = made[0].folder
    size, image, text = shapes(folder)
    encoder, pixels = (
        builtin(str(folder), threads=1),
        np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), np.uint8),
    )
    with torch.no_grad():
        seen = images(folder, image).eval().embed(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255)
    assert (size, text.joint) == (32, 16)
    assert np.abs(seen.numpy() - encoder.encode_images(pixels)).max() < 1e-3


@pytest.mark.slow
def test_two_workers_teach_one_student(pictures, tmp_path):
    names: set[str] = set()
    distill([pictures], ColourTeacher(), tmp_path / "out", steps=110, recipe=TINY, workers=2,
            report=lambda p: names.add(threading.current_thread().name))  # fmt: skip
    assert json.loads((tmp_path / "out" / "encoder.json").read_text())["width"] == 16
    assert len(json.loads((tmp_path / "out" / "encoder.json").read_text())["version"]) == 8
    assert names


@pytest.fixture(scope="module")
def first(pictures, tmp_path_factory) -> Path:
    """The folder of a run that has come to its first checkpoint; to be copied."""
    folder = tmp_path_factory.mktemp("begun")
    shutil.copytree(pictures, folder / "pictures")
    distill(**asked_in(folder))
    return folder


def asked_in(folder: Path) -> dict[str, Any]:
    return {"pictures": [folder / "pictures"], "teacher": ColourTeacher(), "output": folder / "out",
            "steps": 4, "recipe": TINY, "work": folder / "work"}  # fmt: skip


@pytest.fixture
def begun(first, tmp_path) -> dict[str, Any]:
    """What a run was begun with that has come to its first checkpoint."""
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    return asked_in(tmp_path)


def test_a_run_goes_on_from_its_own_checkpoints(begun):
    seen: list[DistillProgress] = []
    assert distill(**begun, report=seen.append).folder == begun["output"]
    assert "see" not in {progress.stage for progress in seen}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"recipe": replace(TINY, batch=4)}, "differs in recipe", id="recipe"),
        pytest.param({"teacher": OtherTeacher()}, "differs in teachers", id="teacher"),
        pytest.param({"texts": ["a red door"]}, "differs in texts", id="texts"),
        pytest.param({"columns": ["captions"]}, "differs in pictures", id="columns"),
        pytest.param({"teacher": OtherTeacher(), "texts": ["x"]}, "differs in teachers, texts", id="two things"),
    ],
)
def test_a_run_goes_on_from_nothing_but_its_own_checkpoints(begun, changed, words):
    before = (begun["work"] / "features.f16").stat().st_mtime_ns
    with pytest.raises(TrainingImpossible, match=words):
        distill(**begun | changed)
    assert (begun["work"] / "features.f16").stat().st_mtime_ns == before


def test_a_run_does_not_go_on_with_other_pictures(begun):
    (begun["pictures"][0] / "00.txt").write_text("a red door")
    with pytest.raises(TrainingImpossible, match="differs in pictures"):
        distill(**begun)


def test_a_run_does_not_go_on_from_another_encoder(begun, made):
    again = begun | {"start": made[0].folder, "recipe": None}
    with pytest.raises(TrainingImpossible, match="differs in recipe, start"):
        distill(**again)


def test_a_run_without_a_checkpoint_begins_with_whatever_is_asked(begun):
    for checkpoint in begun["work"].glob("*.pt"):
        checkpoint.unlink()
    assert distill(**begun | {"teacher": OtherTeacher(), "texts": ["a red door"]}).texts == 25


@pytest.mark.parametrize(
    ("count", "recipe", "words"),
    [
        pytest.param(3, TINY, "too few", id="too-few"),
        pytest.param(24, Recipe(size=50), "multiple of 16", id="odd-size"),
        pytest.param(24, Recipe(size=8), "multiple of 16", id="tiny-size"),
    ],
)
def test_what_cannot_be_learned_from_is_said(pictures, tmp_path, count, recipe, words):
    few = tmp_path / "few"
    few.mkdir()
    for path in sorted(pictures.iterdir())[: 2 * count]:
        shutil.copy(path, few)
    with pytest.raises(TrainingImpossible, match=words):
        distill([few], ColourTeacher(), tmp_path / "out", steps=4, recipe=recipe)


@pytest.mark.parametrize(
    ("words", "teacher"),
    [
        pytest.param(lambda colour, n: colour, ColourTeacher(), id="kinds alone"),
        pytest.param(lambda colour, n: colour, EncoderTeacher(ColourEncoder()), id="kinds alone, in one space"),
        pytest.param(lambda colour, n: None, EncoderTeacher(ColourEncoder()), id="not one word"),
        pytest.param(lambda colour, n: "one wall" if n == 0 else None, EncoderTeacher(ColourEncoder()), id="a caption"),
    ],
)
def test_pictures_without_captions_teach_too(pictures, tmp_path, words, teacher):
    silent = retold(pictures, tmp_path / "silent", words)
    reading = [f"a {colour} wall" for colour in COLOURS]
    made = distill([silent], teacher, tmp_path / "out", steps=8, recipe=TINY, texts=reading)
    assert made.recall is None
    encoder = builtin(str(made.folder), threads=1)
    walls = np.stack([np.full((32, 32, 3), colour, np.uint8) for colour in COLOURS.values()])
    assert np.isfinite(encoder.encode_images(walls)).all()
    assert np.isfinite(encoder.encode_texts(reading)).all()


@pytest.mark.parametrize(
    ("asked", "steps"),
    [
        pytest.param({"views": 160}, 20, id="views"),
        pytest.param({"views": 160, "minutes": 60}, 20, id="views before minutes are over"),
        pytest.param({"views": 160, "steps": 10}, 8, id="fewer steps than views"),
    ],
)
def test_a_run_ends_with_what_is_reached_first(pictures, tmp_path, asked, steps):
    told: list[DistillProgress] = []
    distill([pictures], ColourTeacher(), tmp_path / "out", recipe=TINY, report=told.append, **asked)
    assert [p.steps for p in told if (p.stage, p.done) == ("see", 1)] == [steps]


def test_two_spaces_that_no_words_connect_are_refused(pictures, tmp_path):
    silent = retold(pictures, tmp_path / "silent", lambda colour, n: None)
    with pytest.raises(TrainingImpossible, match="nothing connects"):
        distill([silent], ColourTeacher(), tmp_path / "out", steps=4, recipe=TINY, texts=["a red wall"])


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        pytest.param({"minutes": 0}, "0 minutes are no time", id="no minutes"),
        pytest.param({"minutes": -1.5}, r"-1\.5 minutes are no time", id="fewer than none"),
        pytest.param({"minutes": float("nan")}, "nan minutes are no time", id="not a number"),
        pytest.param({"minutes": float("inf")}, "inf minutes are no time", id="no end"),
        pytest.param({"views": 0}, "0 views teach nothing", id="no views"),
        pytest.param({"steps": 0}, "0 steps teach nothing", id="no steps"),
        pytest.param({"steps": -4}, "-4 steps teach nothing", id="fewer steps than none"),
    ],
)
def test_a_budget_in_which_nothing_can_be_learned_is_refused(pictures, tmp_path, budget, words):
    with pytest.raises(UsageWrong, match=words):
        distill([pictures], ColourTeacher(), tmp_path / "out", recipe=TINY, **budget)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_something_else_is_left_alone(pictures, tmp_path):
    (tmp_path / "letters.txt").write_text("dear reader")
    with pytest.raises(OutputRefused, match="left as it is"):
        distill([pictures], ColourTeacher(), tmp_path, steps=4, recipe=TINY)
    assert (tmp_path / "letters.txt").exists()
