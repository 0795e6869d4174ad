"""Runs that two tracks have in common are found at any lag, over holes, and nowhere else."""

import numpy as np
import pytest

from vsearch.indexer.segments.tracks import PICTURE, SOUND, runs, sound_track


def prints(seed: int, seconds: float) -> np.ndarray:
    return np.random.default_rng(seed).integers(1, 1 << 32, round(8 * seconds), np.uint32)


def test_a_run_is_found_wherever_it_lies() -> None:
    theme = prints(1, 20)
    one = sound_track("a", np.concatenate([prints(2, 30), theme, prints(3, 50)]))
    other = sound_track("b", np.concatenate([prints(4, 5), theme, prints(5, 60)]))
    (run,) = runs([one, other], SOUND)
    assert (run.one, run.other) == ("a", "b")
    assert (run.here.start, run.here.end) == pytest.approx((30, 50), abs=0.3)
    assert (run.there.start, run.there.end) == pytest.approx((5, 25), abs=0.3)
    assert run.lag == pytest.approx(-25)


def test_a_hole_of_a_few_seconds_is_bridged_and_a_long_one_is_not() -> None:
    start, end = prints(1, 12), prints(2, 12)
    for hole, count in ((3, 1), (30, 2)):
        tracks = [sound_track(n, np.concatenate([start, prints(seed, hole), end])) for n, seed in (("a", 3), ("b", 4))]
        assert len(runs(tracks, SOUND)) == count


def test_noise_in_a_tenth_of_the_bits_hides_nothing() -> None:
    theme, rng = prints(1, 20), np.random.default_rng(0)
    flips = ((rng.random((len(theme), 32)) < 0.1) * (1 << np.arange(32, dtype=np.uint64))).sum(axis=1)
    (run,) = runs([sound_track("a", theme), sound_track("b", theme ^ flips.astype(np.uint32))], SOUND)
    assert run.here.length > 19
    assert run.error == pytest.approx(0.1, abs=0.02)


def test_what_is_unlike_has_nothing_in_common() -> None:
    assert runs([sound_track(str(n), prints(n, 300)) for n in range(6)], SOUND) == []


def test_silence_and_what_is_everywhere_say_nothing() -> None:
    hum = np.full(800, 12345, np.uint32)
    tracks = [sound_track(name, np.concatenate([np.zeros(400, np.uint32), hum])) for name in "ab"]
    assert runs(tracks, SOUND) == []


def test_a_track_that_repeats_itself_is_found_too() -> None:
    advert = prints(1, 15)
    (run,) = runs([sound_track("a", np.concatenate([prints(2, 40), advert, prints(3, 60), advert]))], SOUND)
    assert (run.one, run.other, run.lag) == ("a", "a", 75.0)


def test_tracks_that_were_compared_before_are_not_compared_again() -> None:
    theme = prints(1, 20)
    tracks = [sound_track(name, theme) for name in "abc"]
    assert {(run.one, run.other) for run in runs(tracks, SOUND, old=2)} == {("a", "c"), ("b", "c")}


def test_nothing_at_all_is_no_trouble() -> None:
    empty = sound_track("a", np.zeros(0, np.uint32))
    assert runs([], SOUND) == runs([empty, empty], PICTURE) == []
