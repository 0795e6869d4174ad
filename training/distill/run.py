"""Distil a teacher into a small dual encoder: pictures in, a folder out that loads as `builtin:FOLDER`."""

import json
import math
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

from vsearch.errors import OutputRefused, TrainingImpossible, UsageWrong
from vsearch.library.files import written
from vsearch.training.distill.album import WORDS, contents, gather
from vsearch.training.distill.bags import begin
from vsearch.training.distill.crew import Budget, Crew, Progress
from vsearch.training.distill.export import export_images, export_texts
from vsearch.training.distill.lessons import Lessons, lessons
from vsearch.training.distill.marks import kept, mark
from vsearch.training.distill.reload import again, bridge, shapes
from vsearch.training.distill.scores import Recall, recall
from vsearch.training.distill.settle import settle
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.teachers import Teacher
from vsearch.training.distill.towers import ImageShape, ImageTower, TextShape, TextTower
from vsearch.training.distill.vocabulary import ids, learn_vocabulary

TEMPLATES = ("{}", "a photo of {}", "a picture of {}", "there is {} in this picture")
SHARES = {"see": 0.65, "read": 0.15, "meet": 0.20}
"""How a budget of minutes or steps is divided among the stages."""
SETTLING = 450
"""Steps in which the last layers settle; they cost seconds each hundred."""
FEWEST = 8
"""Pictures below which there is nothing to learn from."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what comes out, but for the material; saved beside the result."""

    size: int = 96
    stored: int = 160
    image: ImageShape = field(default_factory=ImageShape)
    text: TextShape = field(default_factory=TextShape)
    batch: int = 96
    crops: int = 3
    """Parts of each picture that the teacher is asked about beside the whole."""
    held_out: int = 500
    rate: float = 2e-3
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Distilled:
    """What a distillation made: where it lies, how it does on pictures it never saw, from how many it learned."""

    folder: Path
    recall: Recall | None
    pictures: int
    texts: int


def distill(
    pictures: Sequence[Path],
    teacher: Teacher,
    output: Path,
    *,
    minutes: float = 120.0,
    steps: int | None = None,
    recipe: Recipe | None = None,
    texts: Sequence[str] = (),
    columns: Sequence[str] = WORDS,
    start: Path | None = None,
    work: Path | None = None,
    workers: int | None = None,
    report: Callable[[Progress], None] | None = None,
) -> Distilled:
    """Teach a small encoder to see and read as `teacher` does; started again after a stop, it goes on where it was.

    `pictures` are folders and Parquet files; `texts` is further reading without pictures; `start` is the folder of an
    encoder to go on from, instead of from nothing; `work` keeps decoded pictures, the teacher's answers and
    checkpoints (default: a folder beside `output`, removed at the end); `workers` is one for each core by default.
    """
    recipe = _from(start, recipe) if start else recipe or Recipe()
    _doable(recipe, minutes, steps)
    _replaceable(output)
    desk = work or output.with_name(output.name + ".work")
    _writable(desk)
    begun = start and (start / "encoder.json").read_text()
    seen = [contents(pictures), *columns]
    _same_run(desk, recipe=asdict(recipe), start=begun, teacher=asdict(teacher.spec), pictures=seen, texts=mark(texts))
    album = gather(pictures, desk, recipe.stored, columns, recipe.crops)
    if album.pictures < FEWEST:
        raise TrainingImpossible(f"{album.pictures} pictures are too few to learn from. Bring at least {FEWEST}.")
    lore = lessons(album, teacher, texts, desk, recipe.image.joint, recipe.held_out)
    tokenizer = _vocabulary(start, lore.texts, recipe.text.vocabulary, desk / "tokenizer.json")
    shape = _fitted(recipe, lore, tokenizer.get_vocab_size())
    tokens = torch.from_numpy(ids(tokenizer, lore.texts, shape.text.tokens))
    stage = Stage(album, lore, tokens, recipe.size, min(recipe.batch, len(lore.rows)))
    torch.manual_seed(0)
    student = again(start, shape.image, shape.text, stage) if start else _fresh(shape, stage)
    hands = workers or os.cpu_count() or 1
    for name, lesson in (("see", stage.see), ("read", stage.read), ("meet", stage.meet)):
        budget = Budget(minutes * SHARES[name], math.ceil((steps or 10**9) * SHARES[name]))
        rate, slow = recipe.rate * (0.25 if name == "meet" else 1), "text." if name == "meet" else ""
        crew = Crew(name, student, lesson, budget, desk / f"{name}.pt", rate, slow, workers=hands, report=report)
        taught = crew.teach()
        student.load_state_dict(taught.state_dict())
    settle(student, stage, tokenizer, min(SETTLING, steps or SETTLING), np.random.default_rng(0))
    write(student, shape, desk / "tokenizer.json", output)
    found = measure(student, stage, lore.held) if len(lore.held) else None
    if work is None:
        shutil.rmtree(desk)
    return Distilled(output, found, album.pictures - len(lore.held), len(lore.texts))


