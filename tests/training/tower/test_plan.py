"""Plans: what cannot be trained is refused in a sentence when it is asked for."""

import pytest

from vsearch.errors import UsageWrong
from vsearch.training.tower.plan import Plan


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        pytest.param({"width": 50}, r"50 .* 4 heads.* 48 or 52\.$", id="a width that heads cannot share"),
        pytest.param({"width": 3}, r"3 .* 4 heads.* 4\.$", id="a width below the heads"),
        pytest.param({"seed": -1}, r"seed .* not -1\.$", id="a seed below nothing"),
        pytest.param({"epochs": 0}, r"0 epochs .* at least 1\.$", id="no epochs"),
        pytest.param({"frames": 0}, r"0 frames .* at least 1\.$", id="no frames"),
        pytest.param({"rate": 0.0}, r"rate .* above 0.* not 0\.0\.$", id="no rate"),
        pytest.param({"rate": float("nan")}, r"rate .* not nan\.$", id="a rate that is no number"),
        pytest.param({"tasks": ("dance",)}, "'dance' is no task", id="a task that is none"),
    ],
)
def test_what_cannot_be_trained_is_refused(wish, told):
    with pytest.raises(UsageWrong, match=told):
        Plan(**wish)


def test_what_can_be_trained_is_a_plan():
    assert Plan(width=48, heads=3, rate=1e-4, seed=7, tasks=("tags",)).plain()["tasks"] == ["tags"]
