import json
from dataclasses import asdict

import cv2
import numpy as np
import pytest
import torch

from vsearch.data.photos import PHOTOS, photo
from vsearch.encoders.builtin import builtin, whereabouts
from vsearch.errors import ModelMissing
from vsearch.training.distill.student.export import export_images, export_texts
from vsearch.training.distill.student.reload import fit, images, shapes, texts, wake
from vsearch.training.distill.student.towers import ImageShape, ImageTower, TextShape, TextTower

NAMES = sorted(PHOTOS)[:8]
IMAGE, TEXT = ImageShape((16, 24), (1, 2), 32, 8), TextShape(50, 9, 16, 2, 2, 12, 8)


@pytest.fixture
def towers():
    torch.manual_seed(0)
    image, text = ImageTower(IMAGE), TextTower(TEXT)
    with torch.no_grad():
        for name, parameter in [*image.named_parameters(), *text.named_parameters()]:
            if "norm" in name:
                parameter.uniform_(0.5, 1.0)
        image(torch.rand(16, 3, 32, 32))
    return image.eval(), text.eval()


def test_reloaded_towers_say_what_they_said(towers, tmp_path):
    image, text = towers
    export_images(image, 32, tmp_path / "image.onnx")
    export_texts(text, tmp_path / "text.onnx")
    pictures, ids = torch.rand(5, 3, 32, 32), torch.tensor([[3, 4, 5, 0], [9, 1, 2, 7]])
    with torch.no_grad():
        seen = images(tmp_path, IMAGE).eval().embed(pictures)
        assert (seen * image.embed(pictures)).sum(1).min() > 0.999
        assert (texts(tmp_path, TEXT).embed(ids) * text.embed(ids)).sum(1).min() > 0.999


def test_what_is_exported_again_is_the_same_to_the_byte(towers, tmp_path):
    (tmp_path / "again").mkdir()
    export_texts(towers[1], tmp_path / "text.onnx")
    export_texts(texts(tmp_path, TEXT), tmp_path / "again" / "text.onnx")
    assert (tmp_path / "again" / "text.onnx").read_bytes() == (tmp_path / "text.onnx").read_bytes()


def test_the_shipped_encoder_can_be_read_again():
    folder = whereabouts()
    _, image, text = shapes(folder)
    encoder, pixels = builtin(threads=1), np.random.default_rng(0).integers(0, 256, (2, 96, 96, 3), dtype=np.uint8)
    pixels = pixels[:, : encoder.spec.size, : encoder.spec.size]
    planes = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
    with torch.no_grad():
        seen, read = images(folder, image).eval().embed(planes), texts(folder, text).embed(torch.tensor([[5, 6, 7]]))
    assert (seen.numpy() * encoder.encode_images(pixels)).sum(1).min() > 0.999
    assert read.shape == (1, encoder.spec.width)


def test_a_woken_tower_says_the_same_while_it_learns(towers, tmp_path):
    image, _ = towers
    export_images(image, 32, tmp_path / "image.onnx")
    again, pictures = images(tmp_path, IMAGE), torch.rand(64, 3, 32, 32)
    wake(again, [pictures])
    with torch.no_grad():
        assert (again.eval().embed(pictures) * image.embed(pictures)).sum(1).min() > 0.999
        assert (again.train().embed(pictures) * image.embed(pictures)).sum(1).min() > 0.99


def test_a_layer_fits_what_is_wanted_of_it():
    torch.manual_seed(0)
    inputs, truth = torch.randn(400, 6), torch.randn(6, 3)
    layer = torch.nn.Linear(6, 3)
    fit(layer, inputs, inputs @ truth + 2.0)
    assert torch.nn.functional.mse_loss(layer(inputs), inputs @ truth + 2.0) < 0.01


def test_shapes_are_read_from_what_the_encoder_says_of_itself(tmp_path):
    known = {"recipe": {"size": 32, "image": asdict(IMAGE), "text": asdict(TEXT)}}
    (tmp_path / "encoder.json").write_text(json.dumps(known))
    assert shapes(tmp_path) == (32, IMAGE, TEXT)


@pytest.mark.parametrize(
    ("more", "how"),
    [
        pytest.param(0, cv2.INTER_CUBIC, id="bicubically, as the reader scales"),
        pytest.param(0, cv2.INTER_LINEAR, id="bilinearly"),
        pytest.param(16, cv2.INTER_AREA, id="at a larger side"),
    ],
)
def test_the_shipped_encoder_sees_the_same_in_pictures_scaled_otherwise(more, how):
    side, image, _ = shapes(whereabouts())
    tower = images(whereabouts(), image).eval()

    def seen(wide, by):
        shown = [cv2.resize(np.ascontiguousarray(photo(name)), (wide, wide), interpolation=by) for name in NAMES]
        with torch.no_grad():
            return tower.embed(torch.from_numpy(np.stack(shown)).permute(0, 3, 1, 2).float() / 255)

    alike = seen(side + more, how) @ seen(side, cv2.INTER_AREA).T
    assert alike.diagonal().mean() > 0.93
    assert (alike.argmax(1) == torch.arange(len(NAMES))).all()


def test_an_encoder_that_does_not_say_how_it_was_made_is_refused(tmp_path):
    (tmp_path / "encoder.json").write_text("{}")
    with pytest.raises(ModelMissing, match="how it was made"):
        shapes(tmp_path)
