import numpy as np
import pytest
import torch

from vsearch.training.distill.lessons import Lessons
from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.pictures.bank import parts
from vsearch.training.distill.pictures.views import ViewPictures
from vsearch.training.distill.settle import settle
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.student.towers import ImageShape, ImageTower, TextShape, TextTower
from vsearch.training.distill.student.vocabulary import ids, learn_vocabulary
from vsearch.training.distill.teachers.features import Features
from vsearch.training.distill.teachers.teacher import TeacherSpec
from vsearch.training.distill.teachers.words import said


@pytest.mark.parametrize(
    "crops", [pytest.param(0, id="whole pictures", marks=pytest.mark.slow), pytest.param(30, id="too many parts")]
)
def test_only_the_last_layers_settle_and_kinds_are_named_better(tmp_path, monkeypatch, crops):
    torch.manual_seed(0)
    monkeypatch.setattr("vsearch.training.distill.settle.MOST", 32)
    rng, shown = np.random.default_rng(0), np.arange(32) % 4
    colours = rng.integers(0, 256, (4, 1, 1, 3))
    pixels = np.clip(colours[shown] + rng.normal(0, 5, (32, 96, 96, 3)), 0, 255).astype(np.uint8)
    texts = ("red wall", "green door", "blue sky", "white snow")
    tokenizer = learn_vocabulary([*texts, "a photo picture of"], 80, tmp_path / "tokenizer.json")
    album = Album((pixels,), np.zeros(32, np.int64), np.arange(32), tuple((texts[k],) for k in shown))
    pictures, bank, words = ViewPictures(album, torch.device("cpu")), parts(album, crops), said(album, ())
    unit = torch.eye(4, 8)[torch.from_numpy(shown[bank.rows])]
    features = Features(unit.numpy().astype(np.float16), [TeacherSpec("one", 8, 8)], torch.device("cpu"))
    none = np.arange(0)
    taught = Lessons(
        bank, features, unit, words, torch.eye(4, 8), torch.nn.Identity(), torch.zeros(0, 8), none,
        (none, np.arange(len(bank)), none),
    )  # fmt: skip
    stage = Stage(pictures, taught, ids(tokenizer, texts, 8), 32, 8)
    student = Student(ImageTower(ImageShape((8,), (1,), 16, 8)), TextTower(TextShape(80, 8, 16, 1, 2, 8, 8)), 8)
    whole = pictures.plain(np.arange(32), 32)
    with torch.no_grad():
        student.image(whole)
    body = student.image.body[1].conv.weight.clone()

    def right() -> float:
        with torch.no_grad():
            seen = student.eval().image.embed(whole)
            return float(((seen @ student.text.embed(stage.ids).T).argmax(1).numpy() == shown).mean())

    settle(student, stage, tokenizer, 600, rng)
    assert torch.equal(body, student.image.body[1].conv.weight)
    assert right() >= 0.75
