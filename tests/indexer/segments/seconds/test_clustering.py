"""Seconds become stretches: short gaps close, single seconds go, and the cost is that of their number."""

import time

import numpy as np
import pytest

from vsearch.indexer.segments.seconds.clustering import Clustering, stretches_of
from vsearch.nouns import Span


@pytest.mark.parametrize(
    ("told", "how", "spans"),
    [
        pytest.param("..####..", Clustering(1, 2), [(2, 6)], id="a run"),
        pytest.param("##.##...", Clustering(2, 2), [(0, 5)], id="a gap closes"),
        pytest.param("##.....##", Clustering(2, 2), [(0, 2), (7, 9)], id="a wide gap stays"),
        pytest.param("#...#...#", Clustering(2, 2), [], id="single seconds are noise"),
        pytest.param("#", Clustering(2, 1), [(0, 1)], id="unless one is enough"),
        pytest.param("###.#", Clustering(2, 3), [(0, 5)], id="a second at the border belongs to it"),
        pytest.param("", Clustering(), [], id="nothing"),
    ],
)
def test_seconds_are_gathered(told: str, how: Clustering, spans: list[tuple[float, float]]) -> None:
    made = stretches_of(np.array([sign == "#" for sign in told], bool), how)
    assert made == [Span(*span) for span in spans]


def test_it_is_dbscan() -> None:
    from sklearn.cluster import DBSCAN

    dice = np.random.default_rng(0)
    for eps, least in ((1.0, 2), (2.0, 3), (3.0, 5), (6.0, 4)):
        told = dice.random(400) < 0.2
        points = np.flatnonzero(told)
        labels = DBSCAN(eps=eps, min_samples=least).fit_predict(points[:, None].astype(float))
        wanted = [(points[labels == n].min(), points[labels == n].max() + 1) for n in range(labels.max() + 1)]
        made = [(span.start, span.end) for span in stretches_of(told, Clustering(eps, least))]
        assert [(a, b) for a, b in made] == [(max(a, made[n - 1][1] if n else 0), b) for n, (a, b) in enumerate(wanted)]


def test_hours_take_no_time() -> None:
    told = np.random.default_rng(0).random(100_000) < 0.5
    begun = time.thread_time()
    stretches_of(told, Clustering(3, 4))
    assert time.thread_time() - begun < 1
