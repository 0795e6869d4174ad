"""Shots whose movement is known: by lot, the same again from the same seed, and as their kinds say."""

import numpy as np
import pytest

from vsearch.data.movements import DIRECTIONS, KINDS, drawn, moving_shot
from vsearch.data.photos import photo


@pytest.mark.parametrize("kind", KINDS)
def test_a_shot_by_lot_is_of_its_kind_and_the_same_again(kind: str) -> None:
    shots = [moving_shot(np.random.default_rng(seed), kind) for seed in range(20)]
    assert shots == [moving_shot(np.random.default_rng(seed), kind) for seed in range(20)]
    assert {shot.direction for shot in shots} == set(DIRECTIONS.get(kind, ("",)))
    assert all((shot.speed > 0) == (kind in DIRECTIONS) for shot in shots)
    assert any(shot.subject for shot in shots) != all(shot.subject for shot in shots)


def test_pictures_change_as_the_camera_moves_and_only_then() -> None:
    dice = np.random.default_rng(0)
    still, pan = (moving_shot(dice, kind, subject=False) for kind in ("static", "pan"))
    for shot, least, most in ((still, 0.0, 3.0), (pan, 5.0, 255.0)):
        first, last = drawn(shot, photo("cat"), photo("coffee"), [0.0, 0.5], (90, 160))
        assert first.shape == (90, 160, 3)
        assert least <= np.abs(first.astype(int) - last).mean() <= most
