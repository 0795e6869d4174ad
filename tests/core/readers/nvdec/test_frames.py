"""NVDEC's frames are the CPU's, within a level: on a GPU where there is one, and always on one that is only pretended.

The pretended one is the CPU's decoder, whose frames lie in the layout of a GPU's and are taken from there by the same
code; only the driver is left out.
"""

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from vsearch.data.film import write_video
from vsearch.encoders.devices import cuda_count
from vsearch.nouns import Pixels
from vsearch.readers import READERS, Size
from vsearch.readers.nvdec import reader as nvdec
from vsearch.readers.nvdec.reader import NvdecReader
from vsearch.readers.pyav import PyAVReader

COUNT, RATE = 30, 25
SIZES = (Size(160, 90, "squash"), Size(96, 96), Size(128, 128, "inside", on_device=True))
X264 = "keyint=10:min-keyint=10:scenecut=0:bframes=3:b-pyramid=normal:threads=1"
X265 = "keyint=10:bframes=3:pools=1:frame-threads=1:log-level=none"
STEADY = [n / RATE for n in range(COUNT)]
UNEVEN = np.cumsum([0.0, *([0.02, 0.04, 0.1] * COUNT)])[:COUNT].round(2).tolist()
H264, HEVC = {"options": {"x264-params": X264}}, {"codec": "libx265", "options": {"x265-params": X265}}
FILMS: dict[str, tuple[str, list[float], dict[str, Any]]] = {
    "h264": (".mp4", STEADY, H264),
    "h264 in open groups": (".mp4", STEADY, {"options": {"x264-params": X264 + ":open-gop=1"}}),
    "h264 at uneven times": (".mkv", UNEVEN, H264),
    "h264 with full range": (".mp4", STEADY, {**H264, "pix_fmt": "yuvj420p"}),
    "h264 turned": (".mp4", STEADY, {**H264, "rotation": 90}),
    "h264 with wide pixels": (".mp4", STEADY, {**H264, "aspect": Fraction(4, 3)}),
    "hevc": (".mp4", STEADY, HEVC),
    "hevc of ten bits": (".mp4", STEADY, {**HEVC, "pix_fmt": "yuv420p10le"}),
    "vp8": (".webm", STEADY, {"codec": "libvpx", "gop": 10}),
    "vp9": (".webm", STEADY, {"codec": "libvpx-vp9", "gop": 10}),
    "av1": (".mp4", STEADY, {"codec": "libsvtav1", "gop": 10, "options": {"preset": "12", "svtav1-params": "lp=1"}}),
}
LEFT = {
    "h264 in 4:2:2": (".mp4", STEADY, {**H264, "pix_fmt": "yuv422p"}, "it does not decode h264 in yuv422p"),
    "h264 in 4:4:4": (".mp4", STEADY, {**H264, "pix_fmt": "yuv444p"}, "it does not decode h264 in yuv444p"),
    "h264 of ten bits": (".mp4", STEADY, {**H264, "pix_fmt": "yuv420p10le"}, "does not decode h264 in yuv420p10le"),
    "interlaced": (".mp4", STEADY, {"options": {"x264-params": X264 + ":tff=1"}}, "interlaced pictures are filtered"),
    "mpeg4": (".avi", STEADY, {"codec": "mpeg4", "gop": 10}, "mpeg4 are not defined to the bit"),
    "mjpeg": (".mov", STEADY, {"codec": "mjpeg", "pix_fmt": "yuvj420p"}, "mjpeg are not defined to the bit"),
}


def picture(n: int) -> Pixels:
    """Soft hills of colour that move, and a bright square."""
    random = np.random.default_rng(3)
    hills = cv2.resize(random.integers(40, 215, (8, 12, 3)).astype(np.uint8), (400, 240), interpolation=cv2.INTER_CUBIC)
    made = np.ascontiguousarray(hills[10 : 10 + 192, 2 * n : 2 * n + 320])
    made[20 + n : 60 + n, 40 + 3 * n : 80 + 3 * n] = (250, 220, 30)
    return made


