"""Log-mel sound is the same in pieces, says where a tone lies, and invents no silence at the end."""

import numpy as np
import pytest

from vsearch.sounds.mel import BANDS, PER_SECOND, MelMeter, decibels, log_mel

RATE = 16_000


def tone(hertz: float, seconds: float, loud: float = 0.5) -> np.ndarray:
    return (loud * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


@pytest.mark.parametrize("size", [333, 16_000, 48_000])
def test_pieces_of_any_size_give_the_same(size: int) -> None:
    wave = np.random.default_rng(0).normal(0, 0.1, 3 * RATE + 777).astype(np.float32)
    meter = MelMeter()
    for first in range(0, len(wave), size):
        meter.add(wave[first : first + size])
    assert np.array_equal(meter.end(), log_mel(wave))


def test_a_higher_tone_lies_in_a_higher_band() -> None:
    loudest = [int(np.median(log_mel(tone(hertz, 2)).argmax(axis=1))) for hertz in (200, 1000, 4000)]
    assert loudest == sorted(set(loudest))
    assert loudest[0] > 0
    assert loudest[-1] < BANDS - 1


@pytest.mark.parametrize(
    ("seconds", "steps"),
    [
        pytest.param(0.0, 0, id="nothing"),
        pytest.param(0.03, 0, id="less than half a step"),
        pytest.param(0.1, 1, id="most of a step"),
        pytest.param(2.0, 2 * PER_SECOND, id="two seconds"),
    ],
)
def test_the_last_step_is_as_loud_as_what_was_heard_of_it(seconds: float, steps: int) -> None:
    made = log_mel(tone(1000, seconds))
    assert made.shape == (steps, BANDS)
    if steps:
        assert decibels(made).max(axis=1).min() > -20
