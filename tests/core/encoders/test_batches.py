from collections import deque
from contextlib import contextmanager, nullcontext

import numpy as np
import pytest
import torch
from torch.overrides import TorchFunctionMode

from vsearch.encoders import EncoderSpec, batches
from vsearch.encoders.batches import Lane, TorchPictures, TorchWords
from vsearch.encoders.pair import EncoderPair
from vsearch.encoders.towers import TorchImages, TorchTexts, Towers
from vsearch.errors import DeviceFull, UsageWrong


class Means(torch.nn.Module):
    """A tower that tells pictures apart by the means of their colours and their first pixel."""

    def forward(self, planes):
        return torch.cat([planes.mean(dim=(2, 3)), planes[:, :, 0, 0]], dim=1)


@pytest.fixture
def tower():
    return TorchImages(Means(), (0.5, 0.5, 0.5), (0.5, 0.25, 0.5))


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


class Machine(TorchFunctionMode):
    """A GPU of two streams, some of which run at once, and all others as late as they may.

    Whoever forgets to wait computes from pixels that are not there yet, or not there any more.
    """

    def __init__(self, eager):
        super().__init__()
        self.eager, self.now, self.running = eager, "compute", False
        self.queues = {"compute": deque(), "copies": deque()}

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function is not torch.Tensor.copy_ or self.running:
            return function(*args, **(kwargs or {}))
        self.add(self.now, lambda: function(*args))
        return args[0]

    def add(self, stream, work, after=None):
        """Put work at the end of a stream, which runs when the moment `after` has come."""
        self.queues[stream].append((work, after))
        while stream in self.eager and self.queues[stream] and self.step(stream):
            pass

    def step(self, stream):
        work, after = self.queues[stream][0]
        if after and not after["come"]:
            return False
        self.queues[stream].popleft()
        self.running = True
        with torch.inference_mode():
            work()
        self.running = False
        return True

    def reach(self, moment):
        while not moment["come"]:
            stream = moment["stream"]
            if not self.step(stream):
                self.reach(self.queues[stream][0][1])

    def device(self, name):
        return nullcontext()

    @contextmanager
    def stream(self, stream):
        self.now = stream.name
        yield
        self.now = "compute"

    def current_stream(self):
        return Stream(self, self.now)

    def Event(self):
        return Event(self)


class Stream:
    """Work in order."""

    def __init__(self, machine, name):
        self.machine, self.name = machine, name

    def wait_event(self, event):
        self.machine.add(self.name, lambda: None, event.moment)

    def wait_stream(self, other):
        event = Event(self.machine)
        event.record(other)
        self.wait_event(event)


class Event:
    """The moment at which a stream has come to where it was recorded last."""

    def __init__(self, machine):
        self.machine, self.moment = machine, None

    def record(self, stream=None):
        moment = self.moment = {"come": False, "stream": (stream or self.machine.current_stream()).name}
        self.machine.add(moment["stream"], lambda: moment.update(come=True))

    def wait(self, stream):
        stream.wait_event(self)

    def synchronize(self):
        if self.moment:
            self.machine.reach(self.moment)


@pytest.fixture
def lane(monkeypatch, tower, request):
    """A lane that takes the processor for a GPU."""
    machine = Machine(getattr(request, "param", ()))
    monkeypatch.setattr(batches, "_CUDA", machine)
    monkeypatch.setattr(batches, "_pinned", lambda shape, kind: torch.zeros(shape, dtype=kind))
    made = Lane(tower, "cpu", "fp32", 4)

    def computed(uploaded):
        found = torch.zeros(len(uploaded), 6)
        machine.add("compute", lambda: found.copy_(tower(uploaded)))
        return found

    made.on_gpu, made._copies, made._tower = True, Stream(machine, "copies"), computed
    with machine:
        yield made


@pytest.mark.parametrize("lane", [(), ("copies",), ("compute",)], ids=str, indirect=True)
def test_no_buffer_is_overwritten_before_it_was_read_whatever_is_late(lane, pixels):
    launched = [lane.launch(pixels[start : start + 4]) for start in range(0, len(pixels), 4)]
    np.testing.assert_allclose(np.concatenate([lane.collect(one) for one in launched]), _expected(pixels), atol=1e-5)


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

    towers = Towers(EncoderSpec("fake", 4, 4), tower, TorchTexts(Full()), Ones())
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


def test_pictures_that_lie_on_a_device_are_embedded_there(tower, pixels):
    spec = EncoderSpec("means", 6, 4)
    encoder = EncoderPair(spec, lambda: TorchPictures(tower, ["cpu"], "fp32", 3), lambda: None)
    rows = encoder.encode_images(torch.from_numpy(pixels[:7]))
    np.testing.assert_allclose(rows, _expected(pixels[:7]), atol=1e-5)
    with pytest.raises(UsageWrong, match="uint8"):
        encoder.encode_images(torch.from_numpy(pixels[:7]).float())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_gpu_agrees_with_the_cpu_while_its_buffers_turn(tower, pixels):
    many = np.concatenate([pixels] * 20)
    rows = TorchPictures(tower, ["cuda:0"], "fp32", 7)(many)
    np.testing.assert_allclose(rows, _expected(many), atol=1e-5)
