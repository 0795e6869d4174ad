"""Where shots begin, in films of a few small pictures."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from vsearch.indexer.frames.shots import Series, edges, starts
from vsearch.nouns import Pixels

FPS = 24


def photo(seed: int) -> Pixels:
    rng = np.random.default_rng(seed)
    base = rng.integers(0, 255, (6, 10, 3), np.uint8)
    return cv2.resize(base, (240, 135), interpolation=cv2.INTER_CUBIC)


def shot(seed: int, seconds: float, speed: float = 8) -> list[Pixels]:
    """A slow pan over a photograph, in pixels a second."""
    whole = photo(seed)
    at = [int(n / FPS * speed) for n in range(round(seconds * FPS))]
    return [whole[x // 3 : x // 3 + 90, x : x + 160] for x in at]


def mixed(one: list[Pixels], other: list[Pixels], frames: int) -> list[Pixels]:
    """The last frames of one dissolve into the first of the other."""
    shares = np.linspace(0, 1, frames + 2)[1:-1]
    both = zip(one[-frames:], other[:frames], shares, strict=True)
    middle = [((1 - share) * a.astype(float) + share * b).astype(np.uint8) for a, b, share in both]
    return [*one[:-frames], *middle, *other[frames:]]


def black(seconds: float) -> list[Pixels]:
    return [np.zeros((90, 160, 3), np.uint8)] * round(seconds * FPS)


def found(film: list[Pixels], *, peeking: bool = True) -> list[float]:
    frames = [(n / FPS, picture) for n, picture in enumerate(film)]

    def peek(start: float, end: float) -> Iterator[tuple[float, Pixels]]:
        return ((time, picture) for time, picture in frames if start < time < end)

    seen = edges(Series.of(frames[:: FPS // 2]), peek if peeking else None)
    return [float(time) for time in starts(seen, len(film) / FPS)[1:]]


def flashed(film: list[Pixels], at: float, seconds: float) -> list[Pixels]:
    first, last = round(at * FPS), round((at + seconds) * FPS)
    return [np.full_like(p, 250) if first <= n < last else p for n, p in enumerate(film)]


@pytest.mark.parametrize(
    ("film", "expected", "within"),
    [
        pytest.param(shot(1, 3.2) + shot(2, 3), [3.2], 0.03, id="a cut between two samples"),
        pytest.param(shot(1, 3) + shot(2, 3) + shot(1, 2), [3, 6], 0.03, id="there and back"),
        pytest.param(shot(1, 2) + shot(2, 0.3) + shot(3, 2), [2, 2.3], 0.05, id="a shot of a third of a second"),
        pytest.param(mixed(shot(1, 3), shot(2, 3), 18), [2.625], 0.15, id="a dissolve"),
        pytest.param(mixed(shot(1, 4), shot(2, 4), 36), [3.25], 0.2, id="a slow dissolve"),
        pytest.param(
            mixed(mixed(shot(1, 3), black(1.5), 12), shot(2, 3), 12), [3.25], 0.55, id="a fade out and a fade in"
        ),
        pytest.param(mixed(shot(1, 4), black(1), 12), [], 0, id="a fade out at the end"),
        pytest.param(shot(1, 3) + black(1) + shot(2, 3), [3, 4], 0.05, id="black between two cuts"),
        pytest.param(flashed(shot(1, 5), 2.95, 0.15), [], 0, id="a flash"),
        pytest.param(shot(1, 5, speed=8), [], 0, id="a slow pan"),
        pytest.param(shot(1, 2, speed=40), [], 0, id="a fast pan"),
        pytest.param([cv2.resize(photo(1)[n // 3 : 90, n // 2 : 160], (160, 90)) for n in range(96)], [], 0, id="zoom"),
        pytest.param(
            [(photo(1)[:90, :160] * (0.2 + n / 120)).astype(np.uint8) for n in range(96)], [], 0, id="light comes up"
        ),
        pytest.param(
            [(photo(1)[:90, :160] * (0.4 if n < 50 else 1)).astype(np.uint8) for n in range(96)], [], 0, id="a lamp"
        ),
    ],
)
def test_shots_begin_where_pictures_change(film: list[Pixels], expected: list[float], within: float) -> None:
    assert found(film) == pytest.approx(expected, abs=within)


def test_without_a_closer_look_a_cut_is_placed_at_the_next_sample() -> None:
    assert found(shot(1, 3.2) + shot(2, 3), peeking=False) == [3.5]


def test_only_gaps_that_change_are_looked_into() -> None:
    film = shot(1, 10) + shot(2, 10)
    frames = [(n / FPS, picture) for n, picture in enumerate(film)]
    asked: list[float] = []

    def peek(start: float, end: float) -> list[tuple[float, Pixels]]:
        asked.append(end - start)
        return [(time, picture) for time, picture in frames if start < time < end]

    edges(Series.of(frames[:: FPS // 2]), peek)
    assert sum(asked) <= 1.5


def test_an_edge_lies_in_one_window_only() -> None:
    film = shot(1, 3.2) + shot(2, 3)
    series = Series.of([(n / FPS, picture) for n, picture in enumerate(film)][:: FPS // 2])
    first, second = edges(series, within=(-1, 3.0)), edges(series, within=(3.0, 9.0))
    assert [edge.time for edge in first + second] == [3.5]


def test_a_video_of_one_frame_is_one_shot() -> None:
    assert edges(Series.of([(0.0, photo(1)[:90, :160])])) == []
    assert starts([], 0.04).tolist() == [0.0]


def test_sparse_samples_are_not_looked_between() -> None:
    film = shot(1, 12) + shot(2, 12)
    frames = [(n / FPS, picture) for n, picture in enumerate(film)]

    def peek(start: float, end: float) -> list[tuple[float, Pixels]]:
        raise AssertionError

    assert [edge.time for edge in edges(Series.of(frames[:: FPS * 3]), peek)] == [12]


def test_a_shot_begins_where_grey_leaves_black() -> None:
    shades = 127.5 - 127.5 * np.cos(np.arange(240) / 240 * 6 * np.pi)
    ramp = [np.full((90, 160, 3), round(shade), np.uint8) for shade in shades]
    assert found(ramp) == pytest.approx([3.33, 6.66], abs=0.35)
