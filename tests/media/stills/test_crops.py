import numpy as np
import pytest

from vsearch.faces import Face
from vsearch.media.stills.crops import crop, cut, salience


def scene(left):
    """A plain picture with one lively thing."""
    pixels = np.full((90, 160, 3), 120, np.uint8)
    pixels[30:60, left : left + 25] = np.random.default_rng(1).integers(0, 255, (30, 25, 3))
    return pixels


@pytest.mark.parametrize(
    "left", [pytest.param(5, id="left"), pytest.param(65, id="middle"), pytest.param(130, id="right")]
)
def test_a_crop_holds_what_catches_the_eye(left):
    window = crop(scene(left), 9 / 16)
    assert window.left <= left + 3
    assert window.left + window.width >= left + 22
    assert (window.top, window.height) == (0, 90)
    assert not window.padded


def test_a_face_is_never_cut():
    window = crop(scene(130), 9 / 16, [Face(0.05, 0.3, 0.15, 0.55)])
    assert window.left <= 0.05 * 160 - 1
    assert window.left + window.width >= 0.15 * 160 + 1
    assert window.risk > 0.3


def test_heads_keep_their_hair_in_a_wide_crop():
    tall = np.full((160, 90, 3), 120, np.uint8)
    window = crop(tall, 16 / 9, [Face(0.4, 0.2, 0.6, 0.3)])
    assert window.top <= 0.17 * 160
    assert window.top + window.height >= 0.3 * 160


def test_faces_that_do_not_fit_get_air_around_instead_of_a_knife():
    faces = [Face(0.02, 0.3, 0.12, 0.5), Face(0.85, 0.3, 0.95, 0.5)]
    window = crop(scene(60), 9 / 16, faces)
    made = cut(scene(60), window)
    assert window.padded
    assert window.risk == 0
    assert made.shape[1] / made.shape[0] == pytest.approx(9 / 16, abs=0.01)
    assert (made[-window.top : -window.top + 90, -window.left : -window.left + 160] == scene(60)).all()


def test_risk_is_what_is_lost():
    assert crop(scene(65), 16 / 9).risk == pytest.approx(0, abs=0.01)
    assert (
        crop(scene(65), 9 / 16).risk
        < crop(np.random.default_rng(2).integers(0, 255, (90, 160, 3), np.uint8), 9 / 16).risk
    )


def test_salience_is_a_distribution():
    found = salience(scene(20))
    assert found.sum() == pytest.approx(1, abs=1e-3)
    assert found[:, : found.shape[1] // 2].sum() > 0.6


def test_a_face_in_the_background_does_not_force_padding():
    faces = [Face(0.1, 0.2, 0.35, 0.8), Face(0.9, 0.4, 0.94, 0.48)]
    assert not crop(scene(60), 1.0, faces).padded
