"""Distil a teacher into a small dual encoder: pictures in, a folder out that loads as `builtin:FOLDER`."""

import json
import math
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from vsearch.errors import TrainingImpossible, UsageWrong
from vsearch.library.storage.files import written
from vsearch.training.distill.lessons import lessons
from vsearch.training.distill.marks import kept, mark
from vsearch.training.distill.outcome import measure, replaceable, writable, write
from vsearch.training.distill.pictures.album import gather
from vsearch.training.distill.pictures.sources import WORDS, contents
from vsearch.training.distill.pictures.views import ViewPictures
from vsearch.training.distill.recipe import Recipe, completed, fitted
from vsearch.training.distill.scores import Recall
from vsearch.training.distill.settle import settle
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.student.bags import begin
from vsearch.training.distill.student.reload import again, bridge
from vsearch.training.distill.student.towers import ImageTower, TextTower
from vsearch.training.distill.student.vocabulary import ids, learn_vocabulary
from vsearch.training.distill.teachers.teacher import SentenceReader, Teacher
from vsearch.training.distill.trainer import Budget, DistillProgress, Trainer

CPU = torch.device("cpu")
BATCHES = {"cpu": 96, "cuda": 1024}
"""Views of a step, by the kind of device."""
SEEING = 0.8
"""The share of all steps, or minutes, in which the image tower learns to see."""
SETTLING = 450
"""Steps in which the last layers settle; they cost seconds each hundred."""
MINUTES = 120.0
"""How long a distillation lasts if nobody says how long."""
GOING_ON = 0.35
"""The rate of an encoder that learned before, as a share of a new one's."""
FEWEST = 8
"""Pictures below which there is nothing to learn from."""


@dataclass(frozen=True, slots=True)
class Distilled:
    """What a distillation made: where it lies, how it does on pictures it never saw, from how many it learned."""

    folder: Path
    recall: Recall | None
    pictures: int
    texts: int


def distill(
    pictures: Sequence[Path],
    teachers: Sequence[Teacher],
    reader: SentenceReader,
    output: Path,
    *,
    device: torch.device = CPU,
    minutes: float | None = None,
    views: int | None = None,
    steps: int | None = None,
    recipe: Recipe | None = None,
    texts: Sequence[str] = (),
    columns: Sequence[str] = WORDS,
    start: Path | None = None,
    work: Path | None = None,
    workers: int | None = None,
    report: Callable[[DistillProgress], None] | None = None,
) -> Distilled:
    """Teach a small encoder to see as `teachers` do and read as `reader` does; after a stop, it goes on where it was.

    `pictures` are folders and Parquet files; `texts` is further reading without pictures; `start` is the folder of an
    encoder to go on from, instead of from nothing; `minutes`, `views` to see or `steps` of all stages say how long (two
    hours if none is said), whatever is reached first; `work` keeps decoded pictures, the teachers' answers and
    checkpoints (default: a folder beside `output`, removed at the end); `workers` is one for each core by default,
    and one for any other device.
    """
    recipe = completed(start, recipe or Recipe())
    batch = recipe.batch or BATCHES[device.type]
    total = _budget(recipe, minutes, views, steps, batch)
    replaceable(output)
    desk, hands = work or output.with_name(output.name + ".work"), workers or _hands(device)
    writable(desk)
    begun = start and (start / "encoder.json").read_text()
    asked = [*(asdict(teacher.spec) for teacher in teachers), reader.name]
    seen = [contents(pictures), *columns]
    _same_run(desk, recipe=asdict(recipe), start=begun, teachers=asked, pictures=seen, texts=mark(texts))
    album = gather(pictures, desk, recipe.stored, columns)
    if len(album) < FEWEST:
        raise TrainingImpossible(f"{len(album)} pictures are too few to learn from. Bring at least {FEWEST}.")
    shown = ViewPictures(album, device)
    taught = lessons(
        album, shown, teachers, reader, texts, desk, recipe.image.joint, crops=recipe.crops,
        held_out=recipe.held_out, workers=hands, report=_telling(report),
    )  # fmt: skip
    tokenizer = _vocabulary(start, taught.said.texts, recipe.text.vocabulary, desk / "tokenizer.json")
    shape = fitted(recipe, taught, tokenizer.get_vocab_size())
    stage = Stage(shown, taught, ids(tokenizer, taught.said.texts, shape.text.tokens), recipe.size, batch)
    torch.manual_seed(0)
    student = again(start, shape.image, shape.text, stage) if start else _fresh(shape, stage)
    _teach(student, stage, total, desk, recipe.rate * (GOING_ON if start else 1), hands, report)
    settle(student, stage, tokenizer, min(SETTLING, total.steps), np.random.default_rng(0))
    write(student, shape, desk / "tokenizer.json", output)
    found = measure(student, stage, taught.held) if len(taught.held) else None
    if work is None:
        shutil.rmtree(desk)
    return Distilled(output, found, len(album) - len(taught.held), len(taught.said.texts))