class DeviceFrame:
    """A frame of the CPU that says it lies on a device."""

    def __init__(self, frame: Any) -> None:
        deep = "10" in frame.format.name
        self._held = frame.reformat(format="p010le" if deep else "nv12")
        self.planes, self.sw_format = self._held.planes, self._held.format
        self.format = SimpleNamespace(name="cuda", is_rgb=False)
        for name in ("width", "height", "pts", "interlaced_frame", "colorspace", "color_trc"):
            setattr(self, name, getattr(frame, name))
        self.color_range = 2 if frame.format.name.startswith("yuvj") else frame.color_range


class Pretended:
    """A decoder whose frames say that they lie on a device; it loses those of `drops`, and ends after `breaks`."""

    drops: frozenset[int] = frozenset()
    breaks: int = 10**9

    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)
        object.__setattr__(self, "_shown", [])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._context, name, value)

    def decode(self, packet: Any = None) -> list[DeviceFrame]:
        frames = [DeviceFrame(frame) for frame in self._context.decode(packet)]
        self._shown.extend(frames)
        if len(self._shown) > self.breaks:
            raise RuntimeError("out of memory")
        return [frame for frame in frames if frame.pts // 2400 not in self.drops]


def pretend(patch: pytest.MonkeyPatch, **how: Any) -> None:
    """A device that only pretends."""
    patch.setattr(nvdec, "accelerator", lambda number: None)
    patch.setattr(nvdec, "current", lambda number: None)
    patch.setattr(nvdec, "bound", lambda context, number: type("Own", (Pretended,), how)(context))


@pytest.fixture(params=["pretended", "gpu"])
def device(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where frames are decoded."""
    if request.param == "pretended":
        pretend(monkeypatch)
    elif not cuda_count():
        pytest.skip("there is no NVIDIA GPU")
    return str(request.param)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The path of a film by its kind."""
    folder = tmp_path_factory.mktemp("nvdec")

    def path(kind: str) -> Path:
        suffix, times, options = (FILMS | {name: left[:3] for name, left in LEFT.items()})[kind]
        made = folder / f"{kind.replace(' ', '-').replace(':', '')}{suffix}"
        if not made.exists():
            write_video(made, ((picture(n), time) for n, time in enumerate(times)), **options)
            # SVT-AV1 gives a superuser's process a priority above all others, and leaves it so.
            if hasattr(os, "sched_setscheduler"):
                os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        return made

    return path


def both(path: Path, stride: int = 1) -> tuple[list[Any], list[Any], NvdecReader]:
    """The frames of the CPU reader and of NVDEC's, and the latter."""
    cpu, gpu = PyAVReader(path), READERS.make("nvdec", path=path)
    assert isinstance(gpu, NvdecReader)
    assert (cpu.times() == gpu.times()).all()
    assert cpu.facts == gpu.facts
    times = cpu.times()[::stride]
    return list(cpu.frames(times, SIZES)), list(gpu.frames(times, SIZES)), gpu


def apart(cpu: list[Any], gpu: list[Any]) -> tuple[int, float]:
    """By how many levels pictures differ at most, and which share of them by more than one."""
    assert [frame.time for frame in cpu] == [frame.time for frame in gpu]
    gone = [
        np.abs(one.astype(int) - torch.as_tensor(other).cpu().numpy())
        for first, second in zip(cpu, gpu, strict=True)
        for one, other in zip(first.pixels, second.pixels, strict=True)
    ]
    return max(int(one.max()) for one in gone), float(np.mean([(one > 1).mean() for one in gone]))


@pytest.mark.parametrize("stride", [pytest.param(1, id="every frame"), pytest.param(7, id="every seventh")])
@pytest.mark.parametrize("kind", FILMS)
def test_times_are_the_same_and_pictures_within_a_level(
    device: str, film: Callable[[str], Path], kind: str, stride: int
) -> None:
    cpu, gpu, reader = both(film(kind), stride)
    most, over = apart(cpu, gpu)
    assert reader.report().notes == ()
    assert most <= 2
    assert over < 1e-4
    assert reader.report().asked == reader.report().decoded == len(cpu)


def test_pictures_stay_on_the_device_where_that_is_wanted(device: str, film: Callable[[str], Path]) -> None:
    _, gpu, _ = both(film("h264"), 10)
    small, _, there = gpu[0].pixels
    assert isinstance(small, np.ndarray)
    assert isinstance(there, torch.Tensor)
    assert there.is_cuda == (device == "gpu")


def test_frames_between_come_in_the_first_size_alone(device: str, film: Callable[[str], Path]) -> None:
    cpu, gpu = PyAVReader(film("h264")), READERS.make("nvdec", path=film("h264"))
    times, between = cpu.times()[::6], cpu.times()[1:20:3]
    both_ways = [list(reader.frames(times, SIZES, between)) for reader in (cpu, gpu)]
    assert [len(frame.pixels) for frame in both_ways[0]] == [len(frame.pixels) for frame in both_ways[1]]
    assert apart(*both_ways)[0] <= 2
    assert gpu.report().asked == gpu.report().decoded == len(times)


@pytest.mark.parametrize("kind", LEFT)
def test_what_nvdec_cannot_decode_the_same_is_the_cpu_s_with_a_note(
    device: str, film: Callable[[str], Path], kind: str
) -> None:
    cpu, gpu, reader = both(film(kind), 5)
    assert apart(cpu, gpu) == (0, 0.0)
    [note] = reader.report().notes
    assert note.startswith("Decoded on the CPU, not by NVDEC: ")
    assert LEFT[kind][3] in note


def test_what_the_device_does_not_give_is_asked_of_the_cpu(
    monkeypatch: pytest.MonkeyPatch, film: Callable[[str], Path]
) -> None:
    pretend(monkeypatch, drops=frozenset({4, 5, 29}))
    cpu, gpu, reader = both(film("h264"))
    assert apart(cpu, gpu)[0] <= 1
    assert reader.report().notes == ("3 pictures that NVDEC did not give were decoded on the CPU.",)
    assert (reader.report().asked, reader.report().decoded) == (30, 30)


def test_a_device_that_gives_up_leaves_the_rest_to_the_cpu(
    monkeypatch: pytest.MonkeyPatch, film: Callable[[str], Path]
) -> None:
    pretend(monkeypatch, breaks=12)
    cpu, gpu, reader = both(film("h264"))
    assert apart(cpu, gpu)[0] <= 1
    [note] = reader.report().notes
    assert note.startswith("Decoded on the CPU, not by NVDEC: it gave up (out of memory)")


def test_a_first_picture_that_is_another_is_noticed(
    monkeypatch: pytest.MonkeyPatch, film: Callable[[str], Path]
) -> None:
    class Green(Pretended):
        def decode(self, packet: Any = None) -> list[DeviceFrame]:
            frames = super().decode(packet)
            for frame in frames:
                plane = frame.planes[1]
                plane.update(bytes(plane.buffer_size))
            return frames

    pretend(monkeypatch)
    monkeypatch.setattr(nvdec, "bound", lambda context, number: Green(context))
    cpu, gpu, reader = both(film("h264"), 10)
    assert apart(cpu, gpu) == (0, 0.0)
    assert "its first picture comes out otherwise there" in reader.report().notes[0]


def test_frames_that_lie_on_no_device_end_it(monkeypatch: pytest.MonkeyPatch, film: Callable[[str], Path]) -> None:
    pretend(monkeypatch)
    monkeypatch.setattr(nvdec, "bound", lambda context, number: context)
    cpu, gpu, reader = both(film("h264"), 10)
    assert apart(cpu, gpu) == (0, 0.0)
    assert "the driver decodes no such stream" in reader.report().notes[0]
