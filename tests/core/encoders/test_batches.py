import numpy as np
import pytest
import torch

from vsearch.encoders.batches import Lane, TorchPictures
from vsearch.encoders.towers import ImageTower


class Means(torch.nn.Module):
    """A tower that tells pictures apart by the means of their colours and their first pixel."""

    def forward(self, planes):
        return torch.cat([planes.mean(dim=(2, 3)), planes[:, :, 0, 0]], dim=1)


@pytest.fixture
def tower():
    return ImageTower(Means(), (0.5, 0.5, 0.5), (0.5, 0.25, 0.5))


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (23, 4, 4, 3), dtype=np.uint8)


def _expected(pixels):
    planes = (pixels / 255 - 0.5) / np.array([0.5, 0.25, 0.5])
    rows = np.concatenate([planes.mean(axis=(1, 2)), planes[:, 0, 0]], axis=1)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("devices", [["cpu"], ["cpu", "cpu"], ["cpu"] * 3], ids=["one", "two", "three"])
@pytest.mark.parametrize("batch", [1, 4, 100])
def test_rows_come_back_in_order_from_any_number_of_lanes(tower, pixels, devices, batch):
    rows = TorchPictures(tower, devices, "fp32", batch)(pixels)
    np.testing.assert_allclose(rows, _expected(pixels), atol=1e-5)


def test_bf16_casts_the_weights_and_answers_in_float32(tower, pixels):
    rows = TorchPictures(tower, ["cpu"], "bf16")(pixels)
    assert rows.dtype == np.float32
    assert (rows * _expected(pixels)).sum(axis=1).min() > 0.999


def test_no_lane_holds_more_than_its_two_slots(monkeypatch, tower, pixels):
    events = []
    launch, collect = Lane.launch, Lane.collect
    monkeypatch.setattr(Lane, "launch", lambda lane, part: events.append(1) or launch(lane, part))
    monkeypatch.setattr(Lane, "collect", lambda lane, made: events.append(-1) or collect(lane, made))
    TorchPictures(tower, ["cpu", "cpu"], "fp32", 2)(pixels)
    assert max(np.cumsum(events)) == 2 * Lane.SLOTS
    assert sum(events) == 0


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_gpu_agrees_with_the_cpu_while_its_buffers_turn(tower, pixels):
    many = np.concatenate([pixels] * 20)
    rows = TorchPictures(tower, ["cuda:0"], "fp32", 7)(many)
    np.testing.assert_allclose(rows, _expected(many), atol=1e-5)