def _teach(
    student: Student, stage: Stage, total: Budget, desk: Path, rate: float, workers: int,
    report: Callable[[DistillProgress], None] | None,
) -> None:  # fmt: skip
    """All stages one after another, each with its share of the budget and its part of the rate."""
    for name, lesson, share, pace, gently in (
        ("see", stage.see, SEEING, 1.0, ""), ("read", stage.read, 0.08, 0.2, ""),
        ("meet", stage.meet, 0.12, 0.15, "text."),
    ):  # fmt: skip
        budget = Budget(total.minutes * share, math.ceil(total.steps * share))
        trainer = Trainer(
            name, student, lesson, budget, desk / f"{name}.pt", stage.device, rate * pace, gently, workers,
            report=report,
        )  # fmt: skip
        student.load_state_dict(trainer.teach().state_dict())


def _budget(recipe: Recipe, minutes: float | None, views: int | None, steps: int | None, batch: int) -> Budget:
    """How long all stages last; what would come to nothing or to no end is refused before anything is decoded."""
    if recipe.size < 16 or recipe.size % 16:
        raise TrainingImpossible(f"Pictures of {recipe.size} pixels cannot be halved four times. Use a multiple of 16.")
    if minutes is not None and not 0 < minutes < math.inf:
        raise UsageWrong(f"{minutes:g} minutes are no time to learn in. Give a number above 0.")
    for count, name in ((steps, "steps"), (views, "views")):
        if count is not None and count < 1:
            raise UsageWrong(f"{count} {name} teach nothing. Give at least 1, or none to let the minutes decide.")
    few = min(steps or 10**9, math.ceil(views / batch / SEEING) if views else 10**9)
    return Budget(minutes or (MINUTES if few == 10**9 else math.inf), few)


def _same_run(desk: Path, **told: object) -> None:
    """Refuse to go on from checkpoints that something else made, before any of what lies beside them is replaced."""
    place, plan = desk / "run.json", json.loads(json.dumps(told))
    known = json.loads(place.read_text()) if place.exists() else {}
    other = [name for name in plan if known.get(name) != plan[name]]
    if other and any(desk.glob("*.pt")):
        raise TrainingImpossible(
            f"{desk} holds a run that differs in {', '.join(other)}. Remove that folder, or name another."
        )
    with written(place) as part:
        part.write_text(json.dumps(plan))


def _vocabulary(start: Path | None, texts: Sequence[str], size: int, path: Path) -> Tokenizer:
    """The tokenizer of the encoder to go on from, or a new one."""
    if start is None:
        # Learned twice, the same words come out under other numbers than those that a checkpoint knows.
        kept(path, mark(texts, size), lambda path: learn_vocabulary(texts, size, path))
    else:
        told = (start / "tokenizer.json").read_text("utf-8")
        kept(path, mark(told), lambda path: path.write_text(told, "utf-8"))
    return Tokenizer.from_file(str(path))


def _fresh(recipe: Recipe, stage: Stage) -> Student:
    """Two towers that know nothing but what closed forms give to the words."""
    taught, readable = stage.taught, stage.on(stage.readable)
    student = Student(ImageTower(recipe.image), TextTower(recipe.text), taught.features.width).to(stage.device)
    bridge(student.text, taught)
    begin(student.text, stage.ids[readable], taught.sentences[readable])
    student.image.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return student


def _hands(device: torch.device) -> int:
    return (os.cpu_count() or 1) if device.type == "cpu" else 1


def _telling(report: Callable[[DistillProgress], None] | None) -> Callable[[int, int], None] | None:
    """A report of how far asking the teachers has come."""
    return report and (lambda asked, views: report(DistillProgress("ask", asked / views, asked, {})))
