"""What a picture tells by itself."""

import cv2
import numpy as np
import pytest

from vsearch.indexer.frames.reasons import reasons
from vsearch.indexer.frames.signals import measure
from vsearch.nouns import Pixels
from vsearch.settings import Quality
from vsearch.signals import SIGNALS, complete


def scene(seed: int = 0) -> Pixels:
    noise = np.random.default_rng(seed).integers(0, 255, (12, 20, 3), np.uint8)
    return cv2.resize(noise, (160, 90), interpolation=cv2.INTER_NEAREST)


def even(*colour: int) -> Pixels:
    return np.full((90, 160, 3), colour, np.uint8)


def closing() -> Pixels:
    picture = even(0, 0, 0)
    for row in range(15, 80, 20):
        cv2.putText(picture, "WRITTEN BY SOMEBODY", (12, row), cv2.FONT_HERSHEY_PLAIN, 0.7, (230, 230, 230))
    return picture


def colour_bars() -> Pixels:
    colours = [(192, 192, 192), (192, 192, 0), (0, 192, 192), (0, 192, 0), (192, 0, 192), (192, 0, 0), (0, 0, 192)]
    columns = np.repeat(np.array(colours, np.uint8), 23, axis=0)[:160]
    return np.ascontiguousarray(np.broadcast_to(columns, (90, 160, 3)))


def smeared() -> Pixels:
    return cv2.blur(scene(), (60, 1))


def night() -> Pixels:
    picture = (scene() * 0.05).astype(np.uint8)
    picture[10:30, 20:60] += 45
    return picture


def reason(picture: Pixels) -> str:
    signals, _ = measure([picture])
    return str(reasons(complete(signals, 1), Quality())[0])


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param(scene(), "", id="a picture"),
        pytest.param(cv2.cvtColor(cv2.cvtColor(scene(), cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), "", id="grey"),
        pytest.param(even(3, 3, 3), "black", id="black"),
        pytest.param(even(250, 250, 250), "white", id="white"),
        pytest.param(even(30, 90, 200), "flat", id="single colour"),
        pytest.param(closing(), "credits", id="credits"),
        pytest.param(colour_bars(), "testcard", id="colour bars"),
        pytest.param(cv2.GaussianBlur(scene(), (0, 0), 9), "blurred", id="out of focus"),
        pytest.param(night(), "dim", id="too dark"),
        pytest.param((120 + scene() * 0.12).astype(np.uint8), "pale", id="no contrast"),
    ],
)
def test_a_picture_alone_tells_what_is_wrong_with_it(picture: Pixels, expected: str) -> None:
    assert reason(picture) == expected


def test_every_signal_is_a_share() -> None:
    signals, _ = measure([scene(), closing(), colour_bars(), even(0, 0, 0), even(255, 255, 255), smeared()])
    assert set(signals) == {signal.name for signal in SIGNALS.values() if signal.measure}
    assert all(column.dtype == np.float32 and column.min() >= 0 and column.max() <= 1 for column in signals.values())


def test_a_smear_runs_one_way() -> None:
    signals, _ = measure([scene(), smeared()])
    assert signals["direction"][0] < 0.3 < 0.6 < signals["direction"][1]


def test_colour_is_told_from_grey() -> None:
    signals, _ = measure([scene(), closing()])
    assert signals["colour"][0] > 0.5
    assert signals["colour"][1] == 0


def test_hashes_know_a_picture_again_and_tell_others_apart() -> None:
    light = np.clip(scene() * 0.9 + 10, 0, 255).astype(np.uint8)
    _, hashes = measure([scene(), light, scene(1)])
    assert np.bitwise_count(hashes[0] ^ hashes[1]) <= 3
    assert np.bitwise_count(hashes[0] ^ hashes[2]) > 15


def test_more_pictures_than_a_chunk_are_measured_like_one() -> None:
    signals, hashes = measure([scene(n) for n in range(40)])
    alone, hash_alone = measure([scene(39)])
    assert hashes[39] == hash_alone[0]
    assert signals["sharpness"][39] == pytest.approx(alone["sharpness"][0], rel=1e-5)


def test_nothing_measures_to_nothing() -> None:
    signals, hashes = measure([])
    assert len(hashes) == 0
    assert all(len(column) == 0 for column in signals.values())
