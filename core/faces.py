"""Faces in a picture, by OpenCV's cascades, or by YuNet where its model file is given."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import Any, Protocol

from vsearch.errors import ModelMissing
from vsearch.nouns import Pixels
from vsearch.table import Table

YUNET = "VSEARCH_YUNET"
"""The environment variable that names YuNet's model file; where it is set, YuNet is the default."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face: where it is, as shares of the picture, and how many of its eyes are seen open, in [0, 1]."""

    left: float
    top: float
    right: float
    bottom: float
    eyes: float = 0.0

    @property
    def area(self) -> float:
        """Its share of the picture."""
        return (self.right - self.left) * (self.bottom - self.top)


class FaceDetector(Protocol):
    """Pictures in, faces out."""

    def find(self, pixels: Pixels) -> list[Face]:
        """The faces of one picture, largest first."""


class Cascades:
    """OpenCV's boosted cascades: frontal faces, and open eyes in the upper half of each."""

    def __init__(self) -> None:
        import cv2

        folder = Path(cv2.__file__).parent / "data"
        self._faces: Any = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_alt2.xml"))
        self._profiles: Any = None
        self._eyes: Any = None
        self._folder = folder

    def find(self, pixels: Pixels) -> list[Face]:
        """The faces of one picture, largest first."""
        import cv2

        grey = cv2.equalizeHist(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        least = max(20, min(grey.shape) // 12)
        step = 1.2 if max(grey.shape) < 400 else 1.1  # small pictures are looked at by the dozen, in a hurry
        boxes = [tuple(map(int, box)) for box in self._faces.detectMultiScale(grey, step, 3, minSize=(least, least))]
        if max(grey.shape) >= 400:
            boxes += [box for box in self._sideways(grey, least) if not any(_meet(box, other) for other in boxes)]
        return _sorted([self._face(grey, *box) for box in boxes])

    def _sideways(self, grey: Any, least: int) -> list[tuple[int, ...]]:
        """Faces in profile: the cascade knows one side, so the picture is looked at in a mirror too."""
        import cv2

        if self._profiles is None:
            self._profiles = cv2.CascadeClassifier(str(self._folder / "haarcascade_profileface.xml"))
        wide = grey.shape[1]
        left = self._profiles.detectMultiScale(grey, 1.1, 4, minSize=(least, least))
        right = self._profiles.detectMultiScale(grey[:, ::-1].copy(), 1.1, 4, minSize=(least, least))
        mirrored = [(wide - x - width, y, width, height) for x, y, width, height in right]
        return [tuple(map(int, box)) for box in (*left, *mirrored)]

    def _face(self, grey: Any, x: int, y: int, width: int, height: int) -> Face:
        high, wide = grey.shape
        return Face(x / wide, y / high, (x + width) / wide, (y + height) / high, self._open(grey, x, y, width, height))

    def _open(self, grey: Any, x: int, y: int, width: int, height: int) -> float:
        """The share of two eyes that is found; small faces are enlarged, for the cascade wants eyes of 20 pixels."""
        import cv2

        if self._eyes is None:
            self._eyes = cv2.CascadeClassifier(str(self._folder / "haarcascade_eye_tree_eyeglasses.xml"))
        upper = grey[y : y + height * 3 // 5, x : x + width]
        scale = max(1.0, 120 / max(width, 1))
        upper = cv2.resize(upper, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        return min(2, len(self._eyes.detectMultiScale(upper, 1.1, 3, minSize=(20, 20)))) / 2


class YuNet:
    """OpenCV's small neural detector; it finds turned and small faces too. Eyes are the cascade's."""

    def __init__(self, model: str = "") -> None:
        import cv2

        model = model or os.environ.get(YUNET, "")
        if not Path(model).is_file():
            raise ModelMissing(
                f"There is no YuNet model at {model!r}. Put face_detection_yunet_2023mar.onnx somewhere and name it in "
                f"{YUNET}, or leave that unset to use OpenCV's cascades."
            )
        try:
            self._net: Any = cv2.FaceDetectorYN.create(model, "", (320, 320), score_threshold=0.7)
        except cv2.error as error:
            raise ModelMissing(f"{model} is no YuNet model: {error.err}. Unset {YUNET} or name another.") from error
        self._eyes = Cascades()

    def find(self, pixels: Pixels) -> list[Face]:
        """The faces of one picture, largest first."""
        import cv2

        high, wide = pixels.shape[:2]
        self._net.setInputSize((wide, high))
        found = self._net.detect(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))[1]
        grey = cv2.equalizeHist(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        boxes = [[max(0, int(number)) for number in row[:4]] for row in (found if found is not None else [])]
        return _sorted(
            [self._eyes._face(grey, x, y, width, height) for x, y, width, height in boxes if width and height]
        )


def _meet(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(one[n] < other[n] + other[n + 2] and other[n] < one[n] + one[n + 2] for n in (0, 1))


def _sorted(faces: Sequence[Face]) -> list[Face]:
    return sorted(faces, key=lambda face: -face.area)


FACES: Table[FaceDetector] = Table("face detector", "vsearch.faces", {"cascades": Cascades, "yunet": YuNet})


_HELD = local()


def detector() -> FaceDetector:
    """YuNet where its model file is named, else the cascades; one a thread, for OpenCV's are not safe to share."""
    name = "yunet" if os.environ.get(YUNET) else "cascades"
    held: dict[str, FaceDetector] = vars(_HELD)
    if name not in held:
        held[name] = FACES.make(name)
    return held[name]
