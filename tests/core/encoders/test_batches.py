from contextlib import nullcontext

import numpy as np
import pytest
import torch

from vsearch.encoders import EncoderSpec, batches
from vsearch.encoders.batches import Lane, TorchPictures, TorchWords
from vsearch.encoders.towers import ImageTower, TextTower, Towers
from vsearch.errors import DeviceFull


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


class Device:
    """Stands for torch.cuda, and writes down what is asked of its streams and events."""

    def __init__(self):
        self.log, self.names = [], 0

    def device(self, name):
        return nullcontext()

    def stream(self, stream):
        return nullcontext()

    def current_stream(self):
        return Line("compute", self.log)

    def Event(self):
        self.names += 1
        return Line(f"event {self.names}", self.log)


class Line:
    """A stream or an event."""

    def __init__(self, name, log):
        self.name, self.log = name, log

    def __getattr__(self, action):
        return lambda *others: self.log.append((self.name, action, *(other.name for other in others)))


@pytest.fixture
def lane(monkeypatch, tower):
    """A lane that takes the processor for a GPU."""
    cuda = Device()
    monkeypatch.setattr(batches, "_CUDA", cuda)
    monkeypatch.setattr(batches, "_pinned", lambda shape, kind: torch.empty(shape, dtype=kind))
    made = Lane(tower, "cpu", "fp32", 4)
    made.on_gpu, made._copies, made.log = True, Line("copies", cuda.log), cuda.log
    return made


def test_a_buffer_is_filled_when_it_was_uploaded_and_overwritten_when_it_was_read(lane, pixels):
    rows = [lane.collect(lane.launch(pixels[start : start + 4])) for start in range(0, len(pixels), 4)]
    np.testing.assert_allclose(np.concatenate(rows), _expected(pixels), atol=1e-5)
    once = lambda up, read, done: [  # noqa: E731
        (up, "synchronize"),
        (read, "wait", "copies"),
        (up, "record", "copies"),
        ("compute", "wait_event", up),
        (read, "record"),
        (done, "record"),
        (done, "synchronize"),
    ]
    assert lane.log[:1] == [("copies", "wait_stream", "compute")]
    first, second = once("event 3", "event 4", "event 5"), once("event 1", "event 2", "event 6")
    assert lane.log[1:15] == first + second
    assert lane.log[15:22] == once("event 3", "event 4", "event 7")


def test_a_full_device_is_one_sentence(monkeypatch, lane, pixels):
    def full(given):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    monkeypatch.setattr(lane, "_tower", full)
    with pytest.raises(DeviceFull, match="has not enough free memory"):
        lane.launch(pixels[:4])


def test_a_device_that_words_fill_is_one_sentence(tower):
    class Full(torch.nn.Module):
        def forward(self, ids):
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    class Ones:
        def __call__(self, texts):
            return np.ones((len(texts), 3), np.int64)

    towers = Towers(EncoderSpec("fake", 4, 4), tower, TextTower(Full()), Ones())
    with pytest.raises(DeviceFull, match="has not enough free memory"):
        TorchWords(towers, "cpu", "fp32")(["a cat"])


def test_few_pictures_are_shared_among_the_lanes(monkeypatch, tower, pixels):
    taken = []
    launch = Lane.launch
    monkeypatch.setattr(Lane, "launch", lambda lane, part: taken.append((id(lane), len(part))) or launch(lane, part))
    rows = TorchPictures(tower, ["cpu", "cpu"], "fp32", 100)(pixels[:7])
    np.testing.assert_allclose(rows, _expected(pixels[:7]), atol=1e-5)
    assert [count for _, count in taken] == [4, 3]
    assert len({lane for lane, _ in taken}) == 2


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_gpu_agrees_with_the_cpu_while_its_buffers_turn(tower, pixels):
    many = np.concatenate([pixels] * 20)
    rows = TorchPictures(tower, ["cuda:0"], "fp32", 7)(many)
    np.testing.assert_allclose(rows, _expected(many), atol=1e-5)
