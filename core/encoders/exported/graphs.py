"""Graphs: an ONNX file of anybody's making, with what it wants and gives found out from its inputs and outputs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import ModelMissing
from vsearch.models.sessions import session
from vsearch.nouns import Vectors

_TYPES: Mapping[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(uint8)": np.uint8,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
}


class ExportedGraph:
    """A graph whose first rank-two output is a row of numbers for each thing that it is given."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        self.path = path
        try:
            self._session = session(path, threads)
        except Exception as error:  # ONNX Runtime's own exceptions share no public base class
            raise ModelMissing(f"{path} is not a graph that can be run: {error}.", "onnx-folder") from error
        self.inputs: dict[str, list[Any]] = {item.name: item.shape for item in self._session.get_inputs()}
        self._types = {item.name: _TYPES.get(item.type) for item in self._session.get_inputs()}
        if odd := [name for name, kind in self._types.items() if kind is None]:
            raise ModelMissing(f"{path} wants {', '.join(odd)} in a type that no picture or text has.", "onnx-folder")
        self._output = self._rows()

    @property
    def width(self) -> int:
        """How wide its rows are, as it says itself."""
        width = self._output.shape[1]
        if not isinstance(width, int):
            raise ModelMissing(f"Neither config.json nor {self.path} says how wide its vectors are.", "onnx-folder")
        return width

    def takes(self, name: str) -> type[np.generic]:
        """The type of numbers that an input wants."""
        kind = self._types[name]
        assert kind is not None
        return kind

    def expect(self, width: int) -> None:
        """Refuse a graph whose rows are not as wide as those of its sibling."""
        found = self._output.shape[1]
        if isinstance(found, int) and found != width:
            self._refuse(found, width)

    def __call__(self, given: Mapping[str, NDArray[Any]], width: int) -> Vectors:
        """One unit row for each thing given."""
        typed = {name: np.ascontiguousarray(value, self.takes(name)) for name, value in given.items()}
        rows = np.asarray(self._session.run([self._output.name], typed)[0], np.float32)
        if rows.shape[1] != width:
            self._refuse(rows.shape[1], width)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = (rows / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
        return unit

    def _refuse(self, found: int, width: int) -> None:
        raise ModelMissing(
            f"{self.path} gives vectors of {found} numbers where the encoder's have {width}: "
            "its towers do not belong together.",
            "onnx-folder",
        )

    def _rows(self) -> Any:
        """The output with a row for each thing: one that is called an embedding, if there are several."""
        flat = [item for item in self._session.get_outputs() if len(item.shape) == 2]
        if not flat:
            raise ModelMissing(f"{self.path} gives no row of numbers for each thing.", "onnx-folder")
        return next((item for item in flat if "embed" in item.name.lower()), flat[0])
