"""What is left to the CPU, and what is said where NVDEC is not there or not faster."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import pytest

from vsearch.errors import UsageWrong
from vsearch.readers import READERS, Facts, pictures_like
from vsearch.readers.nvdec import choice, support
from vsearch.readers.nvdec.support import accelerator, available, unfit
from vsearch.readers.pyav import PyAVReader

FACTS = Facts(1280, 720, 60.0, 25.0, "h264")


@pytest.mark.parametrize(
    ("facts", "layout", "stored", "why"),
    [
        pytest.param(FACTS, "yuv420p", (1280, 720), "", id="fits"),
        pytest.param(FACTS, "yuv422p", (1280, 720), "does not decode h264 in yuv422p", id="4:2:2"),
        pytest.param(FACTS, "yuv444p", (1280, 720), "does not decode h264 in yuv444p", id="4:4:4"),
        pytest.param(FACTS, "yuv420p10le", (1280, 720), "does not decode h264 in yuv420p10le", id="ten bits"),
        pytest.param(replace(FACTS, codec="hevc"), "yuv420p10le", (1280, 720), "", id="hevc of ten bits"),
        pytest.param(replace(FACTS, codec="hevc"), "yuv420p", (96, 64), "96x64 are too small", id="small"),
        pytest.param(FACTS, "yuv420p", (5120, 2880), "5120x2880 are too large", id="large"),
        pytest.param(FACTS, "yuv420p", (1281, 720), "width or height is odd", id="odd"),
        pytest.param(replace(FACTS, codec="mpeg2video"), "yuv420p", (720, 576), "not defined to the bit", id="mpeg2"),
        pytest.param(replace(FACTS, codec="hevc", hdr="pq"), "yuv420p10le", (1280, 720), "dynamic range", id="hdr"),
        pytest.param(replace(FACTS, interlaced=True), "yuv420p", (1920, 1080), "interlaced", id="interlaced"),
        pytest.param(replace(FACTS, rotation=90), "yuv420p", (1280, 720), "", id="turned"),
    ],
)
def test_why_a_video_is_left_to_the_cpu(facts: Facts, layout: str, stored: tuple[int, int], why: str) -> None:
    said = unfit(facts, layout, stored)
    assert why in said
    assert bool(said) == bool(why)


def test_a_machine_without_a_driver_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def create(*_: object) -> None:
        raise av.PermissionError(1, "Operation not permitted")

    accelerator.cache_clear()
    monkeypatch.setattr(support, "CodecContext", SimpleNamespace(create=create))
    monkeypatch.setattr(support, "current", lambda number: None)
    with pytest.raises(UsageWrong, match=r"^NVDEC cannot be used on this machine \(.*not permitted.*\)\. Pass reader="):
        accelerator(0)
    assert not available()
    with pytest.raises(UsageWrong, match="NVDEC cannot be used"):
        READERS.make("nvdec", path=Path("a.mp4"))


def test_a_machine_without_torch_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    accelerator.cache_clear()
    monkeypatch.setattr(support, "CodecContext", SimpleNamespace(create=lambda *_: object()))
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UsageWrong, match=r"^NVDEC cannot be used on this machine .*torch"):
        accelerator(0)


def test_a_context_that_torch_made_is_joined_where_ffmpeg_s_own_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def create(_name: str, _mode: str, way: Any) -> object:
        tried.append(dict(way.options))
        if way.options.get("primary_ctx") == "1":
            raise av.FFmpegError(95, "Operation not supported")
        return object()

    accelerator.cache_clear()
    monkeypatch.setattr(support, "CodecContext", SimpleNamespace(create=create))
    monkeypatch.setattr(support, "current", lambda number: None)
    assert accelerator(0).options == {"primary_ctx": "0", "current_ctx": "1"}
    assert [way["primary_ctx"] for way in tried] == ["1", "0", "0"]  # type: ignore[index]
    accelerator.cache_clear()


@pytest.mark.parametrize("reader", ["auto", "nvdec", "nvdec:1", "pyav"])
def test_readers_with_the_same_pictures_are_known_to_have_them(reader: str) -> None:
    assert pictures_like(reader) == "pyav"
    assert pictures_like("decord") == "decord"


class Timed(PyAVReader):
    """A reader that takes as long as is said."""


@pytest.mark.parametrize(
    ("spent", "chosen"),
    [
        pytest.param({"nvdec": 0.1, "pyav": 0.4}, Timed, id="NVDEC is faster"),
        pytest.param({"nvdec": 0.5, "pyav": 0.4}, PyAVReader, id="the CPU is faster"),
    ],
)
def test_what_was_measured_faster_is_taken_for_good(
    monkeypatch: pytest.MonkeyPatch, film: Any, spent: dict[str, float], chosen: type
) -> None:
    from vsearch.readers.nvdec import reader

    asked: list[Path] = []
    monkeypatch.setattr(choice, "_measured", {})
    monkeypatch.setattr(choice, "cuda_count", lambda: 1)
    monkeypatch.setattr(choice, "available", lambda: True)
    monkeypatch.setattr(reader, "NvdecReader", Timed)
    monkeypatch.setattr(choice, "_measure", lambda path, _: (asked.append(path), choice._measured.update(spent)))
    made = [READERS.make("auto", path=film("h264")) for _ in range(2)]
    assert [type(one) for one in made] == [chosen, chosen]
    assert asked == [film("h264")]
    for one in made:
        one.close()


def test_a_machine_without_a_gpu_reads_by_the_cpu(monkeypatch: pytest.MonkeyPatch, film: Any) -> None:
    monkeypatch.setattr(choice, "cuda_count", lambda: 0)
    made = READERS.make("auto", path=film("h264"))
    assert type(made) is PyAVReader
    made.close()


def test_a_short_film_decides_nothing(monkeypatch: pytest.MonkeyPatch, film: Any) -> None:
    monkeypatch.setattr(choice, "_measured", {})
    choice._measure(film("h264"), PyAVReader)
    assert choice._measured == {}
