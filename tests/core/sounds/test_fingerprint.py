"""Fingerprints know the same sound again, wherever it begins and however it was encoded, and no other."""

import numpy as np
import pytest

from vsearch.sounds.fingerprint import PER_SECOND, Fingerprinter, fingerprints

RATE = 16_000


def voice(seed: int, seconds: float = 20.0) -> np.ndarray:
    """Noise whose colour changes all the time, as that of speech does."""
    rng = np.random.default_rng(seed)
    steps = int(seconds * 10) + 1
    bands = rng.uniform(0, 1, (steps, 6)) ** 3
    wave = np.zeros(int(seconds * RATE), np.float32)
    clock = np.arange(len(wave)) / RATE
    for n, hertz in enumerate((250, 400, 700, 1100, 1700, 2600)):
        gain = np.interp(clock * 10, np.arange(steps), bands[:, n])
        phase = 2 * np.pi * np.cumsum(hertz * (1 + 0.1 * np.sin(2 * np.pi * clock * (1 + n / 3) + seed))) / RATE
        wave += 0.1 * gain * np.sin(phase)
    return (wave + rng.normal(0, 0.003, len(wave))).astype(np.float32)


def differ(one: np.ndarray, other: np.ndarray) -> float:
    count = min(len(one), len(other)) - 8
    return float(np.bitwise_count(one[4:count] ^ other[4:count]).mean() / 32)


def test_there_are_eight_a_second() -> None:
    assert abs(len(fingerprints(voice(1))) - 20 * PER_SECOND) <= 1


@pytest.mark.parametrize("late", [250, 500, 1000], ids="{} samples".format)
def test_sound_that_begins_between_two_prints_keeps_most_bits(late: int) -> None:
    assert differ(fingerprints(voice(1)), fingerprints(voice(1)[late:])) < 0.22


def test_louder_and_noisier_sound_keeps_most_bits() -> None:
    noisy = 0.4 * voice(1) + np.random.default_rng(0).normal(0, 0.002, 20 * RATE).astype(np.float32)
    assert differ(fingerprints(voice(1)), fingerprints(noisy)) < 0.22


def test_other_sound_differs_in_half_of_the_bits() -> None:
    assert differ(fingerprints(voice(1)), fingerprints(voice(2))) > 0.42


def test_silence_has_none() -> None:
    assert not fingerprints(np.zeros(5 * RATE, np.float32)).any()


def test_pieces_give_what_the_whole_gives() -> None:
    made = Fingerprinter()
    for piece in np.split(voice(3), [700, 9000, 100_000, 100_001]):
        made.add(piece)
    assert (made.end() == fingerprints(voice(3))).all()
