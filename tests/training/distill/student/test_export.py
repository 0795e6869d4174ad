import numpy as np
import onnx
import pytest
import torch

from vsearch.training.distill.student.export import export_images, export_texts
from vsearch.training.distill.student.towers import ImageShape, ImageTower, TextShape, TextTower


def run(path, **feeds):
    import onnxruntime

    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, feeds)[0]


@pytest.fixture
def image_tower():
    torch.manual_seed(0)
    tower = ImageTower(ImageShape((16, 24), (1, 2), 32, 8))
    with torch.no_grad():
        for name, parameter in tower.named_parameters():
            if "norm" in name:
                parameter.uniform_(0.5, 1.0)
        tower(torch.rand(16, 3, 32, 32))  # gives the normalisations something to fold
    return tower.eval()


def test_the_image_graph_says_what_the_tower_says(image_tower, tmp_path):
    export_images(image_tower, 32, tmp_path / "image.onnx")
    pixels = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    with torch.no_grad():
        wanted = image_tower.embed(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255).numpy()
    assert (run(tmp_path / "image.onnx", pixels=pixels) * wanted).sum(1).min() > 0.999


def test_the_text_graph_says_what_the_tower_says(tmp_path):
    torch.manual_seed(0)
    tower = TextTower(TextShape(50, 9, 16, 2, 2, 12, 8)).eval()
    export_texts(tower, tmp_path / "text.onnx")
    ids = torch.tensor([[3, 4, 5, 0, 0], [9, 0, 0, 0, 0], [1, 2, 3, 4, 5]])
    with torch.no_grad():
        wanted = tower.embed(ids).numpy()
    assert (run(tmp_path / "text.onnx", ids=ids.numpy()) * wanted).sum(1).min() > 0.999


def test_weights_are_bytes_in_the_file_and_constants_once_it_is_loaded(image_tower, tmp_path):
    import onnxruntime

    export_images(image_tower, 32, tmp_path / "image.onnx")
    stored = onnx.load(str(tmp_path / "image.onnx")).graph.initializer
    numbers = sum(p.numel() for p in image_tower.parameters() if p.ndim > 1)
    assert sum(np.prod(c.dims) for c in stored if c.data_type == onnx.TensorProto.INT8) == numbers
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "folded.onnx")
    onnxruntime.InferenceSession(str(tmp_path / "image.onnx"), options, providers=["CPUExecutionProvider"])
    kinds = [node.op_type for node in onnx.load(str(tmp_path / "folded.onnx")).graph.node]
    assert kinds.count("Cast") == 1
    assert "Mul" not in kinds


def test_padding_changes_nothing():
    torch.manual_seed(0)
    tower = TextTower(TextShape(50, 9, 16, 2, 2, 12, 8)).eval()
    short, long = torch.tensor([[3, 4]]), torch.tensor([[3, 4, 0, 0, 0]])
    assert torch.allclose(tower.embed(short), tower.embed(long), atol=1e-5)
