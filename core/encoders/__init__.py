"""Encoders: pictures and words in one space, behind one protocol and one table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from vsearch.errors import UsageWrong
from vsearch.nouns import Pixels, Vectors
from vsearch.table import Table


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """What must be known of an encoder before it is used; `name` is what a library remembers."""

    name: str
    width: int
    size: int
    templates: tuple[str, ...] = ("{}",)
    languages: tuple[str, ...] = ("en",)
    """The languages its words may be in; ("*",) if it reads most of them."""
    tokens: int = 77
    fit: str = "crop"
    """How a picture becomes square: "crop" (fill, cut what stands over) or "squash" (ignore the shape)."""
    version: str = ""
    """Differs where an encoder of the same name makes other vectors; empty if its name says it all."""
    runtime: str = field(default="", compare=False)
    """Which machinery runs it, for people to read; the vectors are the same whichever it is."""


class Encoder(Protocol):
    """Pictures (n, size, size, 3) and words into rows of unit length, the same whatever the batch."""

    @property
    def spec(self) -> EncoderSpec:
        """What it is called, how wide its vectors are, which pictures it wants."""

    def encode_images(self, pixels: Pixels) -> Vectors:
        """One unit row per picture."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""


def _builtin(folder: str = "", *, device: str = "auto", precision: str = "auto", threads: int = 0) -> Encoder:
    from vsearch.encoders import builtin

    if device not in {"auto", "cpu"} or precision not in {"auto", "fp32"}:
        raise UsageWrong(f"The builtin encoder runs on the CPU in fp32, not on {device} in {precision}: omit that.")
    return builtin.builtin(folder or None, threads=threads or None)


def _open_clip(model: str = "", *, device: str = "auto", precision: str = "auto", threads: int = 0) -> Encoder:
    from vsearch.encoders import runtime

    return runtime.encoder(f"open_clip:{model}", device=device, precision=precision, threads=threads)


def _hf(model: str = "", *, device: str = "auto", precision: str = "auto", threads: int = 0) -> Encoder:
    from vsearch.encoders import runtime

    return runtime.encoder(f"hf:{model}", device=device, precision=precision, threads=threads)


def _onnx(place: str = "", *, device: str = "auto", precision: str = "auto", threads: int = 0) -> Encoder:
    from vsearch.encoders.exported import encoder

    if device not in {"auto", "cpu"} or precision != "auto":
        raise UsageWrong(
            f"An encoder in ONNX runs on the CPU as it was exported, not on {device} in {precision}: omit that."
        )
    return encoder.exported_encoder(place, threads)


ENCODERS: Table[Encoder] = Table(
    "encoder", "vsearch.encoders", {"builtin": _builtin, "hf": _hf, "onnx": _onnx, "open_clip": _open_clip}
)
