"""Promotion: only by more than chance, and a sentence that says why not."""

import re

import pytest

from vsearch.training.evaluation.baselines import PRIOR
from vsearch.training.evaluation.evaluate import COMMON, Evaluation
from vsearch.training.evaluation.metrics import LEAST, paired
from vsearch.training.serving.promote import verdict


def measured(gains, rival=PRIOR):
    return Evaluation((), {rival: paired(gains, [0.0] * len(gains))})


@pytest.mark.parametrize(
    ("told", "incumbent", "promoted", "why"),
    [
        pytest.param(measured([0.5] * LEAST), None, True, rf"beats the {PRIOR} by \+0.500 .* on 8 videos", id="steady"),
        pytest.param(measured([0.5] * 9, COMMON), None, True, f"beats the {COMMON} by", id="of tags alone"),
        pytest.param(measured([1, -1] * 20), None, False, r"on 40 videos, which may be chance \(0\.", id="chance"),
        pytest.param(measured([1.0]), None, False, r"on 1 videos: too few to tell; at least 8 are needed\.", id="one"),
        pytest.param(measured([1.0] * 7, "t1"), "t1", False, "against t1 it gains .* on 7 videos: too few", id="few"),
        pytest.param(measured([], "t1"), "t1", False, "no held-out video with choices is new to t1", id="none"),
        pytest.param(Evaluation((), {}), None, False, "no held-out video with choices is new to the", id="nothing"),
    ],
)
def test_a_tower_is_promoted_only_by_more_than_chance(told, incumbent, promoted, why):
    judged = verdict(told, incumbent)
    assert judged.promoted is promoted
    assert re.search(why, judged.why)
