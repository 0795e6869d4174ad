"""The default text reader: the networks that the package rapidocr carries, run by our own sessions on one thread."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from vsearch.errors import ModelMissing
from vsearch.nouns import Box, Pixels
from vsearch.screen import MISSING, TextLine
from vsearch.screen.detection import TextDetector, TextPlace
from vsearch.screen.recognition import TextRecogniser, cut

PIXELS = 512 * 288
"""A picture is searched for lines in at most so many pixels."""

UPRIGHT = 1.5
"""A place this many times higher than wide holds letters below each other, which the network does not read."""


class RapidReader:
    """PP-OCR's small networks: Latin letters, Greek, Chinese and Japanese; another network reads other scripts."""

    def __init__(self, model: str = "") -> None:
        self.name = f"rapidocr:{Path(model).name}" if model else "rapidocr"
        folder = models()
        self.detector = TextDetector(_only(folder, "*_det_*.onnx"), PIXELS)
        self._recogniser = TextRecogniser(_given(model) if model else _only(folder, "*_rec_*.onnx"))

    def read(self, pixels: Pixels) -> Sequence[TextLine]:
        """The lines of one picture, from top to bottom."""
        places = self.detector.find(pixels)
        level = [place for place in places if place.size[1] < UPRIGHT * place.size[0]]
        told = self._recogniser.read([cut(pixels, place) for place in level])
        return [TextLine(text, _box(place, pixels), sure) for place, (text, sure) in zip(level, told, strict=True)]


def models() -> Path:
    """The folder of the networks that rapidocr carries; the package itself is never loaded."""
    found = find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise ModelMissing(MISSING.what, MISSING.code)
    return Path(found.submodule_search_locations[0]) / "models"


def _only(folder: Path, pattern: str) -> Path:
    for path in sorted(folder.glob(pattern)):
        return path
    raise ModelMissing(f"rapidocr carries no {pattern} in {folder}.", "install-screen")


def _given(model: str) -> Path:
    path = Path(model).expanduser()
    if not path.is_file():
        raise ModelMissing(f"There is no recognition network at {path}.", "text-model")
    return path


def _box(place: TextPlace, pixels: Pixels) -> Box:
    shape = np.array([pixels.shape[1], pixels.shape[0]], np.float32)
    left, top = np.clip(place.corners.min(axis=0) / shape, 0, 1).tolist()
    right, bottom = np.clip(place.corners.max(axis=0) / shape, 0, 1).tolist()
    return Box(left, top, right, bottom)
