"""Teachers: any number of models that see, and one that reads; an encoder does both in one space."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from vsearch.encoders import ENCODERS, Encoder
from vsearch.encoders.devices import fast
from vsearch.encoders.names import absolute, fingerprint
from vsearch.errors import ModelMissing, UsageWrong
from vsearch.nouns import Vectors
from vsearch.training.distill.marks import mark
from vsearch.training.distill.teachers.onnx_module import OnnxModule

SHARES = "class_probabilities"
"""The output of an ONNX teacher that shares each picture out among classes."""


@dataclass(frozen=True, slots=True)
class TeacherSpec:
    """What must be known of a teacher before it is asked; two that could answer differently have different names."""

    name: str
    side: int
    """The side of the pictures it looks at, in pixels."""
    width: int
    """How many numbers it says of a picture."""
    classes: tuple[str, ...] = ()
    """The names of the classes among which it shares out each picture; empty if it does not."""
    least: int = 0
    """The least side at which it may be asked about a picture of few pixels; its own side where it takes no other."""


class Teacher(Protocol):
    """What a student learns to see from."""

    @property
    def spec(self) -> TeacherSpec:
        """What it is called, which pictures it wants, which classes it knows."""

    def see(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """A row of features and a row of class shares per picture (n, side, side, 3) of bytes."""


class SentenceReader(Protocol):
    """What a student learns to read from."""

    @property
    def name(self) -> str:
        """What it is called; two that could read differently have different names."""

    def read(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""


class EncoderTeacher:
    """Any dual encoder, which sees and reads."""

    def __init__(self, encoder: Encoder) -> None:
        known = encoder.spec
        self.name = f"{_loaded(known.name)} {known.version}".strip()
        self.spec = TeacherSpec(self.name, known.size, known.width, least=known.size)
        self._encoder = encoder

    def see(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """The encoder's own picture vectors."""
        return torch.from_numpy(self._encoder.encode_images(pixels.cpu().numpy())), torch.zeros(len(pixels), 0)

    def read(self, texts: Sequence[str]) -> Vectors:
        """The encoder's own text vectors."""
        return self._encoder.encode_texts(texts)


class GraphTeacher:
    """An ONNX model from bytes (n, side, side, RGB) to features, which runs as a torch module on any device.

    A file `*labels.txt` beside the model names the classes of its output `class_probabilities`, one a line.
    """

    def __init__(self, model: Path, device: torch.device) -> None:
        if not model.is_file():
            raise ModelMissing(f"{model} is not there. Name an ONNX model that takes pictures and yields features.")
        self._module = OnnxModule(model).to(device)
        names = self._module.outputs
        self._outputs = ["features" if "features" in names else names[0]]
        labels = next(iter(sorted(model.parent.glob("*labels.txt"))), None) if SHARES in names else None
        classes = tuple(labels.read_text("utf-8").splitlines()) if labels else ()
        self._outputs += [SHARES] if classes else []
        self._device, side = device, self._module.side
        width = self._seen(torch.zeros(1, side, side, 3, dtype=torch.uint8))[0].shape[1]
        self.spec = TeacherSpec(_content(model), side, width, classes, self._least(side, width))

    def see(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """The model's features and class probabilities."""
        seen = self._seen(pixels)
        return seen[0], seen[1] if self.spec.classes else seen[0][:, :0]

    def _seen(self, pixels: Tensor) -> list[Tensor]:
        with fast(self._device):
            return [rows.float().flatten(1) for rows in self._module(pixels.to(self._device), self._outputs)]

    def _least(self, side: int, width: int) -> int:
        """Half the side where the model pools over whatever it is given, else no less than its own side."""
        half = side // 2 // 32 * 32
        try:
            seen = self._seen(torch.zeros(1, half, half, 3, dtype=torch.uint8)) if half else []
        except RuntimeError:  # a graph with its side written into it
            seen = []
        return half if seen and seen[0].shape[1] == width else side


class Sentences:
    """A sentence encoder that never saw a picture, loaded when it is first asked; a folder, or a name known to it."""

    def __init__(self, folder: str, device: torch.device) -> None:
        self.name = _loaded(absolute(f"sentences:{folder}"))
        self._folder, self._device = folder, device

    def read(self, texts: Sequence[str]) -> Vectors:
        """The sentence encoder's vectors."""
        rows: Vectors = self._model.encode(
            list(texts), batch_size=256, normalize_embeddings=True, show_progress_bar=False
        )
        return rows

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        return SentenceTransformer(self._folder, device=str(self._device))


def named(specs: Sequence[str], sentences: str, device: torch.device) -> tuple[tuple[Teacher, ...], SentenceReader]:
    """The teachers that `specs` name, each an encoder or an ONNX file, and the one that reads.

    That is the sentence encoder `sentences`, or else the first of the teachers that can read.
    """
    teachers = tuple(
        GraphTeacher(Path(spec), device) if spec.endswith(".onnx") else EncoderTeacher(ENCODERS.make(spec))
        for spec in specs
    )
    readers = [teacher for teacher in teachers if isinstance(teacher, EncoderTeacher)]
    if not (sentences or readers):
        raise UsageWrong(f"{', '.join(specs)} can see but not read.", "name-sentences")
    return teachers, Sentences(sentences, device) if sentences else readers[0]


def _loaded(name: str) -> str:
    """A model's name, with the sizes and times of its files where it ends in a path."""
    return f"{name} {fingerprint(name)}".strip() if ":" in name else name


def _content(model: Path) -> str:
    """A model's name and a mark of what it holds, with its weights, which may lie beside it under longer names."""
    held = sorted(path for path in model.parent.iterdir() if path.is_file() and path.name.startswith(model.name))
    return f"{model.name} {mark([_digest(path) for path in held])}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
