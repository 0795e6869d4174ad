"""A library with a trial, and viewers who click."""

from datetime import UTC, datetime

import numpy as np
import pytest

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)]


@pytest.fixture
def tried(library, add):
    """A video of three shots, each of which is an arm of its trial; everybody takes part."""
    add("v1", SHOTS, title="a green field")
    [trial] = library.start_trials("v1", arms=3, share=1).trials
    return trial


@pytest.fixture
def crowd():
    """Rows of what many viewers were shown and clicked, by the rates of the arms."""

    def crowd(trial, rates, count=900, seed=0):
        dice, now = np.random.default_rng(seed), datetime.now(UTC).timestamp()
        for n in range(count):
            arm = trial.arms[n % len(rates)]
            row = {"event": f"{seed}-{n}", "kind": "impression", "video": trial.video, "time": arm.time}
            yield row | {"viewer": f"u{n}", "at": now - 7200 + n, "propensity": 1 / len(rates)}
            if dice.random() < rates[n % len(rates)]:
                yield {"event": f"c{seed}-{n}", "kind": "click", "video": "v1", "viewer": f"u{n}", "at": now + n}

    return crowd