@torch.no_grad()
def measure(student: Student, stage: Stage, held: np.ndarray) -> Recall:
    """How well captions find their picture among those held out."""
    seen = F.normalize(student.image.joint(stage.still(student, held)), dim=-1)
    said = [(text, place) for place, row in enumerate(held) for text in stage.lessons.captions[row]]
    read = student.text.embed(stage.ids[[text for text, _ in said]])
    return recall(seen.numpy(), read.numpy(), np.asarray([place for _, place in said]))


def write(student: Student, recipe: Recipe, tokenizer: Path, output: Path) -> None:
    """Write the folder that `builtin:FOLDER` loads: two graphs, a tokenizer, and what must be known of them."""
    part = output.with_name(output.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    _writable(part)
    student.eval()
    export_images(student.image, recipe.size, part / "image.onnx")
    export_texts(student.text, part / "text.onnx")
    shutil.copyfile(tokenizer, part / "tokenizer.json")
    version = blake2b((part / "image.onnx").read_bytes(), digest_size=4).hexdigest()
    known = {"version": version, "width": student.image.shape.joint, "size": recipe.size, "templates": TEMPLATES,
             "fit": "crop", "languages": recipe.languages, "tokens": student.text.shape.tokens,
             "recipe": asdict(recipe)}  # fmt: skip
    (part / "encoder.json").write_text(json.dumps(known, indent=1) + "\n")
    if output.exists():
        shutil.rmtree(output)
    os.replace(part, output)


def _doable(recipe: Recipe, minutes: float, steps: int | None) -> None:
    """Refuse, before anything is decoded or asked, what would come to nothing or to no end."""
    if recipe.size < 16 or recipe.size % 16:
        raise TrainingImpossible(f"Pictures of {recipe.size} pixels cannot be halved four times. Use a multiple of 16.")
    if not 0 < minutes < math.inf:
        raise UsageWrong(f"{minutes:g} minutes are no time to learn in. Give a number above 0.")
    if steps is not None and steps < 1:
        raise UsageWrong(f"{steps} steps teach nothing. Give at least 1, or none to let the minutes decide.")


def _fitted(recipe: Recipe, lore: Lessons, vocabulary: int) -> Recipe:
    """The recipe with the widths that the teacher's space and the vocabulary ask for."""
    joint, sentence = lore.joint.shape[1], lore.sentences.shape[1]
    text = replace(recipe.text, vocabulary=vocabulary, sentence=sentence, joint=joint)
    return replace(recipe, image=replace(recipe.image, joint=joint), text=text)


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


def _from(start: Path, recipe: Recipe | None) -> Recipe:
    """The recipe that goes on from an encoder: its own shapes are given."""
    side, image, text = shapes(start)
    return replace(recipe or Recipe(), size=side, image=image, text=text)


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
    lore = stage.lessons
    student = Student(ImageTower(recipe.image), TextTower(recipe.text), lore.features.shape[1])
    student.image.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    bridge(student.text, lore)
    begin(student.text, stage.ids[stage.readable], lore.sentences[stage.readable])
    return student


def _replaceable(output: Path) -> None:
    """Refuse to put an encoder in the place of anything but an encoder."""
    if output.exists() and not (output / "encoder.json").exists() and any(output.iterdir()):
        raise OutputRefused(f"{output} exists and holds no encoder; it is left as it is. Name a new folder.")


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(f"{folder} cannot be made: {error.strerror}. Choose a folder you may write to.") from error
