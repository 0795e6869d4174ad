"""Seconds hold what is there and say what is not: no silence and no picture is invented."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.seconds import Seconds, seconds
from vsearch.sounds.mel import BANDS, PER_SECOND


def test_each_second_has_the_vector_of_its_picture_and_its_sound(episode: Callable[..., EpisodeFeatures]) -> None:
    one = episode("a", [("story", 10)])
    vectors = np.eye(20, 32, dtype=np.float32)
    heard = np.repeat(np.arange(10 * PER_SECOND, dtype=np.uint8)[:, None], BANDS, axis=1)
    made = seconds(replace(one, vectors=lambda: vectors, log_mel=lambda: heard), 32)
    assert len(made) == 10
    assert made.pictures.argmax(axis=1).tolist() == [2 * n + 1 for n in range(10)]
    assert made.mel[:, 0].tolist() == list(range(80))
    assert made.seen.all()
    assert made.heard.all()


def test_what_is_lacking_is_masked(episode: Callable[..., EpisodeFeatures]) -> None:
    one = episode("a", [("story", 10)])
    short = np.full((4 * PER_SECOND, BANDS), 9, np.uint8)
    made = seconds(replace(one, log_mel=lambda: short), 32)
    assert not made.seen.any()
    assert made.heard.sum() == 4 * PER_SECOND
    assert seconds(replace(one, log_mel=lambda: None), 32).heard.sum() == 0
    assert not seconds(replace(one, vectors=lambda: np.ones((20, 8), np.float32)), 32).seen.any()


def test_signs_tell_of_writing_cuts_and_blank_pictures(episode: Callable[..., EpisodeFeatures]) -> None:
    one = episode("a", [("one", 4), ("two", 3), ("dark", 3)], written=[(8, 10)])
    signs = seconds(one, 8).signs
    assert signs[:, 0].tolist() == [0] * 8 + [np.float32(0.9)] * 2
    assert signs[:, 1].tolist() == [0] * 7 + [1] * 3
    assert np.flatnonzero(signs[:, 2]).tolist() == [4, 7]


def test_a_film_without_pictures_has_seconds_too(episode: Callable[..., EpisodeFeatures]) -> None:
    one = replace(episode("a", [("story", 5)]), time=np.zeros(0), cuts=np.zeros(0))
    assert len(seconds(one, 8)) == 5


def test_blank_seconds_fit_a_model() -> None:
    assert {name: value.shape[0] for name, value in Seconds.blank(3, 8).arrays().items()} == {
        "pictures": 3, "signs": 3, "seen": 3, "mel": 24, "heard": 24, "where": 3,
    }  # fmt: skip
