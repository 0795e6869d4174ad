import numpy as np
import pytest

from vsearch.data.film import RATE
from vsearch.data.scenes import SceneCue, Span
from vsearch.data.sound import applause, music, noise, score, tone


def rng(seed=0):
    return np.random.default_rng(seed)


def flatness(wave):
    power = np.abs(np.fft.rfft(wave))[10:] ** 2 + 1e-9
    return np.exp(np.log(power).mean()) / power.mean()


def test_a_tone_has_its_pitch():
    wave = tone(1.0, 440)
    assert np.abs(np.fft.rfft(wave)).argmax() == 440


def test_noise_stays_in_its_band_and_loudness():
    wave = noise(1.0, rng(), 100, 1500, 0.1)
    power = np.abs(np.fft.rfft(wave)) ** 2
    assert power[50:3000].sum() > 0.95 * power.sum()
    assert np.std(wave) == pytest.approx(0.1, rel=0.1)


def test_applause_is_noise_and_music_is_not():
    assert flatness(applause(2.0, rng())) > 10 * flatness(music(2.0, rng()))


def test_applause_swells_and_ebbs():
    parts = [np.std(part) for part in np.split(applause(4.0, rng()), 4)]
    assert parts[1] > 1.5 * parts[3]


@pytest.mark.parametrize("kind", ["applause", "music", "noise", "rumble", "tone", "Little Museum", "Space Notes"])
def test_a_score_is_heard_in_its_span_and_nowhere_else(kind):
    wave = score([SceneCue(kind, Span(0.5, 1.5))], 2.0, rng())
    assert wave.dtype == np.float32
    assert len(wave) == 2 * RATE
    assert np.abs(wave).max() <= 0.98
    assert not wave[: RATE // 2].any()
    assert not wave[RATE * 3 // 2 :].any()
    assert np.std(wave[RATE // 2 : RATE]) > 0.005


def test_a_jingle_is_always_the_same():
    cue = [SceneCue("Morning Window", Span(0, 2))]
    assert (score(cue, 2.0, rng(1)) == score(cue, 2.0, rng(2))).all()
