"""Training: whole videos in, a network out that tells seconds of series that it never saw; the same seed, the same."""

from collections.abc import Callable

import numpy as np
import pytest

from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.finders.classifier import SecondsClassifier
from vsearch.indexer.segments.seconds import seconds
from vsearch.library import Store
from vsearch.library.towers.segment_models import SegmentModels
from vsearch.nouns import Segment, Span
from vsearch.training.segments import export
from vsearch.training.segments.fitting import HeldOut, fitted
from vsearch.training.segments.learn import (
    CLASSES,
    UNKNOWN,
    Lesson,
    SegmentPlan,
    _balanced,
    learn,
    predict,
    truth_of,
)

WIDTH = 16


@pytest.fixture
def lesson(made: Callable[..., EpisodeFeatures], intro: Callable[[str, int], Segment]) -> Callable[[str, int], Lesson]:
    def one(id: str, seed: int) -> Lesson:
        given = seconds(made(id, id, seed), WIDTH)
        return Lesson(given, truth_of([intro(id, seed)], len(given)))

    return one


def test_the_truth_of_seconds() -> None:
    told = truth_of([Segment("intro", Span(1, 3), 1.0)], 6, [Segment("recap", Span(2, 5), 0.4)])
    assert told.tolist() == [0, 3, 3, UNKNOWN, UNKNOWN, 0]


def test_rare_classes_weigh_more_and_absent_ones_nothing() -> None:
    worth = _balanced([np.array([0] * 90 + [1] * 10 + [UNKNOWN] * 50)], 3)
    assert worth.tolist() == [pytest.approx(1 / 3, abs=1e-4), 1.0, 0.0]


@pytest.mark.parametrize("model", sorted(CLASSES))
def test_it_tells_the_seconds_of_a_series_that_it_never_saw(model: str, lesson: Callable[[str, int], Lesson]) -> None:
    network = learn([lesson(f"v{n}", n) for n in range(12)], SegmentPlan(model, epochs=25, rate=1e-2))
    rights = []
    for n in range(20, 24):
        one = lesson(f"v{n}", n)
        told = predict(network, one.seconds).argmax(axis=1)
        rights.append(np.mean((told > 0) == (one.truth > 0)))
    assert np.mean(rights) > 0.95


def test_the_same_seed_gives_the_same_network(lesson: Callable[[str, int], Lesson]) -> None:
    lessons = [lesson(f"v{n}", n) for n in range(4)]
    first, second = (predict(learn(lessons, SegmentPlan(epochs=2)), lessons[0].seconds) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("model", sorted(CLASSES))
def test_the_graph_agrees_with_the_network_on_any_length(
    model: str, store: Store, made: Callable[..., EpisodeFeatures], lesson: Callable[[str, int], Lesson]
) -> None:
    plan = SegmentPlan(model, epochs=2)
    network = learn([lesson(f"v{n}", n) for n in range(4)], plan)
    reading = fitted([HeldOut(predict(network, lesson("v0", 0).seconds), (), ("intro",))], CLASSES[model])
    models = SegmentModels(store)
    with models.draft("s1") as folder:
        export.write(folder, network, reading, store.encoder, plan, {}, {"learned": [], "series": []})
    model_on_disk = models.read("s1")
    assert SecondsClassifier(model_on_disk).reading == reading
    for length in (3, 90, 200):
        one = made("x", "Show", 1, length=length)
        assert np.allclose(
            SecondsClassifier(model_on_disk).shares(one), predict(network, seconds(one, WIDTH)), atol=1e-4
        )
