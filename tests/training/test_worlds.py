"""Worlds: who shares photographs with whom."""

from dataclasses import replace

import numpy as np
import pytest

from bench.setting import worlds
from vsearch.training.evaluation import metrics
from vsearch.training.evaluation.baselines import PRIOR
from vsearch.training.evaluation.crossval import crossvalidate
from vsearch.training.evaluation.evaluate import evaluate
from vsearch.training.tower.batches import without


@pytest.mark.parametrize(("apart", "shared"), [(True, False), (False, True)])
def test_series_share_photographs_unless_they_are_apart(pictures, apart, shared):
    world = worlds.world(pictures, "words", videos=40, frames=8, series=4, apart=apart)
    seen = {}
    for example in world:
        seen.setdefault(example.group, set()).update(row.tobytes() for row in example.sequences.frames)
    first, *rest = seen.values()
    assert bool(first & set.union(*rest)) is shared


def test_what_is_said_in_a_series_apart_is_said_of_its_own_photographs(pictures):
    world = worlds.world(pictures, "transcript", videos=40, frames=8, series=4, apart=True)
    texts = {
        group: {t for e in world if e.group == group for t in e.sequences.texts[1:]}
        for group in ("series 0", "series 1")
    }
    own = {group: set(np.asarray(pictures.texts)[n::4]) for n, group in enumerate(texts)}
    assert all(said <= own[group] for group, said in texts.items())


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("rule", "space", "videos", "epochs"),
    [
        pytest.param("words", {"noise": 2.0, "gap": 2.0}, 240, 8, id="the title names it"),
        pytest.param("transcript", {"noise": 2.0}, 240, 8, id="only what is said names it", marks=SLOW),
        pytest.param("sound", {"noise": 0.4, "seed": 1}, 360, 10, id="the sound tells the kind", marks=SLOW),
        pytest.param("taste", {}, 180, 8, id="the brightest", marks=SLOW),
        pytest.param("mix", {}, 240, 8, id="now this, now that", marks=SLOW),
    ],
)
def test_a_tower_finds_out_every_rule_from_photographs_it_is_not_judged_by(tiny, rule, space, videos, epochs):
    space = worlds.imagined(600, 32, **space)
    world = worlds.world(space, rule, videos=videos, frames=8, series=6, apart=True)
    plan = replace(tiny, tasks=("thumbnail",), epochs=epochs, patience=epochs, rate=5e-3)
    made, _ = crossvalidate(world, plan, 2)
    assert evaluate(world, made).gains[PRIOR].better


@pytest.mark.slow
def test_only_a_tower_that_knows_how_frames_move_finds_the_liveliest_that_matches(tiny):
    space = worlds.imagined(600, 32, noise=0.2)
    world = worlds.world(space, "lively", videos=360, frames=8, series=6, apart=True)
    plan = replace(tiny, tasks=("thumbnail",), epochs=14, patience=14, rate=5e-3)
    still = tuple(replace(e, sequences=without(e.sequences, "motion")) for e in world)
    moving, bare = (crossvalidate(one, plan, 2)[0] for one in (world, replace(world, examples=still, motion_width=0)))
    ours, theirs = ([metrics.hit(p.near, e.chosen, 1) for p, e in zip(m, world, strict=True)] for m in (moving, bare))
    assert metrics.paired(ours, theirs).gain.low > 0
    assert evaluate(world, moving).gains[PRIOR].better
