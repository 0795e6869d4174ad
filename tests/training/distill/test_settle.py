import numpy as np
import pytest
import torch

from vsearch.training.distill.album import Album
from vsearch.training.distill.lessons import Lessons
from vsearch.training.distill.settle import settle
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.towers import ImageShape, ImageTower, TextShape, TextTower
from vsearch.training.distill.vocabulary import ids, learn_vocabulary


@pytest.mark.parametrize("crops", [pytest.param(0, id="whole pictures"), pytest.param(30, id="too many parts")])
def test_only_the_last_layers_settle_and_kinds_are_named_better(tmp_path, monkeypatch, crops):
    torch.manual_seed(0)
    monkeypatch.setattr("vsearch.training.distill.settle.MOST", 32)
    rng = np.random.default_rng(0)
    colours = rng.integers(0, 256, (4, 1, 1, 3))
    count, shown = 32 * (1 + crops), np.arange(32) % 4
    kind = np.full(count, -1)
    kind[:: 1 + crops] = shown
    pixels = np.clip(colours[kind] + rng.normal(0, 5, (count, 32, 32, 3)), 0, 255).astype(np.uint8)
    texts = ("red wall", "green door", "blue sky", "white snow")
    tokenizer = learn_vocabulary([*texts, "a photo picture of"], 80, tmp_path / "tokenizer.json")
    album = Album(pixels, np.ones(count, np.float32), tuple((texts[k],) if k >= 0 else () for k in kind), crops)
    unit = torch.eye(4, 8)[torch.from_numpy(kind)]
    lessons = Lessons(
        unit, unit, texts, torch.eye(4, 8), ((),) * count, torch.arange(4), torch.from_numpy(kind),
        torch.nn.Identity(), torch.zeros(0, 8), torch.zeros(count, 0), np.arange(0), np.arange(count),
    )  # fmt: skip
    stage = Stage(album, lessons, torch.from_numpy(ids(tokenizer, texts, 8)), 32)
    student = Student(ImageTower(ImageShape((8,), (1,), 16, 8)), TextTower(TextShape(80, 8, 16, 1, 2, 8, 8)), 8)
    with torch.no_grad():
        student.image(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255)
    body = student.image.body[1].conv.weight.clone()

    def right() -> float:
        with torch.no_grad():
            seen = student.eval().image.embed(torch.from_numpy(pixels[kind >= 0]).permute(0, 3, 1, 2).float() / 255)
            return float(((seen @ student.text.embed(stage.ids).T).argmax(1).numpy() == shown).mean())

    settle(student, stage, tokenizer, 600, rng)
    assert torch.equal(body, student.image.body[1].conv.weight)
    assert right() >= 0.75
