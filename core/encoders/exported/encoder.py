"""Exported encoder: pictures and words through the two graphs, whatever they call their inputs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from vsearch.encoders.exported.graphs import ExportedGraph
from vsearch.encoders.exported.layout import TEXTUAL, VISUAL, ExportedEncoder, open_tokenizer, read_layout
from vsearch.encoders.names import absolute
from vsearch.encoders.pair import EncoderPair
from vsearch.encoders.tokens import Manner, Tokenizer
from vsearch.errors import ModelMissing
from vsearch.models.checkpoints import checkpoint
from vsearch.nouns import Pixels, Vectors

_LOT = 8
"""Pictures a run, where the graph takes any number: larger batches leave the cache."""


def exported_encoder(argument: str, threads: int = 0) -> EncoderPair:
    """The encoder in the folder, or of the repository, `argument`; each graph is opened when it is first used."""
    name = absolute(f"onnx:{argument}")
    found = read_layout(checkpoint(name.removeprefix("onnx:"), "onnx-folder"), name)
    return EncoderPair(found.spec, lambda: ExportedPictures(found, threads), lambda: ExportedWords(found, threads))


class ExportedPictures:
    """Pictures into vectors: normalised here, unless the graph takes bytes and does so itself."""

    def __init__(self, found: ExportedEncoder, threads: int = 0) -> None:
        self._graph = ExportedGraph(found.folder / VISUAL, threads)
        self._graph.expect(found.spec.width)
        self._width = found.spec.width
        wanted = [(name, shape) for name, shape in self._graph.inputs.items() if len(shape) == 4]
        if len(wanted) != 1 or len(self._graph.inputs) != 1:
            given = ", ".join(self._graph.inputs)
            raise ModelMissing(f"{self._graph.path} wants {given}: not one batch of pictures.", "onnx-folder")
        self._input, shape = wanted[0]
        self._colours_last = shape[3] == 3 and shape[1] != 3
        self._normalised = self._graph.takes(self._input) is np.uint8
        self._fixed = shape[0] if isinstance(shape[0], int) else 0
        self._scale = 1 / (255 * np.asarray(found.deviation, np.float32))
        self._shift = -np.asarray(found.mean, np.float32) / np.asarray(found.deviation, np.float32)

    def __call__(self, pixels: Pixels) -> Vectors:
        """One unit row per picture."""
        step = self._fixed or _LOT
        return np.concatenate([self._lot(pixels[start : start + step]) for start in range(0, len(pixels), step)])

    def _lot(self, pixels: Pixels) -> Vectors:
        planes: Any = pixels if self._normalised else pixels.astype(np.float32) * self._scale + self._shift
        if self._fixed > len(pixels):  # such a graph takes no fewer
            planes = np.concatenate([planes, np.repeat(planes[-1:], self._fixed - len(pixels), axis=0)])
        planes = planes if self._colours_last else planes.transpose(0, 3, 1, 2)
        return self._graph({self._input: planes}, self._width)[: len(pixels)]


class ExportedWords:
    """Words into vectors, one text at a time, so that no text changes another's vector."""

    def __init__(self, found: ExportedEncoder, threads: int = 0) -> None:
        self._graph = ExportedGraph(found.folder / TEXTUAL, threads)
        self._graph.expect(found.spec.width)
        self._width = found.spec.width
        shapes = self._graph.inputs
        if not shapes or any(len(shape) != 2 for shape in shapes.values()):
            raise ModelMissing(f"{self._graph.path} wants {', '.join(shapes)}: not rows of tokens.", "onnx-folder")
        self._batch = max(fixed for shape in shapes.values() for fixed in (shape[0], 1) if isinstance(fixed, int))
        length = next(iter(shapes.values()))[1]
        self._tokens = Tokenizer(open_tokenizer(found.folder), _cut(found.manner, length))

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        return np.concatenate([self._row(text) for text in texts])

    def unread(self, text: str) -> int:
        """How many tokens of `text` the tower cannot read."""
        return self._tokens.unread(text)

    def _row(self, text: str) -> Vectors:
        ids, read = self._tokens([text]), self._tokens.read([text])
        given = {name: np.repeat(self._meant(name, ids, read), self._batch, axis=0) for name in self._graph.inputs}
        return self._graph(given, self._width)[:1]

    @staticmethod
    def _meant(name: str, ids: Any, read: Any) -> Any:
        """What an input wants, by its name: which places are read, which sentence a token is of, or the tokens."""
        if "mask" in name.lower():
            return read
        return np.zeros_like(ids) if "type" in name.lower() else ids


def _cut(manner: Manner, length: Any) -> Manner:
    """The manner with the length that the graph was written for, if it was written for one."""
    return replace(manner, length=length) if isinstance(length, int) else manner
