"""Planes scaled and coloured as tensors, beside the CPU's scaler at the same frames."""

from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from vsearch.readers import Size
from vsearch.readers.nvdec.filters import ACROSS, filter_matrix
from vsearch.readers.nvdec.tensors import SITINGS, FrameKind, Siting, TensorConverter, siting, taken, together
from vsearch.readers.pictures.picture import Converter
from vsearch.readers.pictures.turn import Turn

UPRIGHT = Turn()
SPACES = {"BT.709": 1, "BT.601": 6, "BT.2020": 9}
SIZES = {
    "smaller": Size(96, 96),
    "tiny": Size(160, 90, "squash"),
    "the same": None,
    "larger": Size(800, 800),
    "inside": Size(200, 200, "inside"),
}


def soft(random: np.random.Generator, width: int, height: int, low: int, high: int) -> NDArray[np.float32]:
    """A plane of soft hills."""
    few = random.uniform(low, high, (height // 12 + 2, width // 12 + 2)).astype(np.float32)
    return np.clip(cv2.resize(few, (width, height), interpolation=cv2.INTER_CUBIC), low, high)


def frame(layout: str = "yuv420p", space: int = 6, full: bool = False, width: int = 322, height: int = 182) -> Any:
    """A frame in a layout of the CPU's decoders, in colours that a screen can show."""
    random, made = np.random.default_rng(1), av.VideoFrame(width, height, layout)
    deep = 4 if "10" in layout else 1
    for plane, (low, high) in zip(made.planes, ((70, 190), (105, 150), (105, 150)), strict=True):
        kind = np.dtype("<u2" if deep > 1 else "u1")
        lines = np.zeros((plane.height, plane.line_size // kind.itemsize), kind)
        lines[:, : plane.width] = soft(random, plane.width, plane.height, low, high) * deep
        plane.update(lines)
    made.colorspace, made.color_range = space, 2 if full else 1
    return made


def apart(given: Any, size: Size | None, turn: Turn = UPRIGHT, aspect: Fraction = Fraction(1)) -> int:
    """By how many levels pictures made either way differ at most."""
    there = given.reformat(format="p010le" if "10" in given.format.name else "nv12")
    kind = FrameKind.of(there)
    made = TensorConverter(size, aspect, turn, siting(given)).pictures(together([taken(there)], kind))[0]
    shown = Converter(size, aspect, turn).picture(given)
    assert made.shape == shown.shape
    return int(np.abs(made.numpy().astype(int) - shown).max())


@pytest.mark.parametrize("full", [pytest.param(False, id="limited"), pytest.param(True, id="full")])
@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("layout", ["yuv420p", "yuv420p10le"])
def test_colours_are_the_scaler_s_within_a_level(layout: str, space: str, full: bool) -> None:
    given = frame(layout, SPACES[space], full)
    assert [apart(given, size) for size in (Size(96, 96), None)] <= [1, 1]


@pytest.mark.parametrize("size", SIZES)
def test_sizes_are_the_scaler_s_within_a_level(size: str) -> None:
    assert apart(frame(), SIZES[size]) <= 1


@pytest.mark.parametrize("turn", [Turn(1), Turn(2), Turn(3), Turn(0, True), Turn(3, True)])
def test_pictures_are_turned_and_mirrored_alike(turn: Turn) -> None:
    assert apart(frame(), Size(96, 64), turn) <= 1


def test_wide_pixels_are_made_square_alike() -> None:
    assert apart(frame(), Size(96, 64), aspect=Fraction(4, 3)) <= 1


@pytest.mark.parametrize("guess", SITINGS)
def test_the_scaler_s_own_pictures_tell_where_colours_were_taken(
    monkeypatch: pytest.MonkeyPatch, guess: Siting
) -> None:
    def picture(_: object, pattern: Any) -> NDArray[np.uint8]:
        whole = together([taken(pattern.reformat(format="nv12"))], FrameKind.of(pattern))
        made: NDArray[np.uint8] = TensorConverter(None, Fraction(1), Turn(), guess).pictures(whole)[0].numpy()
        return made

    monkeypatch.setattr(Converter, "picture", picture)
    assert siting(frame()) == guess


def test_many_frames_are_made_like_each_alone() -> None:
    planes = [taken(frame(space=6).reformat(format="nv12")), taken(frame(full=True).reformat(format="nv12"))]
    kind = FrameKind(322, 182, "nv12", 5, False)
    converter = TensorConverter(Size(64, 64), Fraction(1), Turn())
    both = converter.pictures(together(planes, kind))
    alone = [converter.pictures(together([one], kind))[0] for one in planes]
    assert torch.equal(both, torch.stack(alone))


@pytest.mark.parametrize(("source", "target"), [(1280, 398), (720, 90), (64, 64), (64, 200), (3, 7)])
def test_a_filter_gives_every_pixel_away_whole(source: int, target: int) -> None:
    matrix = filter_matrix(source, target, ACROSS)
    assert matrix.shape == (target, source)
    np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-6)
    assert (matrix * ACROSS == np.round(matrix * ACROSS)).all()
