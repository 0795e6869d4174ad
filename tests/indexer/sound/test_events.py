import numpy as np
import pytest

from vsearch.data import sound
from vsearch.indexer.sound.events import events, texture
from vsearch.indexer.sound.speech import share
from vsearch.nouns import Span
from vsearch.sounds import loudness

RATE = 16_000


def heard(wave, spoken=()):
    wave = np.asarray(wave, np.float32)
    powers = loudness.steps(loudness.weighted(wave, RATE), RATE)
    return events(powers, texture(wave, RATE), spoken, share(spoken, -(-len(wave) // RATE)))


def low(wave):
    """From 48 kHz, by means of three samples."""
    return wave[: len(wave) // 3 * 3].reshape(-1, 3).mean(axis=1)


def quiet(seconds, seed=0):
    return 0.004 * np.random.default_rng(seed).standard_normal(round(seconds * RATE)).cumsum() * 0.02


def of(kind, found):
    return [event for event in found if event.kind == kind]


def test_silence_is_found_where_it_is():
    found = of("silence", heard(np.r_[low(sound.tone(3)), np.zeros(3 * RATE), low(sound.tone(3))]))
    assert [(round(event.span.start), round(event.span.end)) for event in found] == [(3, 6)]


def test_applause_is_found_and_music_is_not_taken_for_it():
    dice = np.random.default_rng(0)
    wave = np.r_[low(sound.music(10, dice)), low(sound.applause(5, dice)) * 3, low(sound.music(10, dice))]
    found = of("applause", heard(wave))
    assert found
    assert all(event.span.overlap(Span(9, 16)) == event.span.length for event in found)
    assert all(0 < event.strength <= 1 for event in found)


def test_music_is_found_and_noise_is_not_taken_for_it():
    dice = np.random.default_rng(1)
    found = of("music", heard(np.r_[low(sound.music(12, dice)), low(sound.noise(12, dice))]))
    assert len(found) == 1
    assert found[0].span.overlap(Span(0, 12)) > 8
    assert found[0].span.overlap(Span(13, 24)) == 0


def test_a_loud_moment_is_a_peak():
    wave = 0.02 * np.random.default_rng(2).standard_normal(20 * RATE)
    wave[8 * RATE : 9 * RATE] *= 20
    found = of("peak", heard(wave))
    assert len(found) == 1
    assert found[0].span.overlap(Span(8, 9)) > 0.5


def test_even_sound_has_no_peaks():
    assert not of("peak", heard(0.05 * np.random.default_rng(2).standard_normal(20 * RATE)))


@pytest.mark.parametrize(("spoken", "count"), [((Span(1, 2), Span(2.5, 4)), 1), ((Span(1, 2), Span(5, 6)), 2), ((), 0)])
def test_speech_is_one_event_where_its_pauses_are_short(spoken, count):
    assert len(of("speech", heard(0.05 * np.random.default_rng(2).standard_normal(8 * RATE), spoken))) == count


def test_nothing_happens_in_silence_but_silence():
    assert {event.kind for event in heard(np.zeros(10 * RATE))} == {"silence"}
