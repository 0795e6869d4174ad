"""What NVDEC can do here: whether there is one, and which videos it decodes to the same pictures as a CPU."""

from functools import lru_cache
from typing import Any

import av
from av.codec import CodecContext
from av.codec.hwaccel import HWAccel

from vsearch.errors import UsageWrong
from vsearch.readers import Facts

_EIGHT, _TEN = frozenset({"yuv420p", "yuvj420p"}), frozenset({"yuv420p", "yuvj420p", "yuv420p10le"})
EXACT = {
    "h264": (_EIGHT, 48, 16, 4096),
    "hevc": (_TEN, 144, 144, 8192),
    "vp8": (_EIGHT, 48, 16, 4096),
    "vp9": (_TEN, 128, 128, 8192),
    "av1": (_TEN, 128, 128, 8192),
}
"""Codecs whose pictures are defined to the bit: layouts of pixels, least width and height, largest side (NVIDIA's table
of Hopper). MPEG-2, MPEG-4 and JPEG leave rounding to the decoder, so that frame by frame pictures drift apart."""
STEEPEST = 32
"""How many times smaller pictures are made here; beyond, the CPU's scaler goes by way of a picture in between."""


def unfit(facts: Facts, layout: str, stored: tuple[int, int]) -> str:
    """Why a video is left to the CPU; nothing if NVDEC may decode it."""
    width, height = stored
    layouts, wide, high, most = EXACT.get(facts.codec, (frozenset[str](), 0, 0, 0))
    reasons = {
        f"the pictures of {facts.codec} are not defined to the bit": not layouts,
        f"it does not decode {facts.codec} in {layout}": layout not in layouts,
        f"pictures of {width}x{height} are too small": width < wide or height < high,
        f"pictures of {width}x{height} are too large": max(width, height) > most,
        "width or height is odd": width % 2 == 1 or height % 2 == 1,
        "high dynamic range is toned on the CPU": bool(facts.hdr),
        "interlaced pictures are filtered on the CPU": facts.interlaced,
    }
    return next((reason for reason, so in reasons.items() if so), "")


def available(number: int = 0) -> bool:
    """Whether an NVIDIA driver, a device of this number and a torch that uses it are here."""
    try:
        accelerator(number)
    except UsageWrong:
        return False
    return True


@lru_cache(8)
def accelerator(number: int = 0) -> HWAccel:
    """How decoders are opened on a device, their pictures staying there, in the one context that torch uses too.

    Whoever makes that context first says how it waits, and FFmpeg joins another's only where it is current.
    """
    why = ""
    for own in (True, False):
        way = _way(number, own)
        try:
            if not own:
                current(number)
            held = CodecContext.create("h264", "r", way)
            current(number)
            CodecContext.create("h264", "r", way)
            del held  # until here it kept the context that torch has joined by now
            return way
        except (av.FFmpegError, OSError, NotImplementedError, RuntimeError, AssertionError, ImportError) as error:
            why = why or str(error).splitlines()[0]
    raise UsageWrong(f"NVDEC cannot be used on this machine ({why}).", "cpu-reader")


def _way(number: int, own: bool) -> HWAccel:
    options: dict[str, object] = {"primary_ctx": "1"} if own else {"primary_ctx": "0", "current_ctx": "1"}
    return HWAccel("cuda", str(number), options=options, is_hw_owned=True)


def current(number: int) -> None:
    """Have torch make the device's context, and make it this thread's."""
    import torch

    torch.zeros(1, device=f"cuda:{number}")


def bound(context: Any, number: int) -> Any:
    """The decoder of a stream that was opened with an accelerator; AV1's usual one knows of no device."""
    if context.is_hwaccel or context.codec.canonical_name != "av1":
        return context
    made = CodecContext.create("av1", "r", accelerator(number))
    made.extradata = context.extradata
    return made
